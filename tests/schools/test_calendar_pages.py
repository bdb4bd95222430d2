"""Terms, days that differ, and the state's proposal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.actions import calendar
from jiaoyan.schools.actions.calendar import DayTaken, OutsideTerms, TermsOverlap
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.models import DayOverride, HistoryLine, Term, TimetableSlot
from jiaoyan.schools.queries import calendar_of
from jiaoyan.schools.registers.calendar import state_days, term_page
from jiaoyan.schools.rules.calendar import Override, TermDates
from jiaoyan.schools.rules.holidays import state_holidays
from tests.conftest import TODAY, SmallSchool, TwoSchools

SignIn = Callable[[str], Client]
TRIP = date(2024, 5, 15)
SATURDAY = date(2024, 5, 25)


def test_entered_day_changes_the_calendar_and_removed_it_is_as_before(here: SmallSchool) -> None:
    office = here.actor("office")
    assert calendar_of(here.term).is_school_day(TRIP)
    calendar.set_days(Override(TRIP, "school_off", "停电"), by=office)
    assert not calendar_of(here.term).is_school_day(TRIP)
    calendar.remove_day(DayOverride.objects.get(day=TRIP), by=office)
    assert calendar_of(here.term).is_school_day(TRIP)


def test_run_of_days_off_leaves_weekends_alone(here: SmallSchool) -> None:
    count = calendar.set_days(Override(date(2024, 5, 16), "school_off", "停课"), until=date(2024, 5, 21), by=here.actor("office"))
    assert count == 4
    assert "5月16日（星期四）至5月21日（星期二）" in HistoryLine.objects.latest("number").text


def test_trip_of_one_grade_or_class_concerns_nobody_else(here: SmallSchool) -> None:
    office = here.actor("office")
    calendar.set_days(Override(TRIP, "school_off", "秋游", scope="grade", grade=5), by=office)
    calendar.set_days(Override(TRIP, "school_off", "参观", scope="class", class_id=here.classes[0].pk), by=office)
    found = calendar_of(here.term)
    assert found.is_school_day(TRIP)
    assert not found.for_grade(5).is_school_day(TRIP)
    assert found.for_grade(4).is_school_day(TRIP)


def test_every_day_in_the_way_is_named_and_nothing_is_stored(here: SmallSchool) -> None:
    office = here.actor("office")
    calendar.set_days(Override(date(2024, 5, 16), "event", "艺术节"), by=office)
    calendar.set_days(Override(date(2024, 5, 17), "event", "运动会"), by=office)
    before = DayOverride.objects.count()
    with pytest.raises(DayTaken, match=r"艺术节.*运动会"):
        calendar.set_days(Override(TRIP, "event", "义卖"), until=date(2024, 5, 18), by=office)
    assert DayOverride.objects.count() == before


def test_school_may_set_its_own_day_beside_the_states(here: SmallSchool) -> None:
    calendar.set_days(Override(date(2024, 6, 10), "makeup", "补课", runs_weekday=0), by=here.actor("office"))
    calendar.set_days(Override(date(2024, 5, 11), "holiday", "不补课"), by=here.actor("office"))
    found = calendar_of(here.term)
    assert found.is_school_day(date(2024, 6, 10))
    assert not found.is_school_day(date(2024, 5, 11))


@pytest.mark.parametrize(
    ("override", "until", "error"),
    [
        (Override(date(2024, 7, 15), "event", "夏令营"), None, OutsideTerms),
        (Override(TRIP, "makeup", "补课", runs_weekday=1), None, Refused),
        (Override(SATURDAY, "holiday", "放假"), None, Refused),
        (Override(TRIP, "holiday", "放假", runs_weekday=1), None, Refused),
        (Override(TRIP, "event", "周"), date(2024, 5, 1), Refused),
        (Override(TRIP, "event", "周"), date(2024, 12, 1), Refused),
        (Override(SATURDAY, "school_off", "停课"), date(2024, 5, 26), Refused),
    ],
)
def test_entry_that_contradicts_itself_is_refused(
    here: SmallSchool, override: Override, until: date | None, error: type[Exception]
) -> None:
    before = DayOverride.objects.count()
    with pytest.raises(error):
        calendar.set_days(override, until=until, by=here.actor("office"))
    assert DayOverride.objects.count() == before


def test_changed_entry_is_replaced_and_may_not_land_on_another(here: SmallSchool) -> None:
    office = here.actor("office")
    calendar.set_days(Override(TRIP, "event", "艺术节"), by=office)
    calendar.set_days(Override(date(2024, 5, 16), "event", "运动会"), by=office)
    row = DayOverride.objects.get(day=TRIP)
    with pytest.raises(DayTaken):
        calendar.change_day(row, Override(date(2024, 5, 16), "event", "艺术节"), by=office)
    calendar.change_day(row, Override(date(2024, 5, 17), "half_day", "艺术节"), by=office)
    row.refresh_from_db()
    assert (row.day, row.kind, row.school) == (date(2024, 5, 17), "half_day", here.school)


def test_proposal_is_adopted_once(here: SmallSchool) -> None:
    DayOverride.objects.all().delete()
    offered = state_holidays([TermDates(here.term.first_school_day, here.term.last_school_day)])
    assert calendar.adopt_proposal(offered, by=here.actor("office")) == len(offered)
    assert calendar.adopt_proposal(offered, by=here.actor("office")) == 0
    assert len(calendar_of(here.term).school_days()) == 90


def test_term_may_not_overlap_another_or_leave_its_year(here: SmallSchool) -> None:
    office = here.actor("office")
    with pytest.raises(TermsOverlap, match="第一学期"):
        calendar.change_term(here.term, TermDates(date(2024, 1, 10), date(2024, 6, 28)), by=office)
    with pytest.raises(Refused):
        calendar.change_term(here.term, TermDates(date(2024, 2, 21), date(2024, 9, 28)), by=office)
    calendar.change_term(here.term, TermDates(date(2024, 2, 26), date(2024, 7, 2), count_full_holiday_weeks=False), by=office)
    here.term.refresh_from_db()
    assert (here.term.first_school_day, here.term.count_full_holiday_weeks) == (date(2024, 2, 26), False)


def test_second_term_is_added_once(here: SmallSchool) -> None:
    office = here.actor("office")
    with pytest.raises(Refused):
        calendar.add_second_term(here.year, TermDates(date(2024, 7, 1), date(2024, 7, 20)), by=office)
    TimetableSlot.objects.filter(term=here.term).delete()
    here.term.delete()
    assert calendar.add_second_term(here.year, TermDates(date(2024, 2, 21), date(2024, 6, 28)), by=office).key == "2023-2024-2"


def test_teachers_read_the_calendar_and_change_nothing(two_schools: TwoSchools, here: SmallSchool, client_as: SignIn) -> None:
    page = client_as("teacher").get(reverse("schools:calendar")).content.decode()
    assert "第17周" in page
    assert "修改学期" not in page
    by = here.actor("head")
    for deed in (
        lambda: calendar.set_days(Override(TRIP, "event", "x"), by=by),
        lambda: calendar.remove_day(DayOverride.objects.first(), by=by),
        lambda: calendar.change_term(here.term, TermDates(date(2024, 2, 21), date(2024, 6, 28)), by=by),
        lambda: calendar.adopt_proposal([], by=by),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_page_says_which_make_up_day_has_no_timetable(two_schools: TwoSchools, here: SmallSchool, client_as: SignIn) -> None:
    DayOverride.objects.filter(day=date(2024, 4, 28)).update(runs_weekday=None)
    assert "4月28日（星期日）。不说明" in client_as("office").get(reverse("schools:calendar")).content.decode()


def test_weeks_table_reads_like_the_calendar(here: SmallSchool, django_assert_num_queries: Callable[..., object]) -> None:
    with django_assert_num_queries(2):
        page = term_page(here.term, TODAY)
    assert [line.week.no for line in page.weeks] == list(range(1, 20))
    assert [line.week.no for line in page.weeks if line.current] == [17]
    assert dict(page.months) == {"2月": 7, "3月": 21, "4月": 22, "5月": 21, "6月": 19}
    assert [line.week.no for line in page.weeks if line.exam_phase] == [18, 19]


def entry(**more: object) -> dict[str, object]:
    return {"day": "2024-05-15", "kind": "event", "name": "艺术节", "scope": "school", "source": "school", **more}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"scope": "grade"}, "grade"),
        ({"scope": "class"}, "school_class"),
        ({"kind": "makeup", "day": "2024-05-25"}, "runs_weekday"),
        ({"day": ""}, "day"),
        ({"day": "2024-07-20"}, "day"),
        ({"until": "2024-05-01"}, "until"),
        ({"name": ""}, "name"),
        ({"day": "2024-06-10", "source": "state"}, "day"),
    ],
)
def test_form_says_beside_the_field_what_is_wrong(two_schools: TwoSchools, client_as: SignIn, values: dict[str, str], field: str) -> None:
    response = client_as("office").post(reverse("schools:day_new"), entry(**values))
    assert response.status_code == 422
    assert field in response.context["form"].errors


def test_form_enters_a_day_for_a_class(two_schools: TwoSchools, here: SmallSchool, client_as: SignIn) -> None:
    response = client_as("office").post(reverse("schools:day_new"), entry(scope="class", school_class=here.classes[0].pk, grade="5"))
    assert response.status_code == 302
    row = DayOverride.objects.get(day=TRIP)
    assert (row.scope, row.grade, row.school_class) == ("class", None, here.classes[0])


def test_term_form_refuses_dates_that_contradict_each_other(two_schools: TwoSchools, here: SmallSchool, client_as: SignIn) -> None:
    url = reverse("schools:term_edit", args=[here.term.pk])
    values = {"first_day": "2024-02-21", "last_day": "2024-06-28"}
    for more, field in [
        ({"last_day": "2024-02-01"}, "last_day"),
        ({"week1_monday": "2024-02-20"}, "week1_monday"),
        ({"week1_monday": "2023-02-20"}, "week1_monday"),
        ({"exam_phase_start": "2024-08-01"}, "exam_phase_start"),
    ]:
        assert field in client_as("office").post(url, {**values, **more}).context["form"].errors
    assert client_as("office").post(url, values).status_code == 302
    assert not Term.objects.get(pk=here.term.pk).count_full_holiday_weeks


def test_term_that_ends_on_a_saturday_is_asked_back_unless_the_calendar_knows_the_day(here: SmallSchool, client_as: SignIn) -> None:
    client, address = client_as("office"), reverse("schools:term_edit", args=[here.term.pk])
    dates = {"first_day": "2024-02-21", "last_day": "2024-06-29"}
    asked = client.post(address, dates)
    assert asked.status_code == 422
    assert "2024年6月29日（星期六）一般不上课" in asked.content.decode()

    assert client.post(address, {**dates, "weekends": "on"}).status_code == 302
    here.term.refresh_from_db()
    assert calendar_of(here.term).is_school_day(date(2024, 6, 29))
    assert client.post(address, dates).status_code == 302  # known by now, so nothing is asked
    assert DayOverride.objects.filter(day=date(2024, 6, 29)).count() == 1


def test_proposal_page_offers_what_is_not_there(two_schools: TwoSchools, here: SmallSchool, client_as: SignIn) -> None:
    DayOverride.objects.all().delete()
    client, url = client_as("office"), reverse("schools:proposal", args=[here.term.pk])
    assert "劳动节" in client.get(url).content.decode()
    client.post(url, {"days": ["2024-05-01", "2024-05-11", "2024-12-25", "x"]})
    assert sorted(DayOverride.objects.values_list("day", flat=True)) == [date(2024, 5, 1), date(2024, 5, 11)]


def test_proposal_with_nothing_new_offers_no_button(two_schools: TwoSchools, here: SmallSchool, client_as: SignIn) -> None:
    client, url = client_as("office"), reverse("schools:proposal", args=[here.term.pk])
    assert ">采用<" in client.get(url).content.decode()
    calendar.adopt_proposal([day.override for day in state_days(here.term)], by=here.actor("office"))
    page = client.get(url).content.decode()
    assert ">采用<" not in page
    assert "全部采用" in page
    assert "已全部采用" in client.get(reverse("schools:calendar")).content.decode()


def test_days_of_one_holiday_are_one_entry_of_their_week(here: SmallSchool) -> None:
    weeks = {line.week.no: line.entries for line in term_page(here.term, TODAY).weeks}
    assert weeks[11] == ("5.1—5.3 放假",)
    assert weeks[7] == ("4.4—4.5 放假", "4.7 调休")
