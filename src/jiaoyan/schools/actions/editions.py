"""Keeping a paper as the file of the day it was approved. 通过稿"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Max

from jiaoyan.documents.docx import CONTENT_TYPE
from jiaoyan.schools import files
from jiaoyan.schools.access import Actor
from jiaoyan.schools.files import Laid
from jiaoyan.schools.models import ApprovedEdition, SchoolOwned


def keep_edition(
    model: type[ApprovedEdition], *, of: Mapping[str, SchoolOwned], laid: Laid, name: str, content: dict[str, Any], by: Actor, day: date
) -> None:
    """The next edition of a paper (``of``: its key and the paper), with its rows for comparing. To be called inside the approval's transaction."""
    number = (model.objects.filter(**of).aggregate(last=Max("number"))["last"] or 0) + 1
    model.objects.create(
        school_id=by.school_id,
        **of,
        number=number,
        approved_on=day,
        approved_by_id=by.person_id,
        file=files.register(laid, name=f"{name}第{number}稿.docx", content_type=CONTENT_TYPE, by=by),
        content=content,
    )
