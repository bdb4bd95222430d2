"""Classes, 课务 over time, timetables, pupils and who may see their names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.schools.access import NotAllowed, classes_with_names_visible_to, may_see_pupils
from jiaoyan.schools.actions import classes, people, pupils
from jiaoyan.schools.actions.classes import ChangedMeanwhile, NotInService
from jiaoyan.schools.actions.pupils import CodeTaken, PrivateNumber
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.forms.timetable import grid_of, periods_in
from jiaoyan.schools.models import Enrolment, HistoryLine, Pupil, SchoolClass, SchoolYear, Subject, TeachingAssignment, TimetableSlot
from jiaoyan.schools.registers.classes import Period, clashes, grades_of, own_teachers, period_of, pupils_of
from tests.conftest import TODAY, YEAR_BEGINS, SmallSchool, TwoSchools

SignIn = Callable[[str], Client]
DAY = timedelta(1)
CHANGE = date(2024, 4, 15)


def spans(here: SmallSchool, number: int = 0) -> list[tuple[str, date, date | None]]:
    rows = TeachingAssignment.objects.filter(school_class=here.classes[number]).order_by("starts").select_related("teacher")
    return [(row.teacher.name, row.starts, row.ends) for row in rows]


def pupil(here: SmallSchool, code: str = "2019001", number: int = 0) -> Pupil:
    return pupils.add_pupil(
        here.classes[number],
        {"code": code, "name": f"小{code[-1]}", "gender": "F", "seat_no": 1},
        starts=YEAR_BEGINS,
        by=here.actor("office"),
    )


# classes


def test_classes_are_added_up_to_a_number_and_those_there_stay(here: SmallSchool) -> None:
    made = classes.add_classes(2019, range(1, 6), by=here.actor("office"))
    assert [each.number for each in made] == [4, 5]
    assert classes.add_classes(2019, range(1, 6), by=here.actor("office")) == []


def test_only_a_class_nothing_belongs_to_is_removed(here: SmallSchool) -> None:
    with pytest.raises(Refused):
        classes.remove_class(here.classes[0], by=here.actor("office"))
    spare = classes.add_classes(2020, [1], by=here.actor("office"))[0]
    classes.remove_class(spare, by=here.actor("office"))
    assert not SchoolClass.objects.filter(entry_year=2020).exists()


# 课务


def test_change_of_teacher_in_the_middle_ends_the_old_one_the_day_before(here: SmallSchool) -> None:
    classes.assign_teacher(here.classes[0], here.subject, here.people["mentor"], starts=CHANGE, by=here.actor("office"))
    assert spans(here) == [("林知远", YEAR_BEGINS, CHANGE - DAY), ("沈静言", CHANGE, None)]
    assert "接替林知远" in HistoryLine.objects.latest("number").text


def test_change_before_one_already_planned_ends_where_that_begins(here: SmallSchool) -> None:
    office = here.actor("office")
    classes.assign_teacher(here.classes[0], here.subject, here.people["mentor"], starts=CHANGE, by=office)
    classes.assign_teacher(here.classes[0], here.subject, here.people["teacher"], starts=date(2024, 3, 1), by=office)
    assert spans(here) == [("林知远", YEAR_BEGINS, date(2024, 2, 29)), ("周予安", date(2024, 3, 1), CHANGE - DAY), ("沈静言", CHANGE, None)]


def test_teacher_from_the_first_day_replaces_the_wrong_entry(here: SmallSchool) -> None:
    classes.assign_teacher(here.classes[0], here.subject, here.people["mentor"], starts=YEAR_BEGINS, by=here.actor("office"))
    assert spans(here) == [("沈静言", YEAR_BEGINS, None)]


def test_same_teacher_again_or_somebody_who_has_left_is_refused(here: SmallSchool) -> None:
    with pytest.raises(Refused):
        classes.assign_teacher(here.classes[0], here.subject, here.people["leader"], starts=TODAY, by=here.actor("office"))
    people.mark_left(here.people["mentor"], on=TODAY, by=here.actor("office"))
    here.people["mentor"].refresh_from_db()
    with pytest.raises(NotInService):
        classes.assign_teacher(here.classes[0], here.subject, here.people["mentor"], starts=TODAY, by=here.actor("office"))


def _after(rows: list[tuple[date, date | None, str]], starts: date, name: str) -> list[tuple[date, date | None, str]]:
    """What the spans must be after one more change, worked out on plain values."""
    current = next((row for row in rows if row[0] <= starts and (row[1] is None or row[1] >= starts)), None)
    if current and current[2] == name:
        return rows
    later = [row for row in rows if row[0] > starts]
    kept = [row for row in rows if row[0] < starts]
    if current in kept:
        kept[kept.index(current)] = (current[0], starts - DAY, current[2])
    return [*kept, (starts, later[0][0] - DAY if later else None, name), *later]


def test_changes_in_any_order_give_what_the_calendar_says(here: SmallSchool) -> None:
    expected: list[tuple[date, date | None, str]] = [(YEAR_BEGINS, None, "leader")]
    for offset, name in [(100, "mentor"), (30, "teacher"), (60, "mentee"), (200, "leader"), (30, "mentor"), (150, "teacher")]:
        starts = YEAR_BEGINS + timedelta(offset)
        expected = _after(expected, starts, name)
        classes.assign_teacher(here.classes[0], here.subject, here.people[name], starts=starts, by=here.actor("office"))
    assert spans(here) == [(here.people[name].name, starts, ends) for starts, ends, name in expected]


def test_ending_before_the_beginning_is_refused(here: SmallSchool) -> None:
    row = TeachingAssignment.objects.get(school_class=here.classes[0])
    with pytest.raises(Refused):
        classes.end_assignment(row, on=YEAR_BEGINS - DAY, by=here.actor("office"))
    classes.end_assignment(row, on=YEAR_BEGINS, by=here.actor("office"))
    assert spans(here) == [("林知远", YEAR_BEGINS, YEAR_BEGINS)]


# timetable


def test_saved_timetable_is_exactly_what_was_given(here: SmallSchool) -> None:
    wanted = [Period(0, 2, here.subject.pk), Period(3, 1, here.subject.pk, "odd")]
    classes.save_timetable(here.term, here.classes[0], wanted, by=here.actor("office"))
    stored = TimetableSlot.objects.filter(term=here.term, school_class=here.classes[0])
    assert {period_of(slot) for slot in stored} == set(wanted)
    assert TimetableSlot.objects.filter(term=here.term1, school_class=here.classes[0]).count() == 5


def test_unchanged_timetable_leaves_no_line(here: SmallSchool) -> None:
    periods = [Period(day, 1, here.subject.pk) for day in range(5)]
    before = HistoryLine.objects.count()
    classes.save_timetable(here.term, here.classes[0], periods, by=here.actor("office"))
    assert HistoryLine.objects.count() == before


def test_timetable_saved_by_somebody_else_meanwhile_is_not_overwritten(here: SmallSchool) -> None:
    seen = [Period(0, 1, here.subject.pk)]
    with pytest.raises(ChangedMeanwhile):
        classes.save_timetable(here.term, here.classes[0], [], expected=seen, by=here.actor("office"))


weekly = st.builds(Period, st.integers(0, 5), st.integers(1, 9), st.integers(1, 3), st.sampled_from(["all", "odd", "even"]))


@given(st.lists(weekly, max_size=30, unique_by=lambda p: (p.weekday, p.period_no)))
def test_timetable_comes_back_from_its_form_as_it_went_in(periods: list[Period]) -> None:
    subjects = [Subject(pk=n, name=name) for n, name in ((1, "数学"), (2, "科学"), (3, "劳动"))]
    grid = grid_of(periods, subjects, "课表")
    post = {cell.address: cell.text for line in grid.lines for cell in line.cells}
    post |= {f"timetable-{line.n}-key": line.key for line in grid.lines}
    post |= {"timetable-order": grid.order, "timetable-version": grid.version, "timetable-end": "1"}
    data = grid.parse(post)
    assert data.ok, data.problems
    assert sorted(periods_in(data)) == sorted(periods)


def test_odd_and_even_weeks_may_hold_different_subjects_in_one_cell() -> None:
    subjects = [Subject(pk=1, name="数学"), Subject(pk=2, name="科学")]
    both = [Period(0, 1, 1, "odd"), Period(0, 1, 2, "even")]
    grid = grid_of(both, subjects, "课表")
    assert grid.lines[0].cells[1].text == "数学（单）、科学（双）"


def test_timetable_page_saves_says_clashes_and_refuses_an_old_version(
    two_schools: TwoSchools, here: SmallSchool, client_as: SignIn
) -> None:
    client, url = client_as("office"), reverse("schools:timetable", args=[here.classes[0].pk, here.term.pk])
    page = client.get(url)
    grid = page.context["grid"]
    post = {cell.address: cell.text for line in grid.lines for cell in line.cells}
    post |= {f"timetable-{line.n}-key": line.key for line in grid.lines}
    post |= {"timetable-order": grid.order, "timetable-version": grid.version, "timetable-end": "1", "timetable-1-d0": "数学"}
    assert client.post(url, {**post, "timetable-2-d0": "音乐"}).status_code == 422
    assert client.post(url, post).status_code == 302
    assert TimetableSlot.objects.filter(school_class=here.classes[0], term=here.term).count() == 6
    again = client.post(url, {**post, "timetable-3-d0": "数学"})
    assert again.status_code == 422
    assert "已被别人改过" in again.content.decode()


def test_teacher_in_two_classes_at_once_is_a_clash_unless_weeks_alternate(here: SmallSchool) -> None:
    classes.assign_teacher(here.classes[1], here.subject, here.people["leader"], starts=YEAR_BEGINS, by=here.actor("office"))
    assert len(clashes(here.term, here.classes[0], TODAY)) == 5
    for number, parity in ((0, "odd"), (1, "even")):
        classes.save_timetable(here.term, here.classes[number], [Period(0, 1, here.subject.pk, parity)], by=here.actor("office"))
    assert clashes(here.term, here.classes[0], TODAY) == []


# pupils


def test_pupil_moves_from_a_day_and_sits_in_one_class_only(here: SmallSchool) -> None:
    found = pupil(here)
    pupils.move_pupil(found, here.classes[1], on=CHANGE, by=here.actor("office"))
    for day, number in ((CHANGE - DAY, 0), (CHANGE, 1)):
        assert [row.pupil for row in pupils_of(here.classes[number], day)] == [found]
        assert pupils_of(here.classes[1 - number], day) == []


def test_move_on_the_first_day_corrects_the_class(here: SmallSchool) -> None:
    found = pupil(here)
    pupils.move_pupil(found, here.classes[1], on=YEAR_BEGINS, by=here.actor("office"))
    assert Enrolment.objects.get(pupil=found).school_class == here.classes[1]


@pytest.mark.parametrize(("number", "on"), [(0, CHANGE), (1, YEAR_BEGINS - DAY)])
def test_move_into_the_same_class_or_before_the_beginning_is_refused(here: SmallSchool, number: int, on: date) -> None:
    with pytest.raises(Refused):
        pupils.move_pupil(pupil(here), here.classes[number], on=on, by=here.actor("office"))


def test_pupil_who_left_can_come_back_but_not_leave_twice(here: SmallSchool) -> None:
    found = pupil(here)
    pupils.pupil_leaves(found, on=CHANGE, by=here.actor("office"))
    assert pupils_of(here.classes[0], CHANGE + DAY) == []
    with pytest.raises(Refused):
        pupils.pupil_leaves(found, on=TODAY, by=here.actor("office"))
    with pytest.raises(Refused):
        pupils.move_pupil(found, here.classes[1], on=CHANGE, by=here.actor("office"))
    pupils.move_pupil(found, here.classes[1], on=CHANGE + DAY, by=here.actor("office"))
    assert len(pupils_of(here.classes[1], TODAY)) == 1


def test_taken_code_is_refused_and_nothing_is_half_there(here: SmallSchool) -> None:
    pupil(here)
    with pytest.raises(CodeTaken):
        pupil(here)
    assert (Pupil.objects.count(), Enrolment.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "code", ["13812345678", "320102201201011234", "32010220120101123x", "G320102201201011234", " g320102201201011234 "]
)
def test_numbers_that_belong_to_the_child_are_no_codes(here: SmallSchool, code: str) -> None:
    with pytest.raises(PrivateNumber):
        pupil(here, code)
    assert not Pupil.objects.exists()


@pytest.mark.parametrize("code", ["2019001", "12345678901", "20190101234567", "S-01"])
def test_a_schools_own_numbers_are_codes(here: SmallSchool, code: str) -> None:
    assert pupil(here, code).code == code


def test_history_names_pupils_by_code_only(here: SmallSchool) -> None:
    found = pupil(here)
    pupils.change_pupil(found, {"code": "2019002", "name": "小满", "gender": "F", "seat_no": 3}, by=here.actor("office"))
    pupils.move_pupil(found, here.classes[1], on=CHANGE, by=here.actor("office"))
    pupils.pupil_leaves(found, on=TODAY, by=here.actor("office"))
    assert not any("小满" in text or "小1" in text for text in HistoryLine.objects.values_list("text", flat=True))


# who sees names


@pytest.mark.parametrize("name", ["leader", "teacher", "mentee", "mentor", "head", "liaison", "office", "admin"])
def test_both_ways_of_asking_who_sees_names_agree(here: SmallSchool, name: str) -> None:
    classes.assign_teacher(here.classes[0], here.subject, here.people["mentor"], starts=CHANGE, by=here.actor("office"))
    for day in (CHANGE - DAY, CHANGE, TODAY):
        actor = here.actor(name, day)
        visible = set(SchoolClass.objects.filter(classes_with_names_visible_to(actor, day)).values_list("pk", flat=True))
        assert visible == {each.pk for each in here.classes if may_see_pupils(actor, own_teachers(each, day))}


def test_teacher_sees_names_of_the_own_class_while_teaching_it_and_every_look_is_a_line(
    two_schools: TwoSchools, here: SmallSchool, client_as: SignIn
) -> None:
    pupil(here)
    client, url = client_as("leader"), reverse("schools:pupils", args=[here.classes[0].pk])
    assert "小1" in client.get(url).content.decode()
    line = HistoryLine.objects.latest("number")
    assert (line.verb, line.person_name, line.object_id) == ("view", "林知远", here.classes[0].pk)
    assert client.get(reverse("schools:pupils", args=[here.classes[1].pk])).status_code == 403
    classes.assign_teacher(here.classes[0], here.subject, here.people["mentor"], starts=TODAY, by=here.actor("office"))
    assert client.get(url).status_code == 403
    assert HistoryLine.objects.filter(verb="view").count() == 1


@pytest.mark.parametrize("name", ["teacher", "head", "liaison"])
def test_no_page_of_the_classes_shows_names_to_others(two_schools: TwoSchools, here: SmallSchool, client_as: SignIn, name: str) -> None:
    pupil(here)
    client = client_as(name)
    for url in (reverse("schools:classes"), reverse("schools:class", args=[here.classes[0].pk])):
        assert "小1" not in client.get(url).content.decode()


def test_teachers_change_nothing(here: SmallSchool) -> None:
    found, by = pupil(here), here.actor("leader")
    for deed in (
        lambda: pupils.add_pupil(here.classes[0], {"code": "1", "name": "x"}, starts=TODAY, by=by),
        lambda: pupils.pupil_leaves(found, on=TODAY, by=by),
        lambda: pupils.move_pupil(found, here.classes[1], on=TODAY, by=by),
        lambda: pupils.change_pupil(found, {"name": "x"}, by=by),
        lambda: classes.add_classes(2020, [1], by=by),
        lambda: classes.save_timetable(here.term, here.classes[0], [], by=by),
        lambda: classes.assign_teacher(here.classes[0], here.subject, here.people["mentor"], starts=TODAY, by=by),
    ):
        with pytest.raises(NotAllowed):
            deed()


# pages


def test_class_list_takes_the_same_queries_for_few_and_for_many(
    here: SmallSchool, django_assert_num_queries: Callable[..., object]
) -> None:
    office = here.actor("office")
    with django_assert_num_queries(5):
        grades_of(here.year, here.term, TODAY, office)
    for entry in range(2018, 2024):
        classes.add_classes(entry, range(1, 7), by=here.actor("office"))
    for number in range(20):
        pupil(here, f"2019{number:03}")
    with django_assert_num_queries(5):
        found = grades_of(here.year, here.term, TODAY, office)
    assert [len(grade.lines) for grade in found] == [6] * 6


def test_form_offers_only_people_and_classes_of_the_own_school(two_schools: TwoSchools, here: SmallSchool, client_as: SignIn) -> None:
    client, url = client_as("office"), reverse("schools:assignment_new", args=[here.classes[0].pk])
    stranger = two_schools.there.people["teacher"]
    response = client.post(url, {"subject": here.subject.pk, "teacher": stranger.pk, "starts": "2024-06-12"})
    assert "teacher" in response.context["form"].errors
    found = pupil(here)
    move = client.post(
        reverse("schools:pupil_move", args=[found.pk]), {"school_class": two_schools.there.classes[0].pk, "on": "2024-06-12"}
    )
    assert "school_class" in move.context["form"].errors


def test_assignment_page_changes_the_teacher(two_schools: TwoSchools, here: SmallSchool, client_as: SignIn) -> None:
    url = reverse("schools:assignment_new", args=[here.classes[0].pk])
    values = {"subject": here.subject.pk, "teacher": here.people["mentor"].pk, "starts": "2024-04-15"}
    assert client_as("office").post(url, values).status_code == 302
    assert spans(here)[-1] == ("沈静言", CHANGE, None)


def test_pupil_of_the_other_school_is_unknown(two_schools: TwoSchools, here: SmallSchool, client_as: SignIn) -> None:
    found = pupil(here)
    for page in ("pupil_edit", "pupil_move", "pupil_leave"):
        assert client_as("neighbour").get(reverse(f"schools:{page}", args=[found.pk])).status_code == 404


# after grade 6


def test_class_that_has_left_says_so_and_is_listed_only_under_its_own_years(
    two_schools: TwoSchools, here: SmallSchool, client_as: SignIn
) -> None:
    old = SchoolClass.objects.create(school=here.school, entry_year=2017, number=1)
    client = client_as("office")
    assert "2017级1班" not in client.get(reverse("schools:classes")).content.decode()
    page = client.get(reverse("schools:class", args=[old.pk])).content.decode()
    assert "2017级1班（已毕业）" in page
    assert "2023年毕业" in page
    assert "设置任课教师" not in page


def test_list_of_a_former_year_shows_who_taught_at_its_end(here: SmallSchool) -> None:
    year = SchoolYear.objects.create(school=here.school, key="2022-2023", starts=date(2022, 9, 1), ends=date(2023, 8, 31))
    TeachingAssignment.objects.create(
        school=here.school,
        school_class=here.classes[0],
        subject=here.subject,
        teacher=here.people["mentor"],
        starts=year.starts,
        ends=year.ends,
    )
    first = grades_of(year, None, TODAY, here.actor("office"))[0].lines[0]
    assert (first.name, [row.teacher.name for row in first.teachers]) == ("四（1）班", ["沈静言"])
