"""The leader's duty when calendar or timetable changed after table 2 was laid out."""

from __future__ import annotations

from datetime import date

from jiaoyan.pacing import actions
from jiaoyan.pacing.models import PacingRow
from jiaoyan.schools.models import DayOverride
from tests.conftest import SmallSchool
from tests.pacing.conftest import place_of
from tests.planning.pages import SignIn, said

LOST = date(2024, 6, 13)


def laid_out(here: SmallSchool) -> None:
    """Table 2 with a lesson on the day that is going to be lost."""
    table = actions.propose(by=here.actor("leader"), place=place_of(here))
    PacingRow.objects.filter(schedule=table, content="解方程").update(date_to=LOST, week_no=17)


def test_lost_day_is_a_duty_of_the_leader_that_leads_to_the_difference(here: SmallSchool, client_as: SignIn) -> None:
    laid_out(here)
    assert "校历有变" not in said(client_as("leader").get("/"))
    DayOverride.objects.create(school=here.school, day=LOST, kind="school_off", name="停课", source="school")

    page = client_as("leader").get("/")

    assert "校历有变，请重排教学进度" in said(page)
    assert "6月13日（星期四）停课，少1课时" in said(page)
    assert "/pacing/replan/?day=2024-06-13" in page.content.decode()


def test_lost_day_is_no_duty_of_a_member(here: SmallSchool, client_as: SignIn) -> None:
    laid_out(here)
    DayOverride.objects.create(school=here.school, day=LOST, kind="school_off", name="停课", source="school")
    assert "校历有变" not in said(client_as("teacher").get("/"))
