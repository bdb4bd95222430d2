"""A textbook study and a resource of the small school, as far as a test needs them."""

from __future__ import annotations

from typing import Any

from jiaoyan.documents import markup
from jiaoyan.library import actions
from jiaoyan.library.models import Resource, TextbookStudy
from jiaoyan.library.queries import study_of, units_of
from jiaoyan.library.rules import UnitWords
from jiaoyan.schools import files
from tests.conftest import TODAY, SmallSchool

WHOLE = markup.parse("本册两个单元，先学方程，再学统计图。")
DOCX = b"PK\x03\x04 an electronic lesson plan"


def leader_of(school: SmallSchool) -> str:
    return "leader" if "leader" in school.people else "neighbour"


def words(school: SmallSchool, **more: Any) -> UnitWords:
    values: dict[str, Any] = {
        "unit": school.unit.pk,
        "key": "等式的性质",
        "difficulty": "把实际问题列成方程",
        "mistakes": "解完方程忘记检验",
        "final": True,
    }
    return UnitWords(**(values | more))


def written(school: SmallSchool) -> TextbookStudy:
    """A study whose first unit is final; the same one when it stands already."""
    standing = study_of(school.group, school.term)
    if standing is not None:
        return standing
    actions.save_study(
        by=school.actor(leader_of(school)),
        group=school.group,
        term=school.term,
        version=0,
        day=TODAY,
        whole_book=WHOLE,
        units=[words(school)],
        allowed=units_of(school.group, school.term),
    )
    found = study_of(school.group, school.term)
    assert found is not None
    return found


def given(name: str = "电子教案.docx") -> actions.Given:
    return actions.Given(files.lay_down(DOCX), name, "application/octet-stream")


def resource(
    school: SmallSchool, step: str = "division", by: str = "", *, final: bool = False, title: str = "简易方程 电子教案"
) -> Resource:
    return actions.give_resource(
        by=school.actor(by or leader_of(school)),
        group=school.group,
        term=school.term,
        unit=school.unit,
        step=step,
        title=title,
        day=TODAY,
        given=given(),
        final=final,
    )
