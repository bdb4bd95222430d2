"""What of tests and their reports counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jiaoyan.assessments.facts import facts
from jiaoyan.assessments.models import QualityReport
from jiaoyan.quotas.rules.fact import Subject
from jiaoyan.schools.models import Status
from tests.assessments import builders
from tests.conftest import TODAY, SmallSchool
from tests.facts import checked, extent, groups, of


def found(school: SmallSchool, day: date = TODAY) -> list[Any]:
    return checked(facts(extent(school, day)))


@pytest.mark.parametrize(
    ("kind", "told"),
    [("final", {"final": True, "point": "final"}), ("midterm", {"final": False, "point": "mid_term"}), ("unit", {"final": False})],
)
def test_test_counts_for_group_and_grade_on_its_day(here: SmallSchool, kind: str, told: dict[str, Any]) -> None:
    unit = {"unit": here.unit} if kind == "unit" else {}
    exam = builders.made(here, kind=kind, **unit)
    (fact,) = of(found(here), "exam")
    assert (fact.day, dict(fact.attributes)) == (exam.day, told)
    assert fact.subjects == {Subject("group", here.group.pk), Subject("grade", 5)}
    assert found(here, date(2024, 6, 10)) == []


@pytest.mark.parametrize(("status", "counts"), [(status, status in ("approved", "archived")) for status in Status.values])
def test_report_counts_once_approved_and_answers_its_test(here: SmallSchool, status: str, counts: bool) -> None:
    report = builders.submitted(here)
    QualityReport.objects.update(status=status)
    lines = [*of(found(here), "exam_analysis"), *of(found(here), "quality_report")]
    assert len(lines) == (2 if counts else 0)
    for fact in lines:
        assert fact.answers == {f"assessments.exam:{report.exam_id}"}
        assert groups(fact) == {here.group.pk}
    assert of(found(here), "exam")


def test_number_of_queries_is_fixed(here: SmallSchool, django_assert_num_queries: Any) -> None:
    builders.approved(here)
    for n in range(3):
        builders.made(here, kind="special", title=f"第{n}次计算练习")
    reach = extent(here)
    with django_assert_num_queries(2):
        assert len(list(facts(reach))) == 6
