"""Awards of the small school, as far as a test needs them."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from PIL import Image

from jiaoyan.growth.actions import awards as actions
from jiaoyan.growth.models import Award
from jiaoyan.schools.models import Enrolment, Pupil
from jiaoyan.schools.queries import GroupTerm, group_term
from tests.conftest import TODAY, YEAR_BEGINS, SmallSchool

DAY = date(2024, 5, 20)


def leader_of(school: SmallSchool) -> str:
    return "leader" if "leader" in school.people else "neighbour"


def place_of(school: SmallSchool, day: date = TODAY) -> GroupTerm:
    return group_term(school.actor(leader_of(school), day), school.group.pk, school.term.key, day)


def pupil_of(school: SmallSchool, code: str = "50217", name: str = "江晚晴", klass: int = 1) -> Pupil:
    """A pupil who sits in a class of grade 5 (0 counts from 五（1）班)."""
    pupil, made = Pupil.objects.get_or_create(school=school.school, code=code, defaults={"name": name})
    if made:
        Enrolment.objects.create(school=school.school, pupil=pupil, school_class=school.classes[klass], starts=YEAR_BEGINS)
    return pupil


def pupil_values(school: SmallSchool, **more: Any) -> dict[str, Any]:
    values = {
        "person_kind": "pupil",
        "pupil": pupil_of(school),
        "name_consent": False,
        "school_class": school.classes[1],
        "coach": school.people["teacher"],
        "event": "小学生数学小论文评比",
        "level": "district",
        "prize": "一等奖",
        "issuer": "区教师发展中心",
        "day": DAY,
    }
    return values | more


def teacher_values(school: SmallSchool, **more: Any) -> dict[str, Any]:
    values = {
        "person_kind": "teacher",
        "person": school.people["teacher"],
        "event": "青年教师课堂教学评比",
        "level": "city",
        "prize": "二等奖",
        "issuer": "市教育学会",
        "day": DAY,
    }
    return values | more


def recorded(school: SmallSchool, by: str = "", **more: Any) -> Award:
    """An award of a pupil, or of a teacher with ``person_kind="teacher"``; the same one when it stands already."""
    build = teacher_values if more.get("person_kind") == "teacher" else pupil_values
    values = build(school, **more)
    standing = Award.objects.filter(event=values["event"], prize=values["prize"], day=values["day"]).first()
    if standing is not None:
        found: Award = standing
        return found
    name = by or (
        "teacher" if values.get("name_consent") else leader_of(school)
    )  # only who teaches the class says that the guardian agreed
    return actions.record_award(by=school.actor(name), group=school.group, term=school.term, today=TODAY, **values)


def removed(school: SmallSchool) -> Award:
    """An award that was taken out."""
    award = recorded(school)
    if award.removed_at is None:
        actions.remove_award(by=school.actor(leader_of(school)), award=award, version=award.version)
    return award


def with_certificate(school: SmallSchool) -> Award:
    """A teacher's award with a small PDF."""
    certificate = actions.lay_certificate(b"%PDF-1.4 certificate", day=DAY, extension="pdf", content_type="application/pdf")
    return actions.record_award(
        by=school.actor(leader_of(school)),
        group=school.group,
        term=school.term,
        today=TODAY,
        certificate=certificate,
        **teacher_values(school, event="论文评比"),
    )


def jpeg(width: int = 40, height: int = 20, **save: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(out, "JPEG", **save)
    return out.getvalue()
