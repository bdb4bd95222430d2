"""Groups, members, roles, and the step into a new school year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.actions import classes, groups, people, pupils
from jiaoyan.schools.actions.groups import AlreadyThere, GroupNameTaken
from jiaoyan.schools.actions.members import add_members
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.actions.years import move_up
from jiaoyan.schools.models import Enrolment, Group, HistoryLine, Membership, Role, SchoolClass, SchoolYear, TeachingAssignment, Term
from jiaoyan.schools.queries import actor_for, leader_of, members_of
from jiaoyan.schools.registers.groups import first_day_for_seats, first_day_in_use, tree_of
from jiaoyan.schools.registers.members import grade_teachers
from jiaoyan.schools.registers.years import moving_up
from jiaoyan.schools.rules.calendar import TermDates
from tests.conftest import TODAY, YEAR_BEGINS, SmallSchool, TwoSchools

SignIn = Callable[[str], Client]
DAY = timedelta(1)
CHANGE = date(2024, 4, 15)
AUTUMN = TermDates(date(2024, 9, 2), date(2025, 1, 17))
SPRING = TermDates(date(2025, 2, 17), date(2025, 6, 30))
NEW_YEAR = date(2024, 9, 1)


def names(group: Group, on: date) -> set[str]:
    return {person.name for person in members_of(group, on)}


# groups


def test_group_hangs_under_a_higher_one_of_the_same_year(here: SmallSchool) -> None:
    office = here.actor("office")
    stage = groups.add_group(kind="stage", name="高段", year=here.year, subject=here.subject, parent=here.research, by=office)
    prep = groups.add_group(kind="prep", name="六年级组", year=here.year, subject=here.subject, grade=6, parent=stage, by=office)
    assert [(line.group.name, line.depth) for line in tree_of(here.year, TODAY)] == [
        ("数学教研组", 0),
        ("高段", 1),
        ("六年级组", 2),
        ("四年级数学备课组", 1),
        ("五年级数学备课组", 1),
    ]
    with pytest.raises(Refused):
        groups.change_group(stage, {"parent": prep}, by=office)


@pytest.mark.parametrize(("kind", "grade"), [("prep", None), ("research", 5)])
def test_grade_belongs_to_preparation_groups_only(here: SmallSchool, kind: str, grade: int | None) -> None:
    with pytest.raises(Refused):
        groups.add_group(kind=kind, name="组", year=here.year, subject=here.subject, grade=grade, by=here.actor("office"))


def test_same_name_in_one_year_is_refused(here: SmallSchool) -> None:
    with pytest.raises(GroupNameTaken):
        groups.add_group(kind="prep", name=here.group.name, year=here.year, subject=here.subject, grade=5, by=here.actor("office"))


def test_group_with_groups_below_it_is_not_removed(here: SmallSchool) -> None:
    with pytest.raises(Refused):
        groups.remove_group(here.research, by=here.actor("office"))
    assert Group.objects.filter(pk=here.research.pk).exists()


# since when a group uses the system


@pytest.mark.parametrize(
    ("today", "offered"),
    [
        (date(2023, 8, 20), None),
        (date(2023, 9, 1), None),
        (date(2023, 9, 7), None),
        (date(2023, 9, 8), date(2023, 9, 8)),
        (date(2023, 10, 12), date(2023, 10, 12)),
        (date(2024, 2, 1), date(2024, 2, 1)),
        (date(2024, 2, 22), date(2024, 2, 21)),
        (date(2024, 3, 6), date(2024, 3, 6)),
        (date(2024, 9, 20), date(2024, 8, 31)),
    ],
)
def test_group_made_after_a_terms_first_week_is_offered_that_day(here: SmallSchool, today: date, offered: date | None) -> None:
    assert first_day_in_use(here.year, today) == offered


def test_form_of_a_new_group_offers_today_in_mid_term_and_keeps_what_is_chosen(here: SmallSchool, client_as: SignIn) -> None:
    client, url = client_as("office"), reverse("schools:group_new", args=[here.year.pk])
    assert client.get(url).context["form"]["in_use_from"].value() == TODAY
    values = {"kind": "prep", "subject": here.subject.pk, "parent": here.research.pk, "name": ""}
    for grade, chosen, kept in ((1, "2024-06-12", TODAY), (2, "2024-04-15", CHANGE), (3, "", None)):
        client.post(url, {**values, "grade": grade, "in_use_from": chosen})
        assert Group.objects.get(grade=grade).in_use_from == kept


def test_day_can_be_set_moved_and_taken_back_and_the_page_and_history_tell(here: SmallSchool, client_as: SignIn) -> None:
    client, page = client_as("office"), reverse("schools:group", args=[here.group.pk])
    edit = reverse("schools:group_edit", args=[here.group.pk])
    assert "起用本系统" not in client.get(page).content.decode()
    client.post(edit, {"parent": here.research.pk, "in_use_from": "2024-04-15"})
    assert "2024年4月15日，此前的内容不计缺项" in client.get(page).content.decode()
    client.post(edit, {"parent": here.research.pk, "in_use_from": "2024-04-15"})
    client.post(edit, {"parent": here.research.pk, "in_use_from": ""})
    here.group.refresh_from_db()
    assert here.group.in_use_from is None
    lines = HistoryLine.objects.filter(kind="schools.group", object_id=here.group.pk).order_by("number")
    assert [line.text.removeprefix("修改“五年级数学备课组”的设置") for line in lines] == [
        "，自2024年4月15日起用本系统",
        "",
        "，从学期初起计缺项",
    ]


def test_day_after_the_school_year_is_refused_beside_its_field(here: SmallSchool, client_as: SignIn) -> None:
    response = client_as("office").post(
        reverse("schools:group_edit", args=[here.group.pk]), {"parent": here.research.pk, "in_use_from": "2024-09-01"}
    )
    assert response.status_code == 422
    assert response.context["form"].errors["in_use_from"]
    with pytest.raises(Refused):
        groups.add_group(
            kind="prep", name="组", year=here.year, subject=here.subject, grade=6, in_use_from=NEW_YEAR, by=here.actor("office")
        )


def test_leader_does_not_say_since_when_the_group_is_there(here: SmallSchool) -> None:
    with pytest.raises(NotAllowed):
        groups.change_group(here.group, {"in_use_from": TODAY}, by=here.actor("leader"))


def test_next_years_group_begins_with_its_year(here: SmallSchool) -> None:
    groups.change_group(here.group, {"in_use_from": CHANGE}, by=here.actor("office"))
    move_up(here.year, [AUTUMN, SPRING], by=here.actor("office"))
    assert set(Group.objects.exclude(school_year=here.year).values_list("in_use_from", flat=True)) == {None}


def test_term_is_cut_short_only_by_a_day_after_its_first(here: SmallSchool) -> None:
    for day, first, second in ((None, None, None), (YEAR_BEGINS, None, None), (date(2023, 10, 12), date(2023, 10, 12), None)):
        here.group.in_use_from = day
        assert (here.group.begun_within(here.term1), here.group.begun_within(here.term)) == (first, second)


# members and roles


def test_member_joins_and_leaves_on_days(here: SmallSchool) -> None:
    office = here.actor("office")
    seat = groups.add_member(here.group, here.people["mentor"], starts=CHANGE, by=office)
    assert "沈静言" not in names(here.group, CHANGE - DAY)
    assert "沈静言" in names(here.group, CHANGE)
    groups.end_membership(seat, on=TODAY, by=office)
    assert "沈静言" in names(here.group, TODAY)
    assert "沈静言" not in names(here.group, TODAY + DAY)


def test_second_seat_at_the_same_time_is_refused_but_not_after_leaving(here: SmallSchool) -> None:
    office, person = here.actor("office"), here.people["teacher"]
    with pytest.raises(AlreadyThere):
        groups.add_member(here.group, person, starts=TODAY, by=office)
    groups.end_membership(Membership.objects.get(group=here.group, person=person), on=TODAY, by=office)
    assert groups.add_member(here.group, person, starts=TODAY + DAY, by=office).pk


def test_seat_and_lead_registered_too_late_may_begin_earlier(here: SmallSchool) -> None:
    office, head = here.actor("office"), here.people["head"]
    groups.add_member(here.group, head, starts=CHANGE, by=office)
    groups.give_role(head, "group_leader", group=here.group, starts=CHANGE, by=office)

    groups.give_role(head, "group_leader", group=here.group, starts=YEAR_BEGINS + DAY, by=office)

    assert Membership.objects.get(group=here.group, person=head).starts == YEAR_BEGINS + DAY
    assert leader_of(here.group, YEAR_BEGINS) == here.people["leader"]
    assert leader_of(here.group, YEAR_BEGINS + DAY) == head
    assert Role.objects.filter(group=here.group, person=head).count() == 1
    with pytest.raises(AlreadyThere):
        groups.add_member(here.group, head, starts=CHANGE, by=office)


def test_group_being_set_up_is_offered_the_year_s_first_day_and_an_old_one_today(here: SmallSchool) -> None:
    made = groups.add_group(kind="prep", name="六年级组", year=here.year, subject=here.subject, grade=6, by=here.actor("office"))

    assert first_day_for_seats(made, TODAY) == YEAR_BEGINS
    assert first_day_for_seats(here.group, TODAY) == TODAY


def test_before_the_first_year_of_a_school_people_sit_from_today_and_before_a_later_one_from_its_start(here: SmallSchool) -> None:
    before = YEAR_BEGINS - 10 * DAY
    assert first_day_for_seats(here.group, before) == before, "who is to lead writes the plan before term"
    SchoolYear.objects.create(school=here.school, key="2022-2023", starts=date(2022, 9, 1), ends=date(2023, 8, 31))
    assert first_day_for_seats(here.group, before) == YEAR_BEGINS


def test_leader_who_leaves_the_group_leads_it_no_longer(here: SmallSchool) -> None:
    groups.end_membership(Membership.objects.get(group=here.group, person=here.people["leader"]), on=TODAY, by=here.actor("office"))
    assert leader_of(here.group, TODAY + DAY) is None


def test_new_leader_ends_the_old_one_the_day_before_and_gets_a_seat(here: SmallSchool) -> None:
    groups.give_role(here.people["mentor"], Role.Kind.GROUP_LEADER, group=here.group, starts=CHANGE, by=here.actor("office"))
    assert leader_of(here.group, CHANGE - DAY) == here.people["leader"]
    assert leader_of(here.group, CHANGE) == here.people["mentor"]
    assert "沈静言" in names(here.group, CHANGE)
    assert Role.objects.filter(group=here.group, kind=Role.Kind.GROUP_LEADER, ends__isnull=True).count() == 1


@pytest.mark.parametrize("kind", [Role.Kind.RESEARCH_LEADER, Role.Kind.OFFICE, Role.Kind.ADMIN])
def test_role_that_does_not_fit_the_group_is_refused(here: SmallSchool, kind: str) -> None:
    with pytest.raises(Refused):
        groups.give_role(here.people["teacher"], kind, group=here.group, starts=TODAY, by=here.actor("admin"))


def test_leader_without_a_group_is_refused(here: SmallSchool) -> None:
    with pytest.raises(Refused):
        groups.give_role(here.people["teacher"], Role.Kind.GROUP_LEADER, starts=TODAY, by=here.actor("admin"))


def test_several_people_may_work_in_the_office(here: SmallSchool) -> None:
    groups.give_role(here.people["mentor"], Role.Kind.OFFICE, starts=TODAY, by=here.actor("office"))
    with pytest.raises(AlreadyThere):
        groups.give_role(here.people["mentor"], Role.Kind.OFFICE, starts=TODAY, by=here.actor("office"))
    assert all(actor_for(here.people[name], TODAY).is_office for name in ("mentor", "office"))


def test_role_ended_today_holds_today_and_not_tomorrow(here: SmallSchool) -> None:
    groups.end_role(Role.objects.get(kind=Role.Kind.OFFICE), on=TODAY, by=here.actor("admin"))
    assert here.actor("office", TODAY).is_office
    assert not here.actor("office", TODAY + DAY).is_office


@pytest.mark.parametrize("name", ["leader", "head", "liaison"])
def test_leaders_do_not_seat_people_or_give_roles(here: SmallSchool, name: str) -> None:
    by = here.actor(name)
    for deed in (
        lambda: groups.add_member(here.group, here.people["mentor"], starts=TODAY, by=by),
        lambda: groups.give_role(here.people[name], Role.Kind.OFFICE, starts=TODAY, by=by),
        lambda: groups.end_role(Role.objects.get(kind=Role.Kind.OFFICE), on=TODAY, by=by),
        lambda: groups.remove_group(here.other, by=by),
        lambda: move_up(here.year, [AUTUMN], by=by),
    ):
        with pytest.raises(NotAllowed):
            deed()


# a new year


def test_new_year_has_terms_groups_that_follow_and_an_unchanged_old_year(here: SmallSchool) -> None:
    moved = move_up(here.year, [AUTUMN, SPRING], by=here.actor("office"))
    assert moved.created
    assert moved.year.key == "2024-2025"
    assert [term.key for term in Term.objects.filter(school_year=moved.year)] == ["2024-2025-1", "2024-2025-2"]
    new = Group.objects.get(school_year=moved.year, grade=5)
    assert (new.follows, new.name, new.parent.name, new.parent.follows) == (here.group, here.group.name, "数学教研组", here.research)
    assert Group.objects.filter(school_year=here.year).count() == 3


def test_teachers_go_on_with_their_pupils_or_stay_as_chosen(here: SmallSchool) -> None:
    going, staying = (
        {
            seat.follows.grade: ({p.name for p in seat.members}, {p.name for p in seat.leaders})
            for seat in moving_up(here.year, follow_classes=follow).seats
        }
        for follow in (True, False)
    )
    assert going[5] == ({"沈静言"}, {"沈静言"})
    assert going[4] == (set(), set())
    assert staying[5] == ({"林知远", "周予安", "陈小禾"}, {"林知远"})
    assert going[None] == staying[None] == (set(), {"顾明川"})


def test_members_and_roles_hold_from_the_first_of_september_and_the_old_ones_until_the_day_before(here: SmallSchool) -> None:
    moved = move_up(here.year, [AUTUMN], follow_classes=False, by=here.actor("office"))
    new = Group.objects.get(school_year=moved.year, grade=5)
    assert names(new, NEW_YEAR) == names(here.group, NEW_YEAR - DAY) == {"林知远", "周予安", "陈小禾"}
    assert names(new, NEW_YEAR - DAY) == names(here.group, NEW_YEAR) == set()
    actor = here.actor("leader", NEW_YEAR)
    assert actor.leads == {new.pk}
    assert here.group.pk in actor.inherits
    assert here.actor("liaison", NEW_YEAR).oversees >= {new.pk}


def test_leavers_and_seats_that_ended_are_not_carried_over(here: SmallSchool) -> None:
    people.mark_left(here.people["mentee"], on=TODAY, by=here.actor("office"))
    groups.end_membership(Membership.objects.get(group=here.group, person=here.people["teacher"]), on=TODAY, by=here.actor("office"))
    seats = moving_up(here.year, follow_classes=False).seats
    assert [person.name for seat in seats if seat.follows == here.group for person in seat.members] == ["林知远"]


def test_graduates_leave_and_others_move_up_by_themselves(here: SmallSchool) -> None:
    office = here.actor("office")
    sixth = classes.add_classes(2018, [1], by=office)[0]
    pupils.add_pupil(sixth, {"code": "2018001", "name": "小毕"}, starts=YEAR_BEGINS, by=office)
    pupils.add_pupil(here.classes[0], {"code": "2019001", "name": "小升"}, starts=YEAR_BEGINS, by=office)
    classes.assign_teacher(sixth, here.subject, here.people["mentor"], starts=YEAR_BEGINS, by=office)
    move_up(here.year, [AUTUMN], first_grade_classes=4, by=office)
    assert Enrolment.objects.get(pupil__code="2018001").ends == date(2024, 8, 31)
    assert TeachingAssignment.objects.get(school_class=sixth).ends == date(2024, 8, 31)
    assert Enrolment.objects.get(pupil__code="2019001").ends is None
    assert TeachingAssignment.objects.get(school_class=here.classes[0]).ends is None
    assert SchoolClass.objects.filter(entry_year=2024).count() == 4


def test_moving_up_twice_changes_nothing_more(here: SmallSchool) -> None:
    office = here.actor("office")
    move_up(here.year, [AUTUMN], first_grade_classes=2, by=office)
    counts = [model.objects.count() for model in (Group, Membership, Role, SchoolYear, Term, SchoolClass, HistoryLine)]
    again = move_up(here.year, [AUTUMN], first_grade_classes=5, by=office)
    assert (again.created, again.year.key) == (False, "2024-2025")
    assert [model.objects.count() for model in (Group, Membership, Role, SchoolYear, Term, SchoolClass, HistoryLine)] == counts


@pytest.mark.parametrize(
    "terms", [[TermDates(date(2024, 6, 20), date(2025, 1, 17))], [SPRING], [AUTUMN, TermDates(date(2025, 1, 10), date(2025, 6, 30))], []]
)
def test_terms_that_do_not_fit_the_new_year_are_refused_whole(here: SmallSchool, terms: list[TermDates]) -> None:
    with pytest.raises(Refused):
        move_up(here.year, terms, by=here.actor("office"))
    assert SchoolYear.objects.count() == 1


def test_other_school_does_not_move_up(two_schools: TwoSchools, here: SmallSchool) -> None:
    move_up(here.year, [AUTUMN], by=here.actor("office"))
    assert SchoolYear.everywhere.filter(school=two_schools.there.school).count() == 1
    assert not Membership.everywhere.filter(school=two_schools.there.school, ends__isnull=False).exists()


# pages


def test_move_up_page_previews_and_does_it_once(two_schools: TwoSchools, here: SmallSchool, client_as: SignIn) -> None:
    client, url = client_as("office"), reverse("schools:move_up")
    assert "组长 沈静言" in client.get(url).content.decode()
    bad = client.post(url, {"first_day": "2024-09-02", "last_day": "2024-06-01", "people": "seats", "first_grade": "0"})
    assert bad.status_code == 422
    assert not SchoolYear.objects.filter(key="2024-2025").exists()
    good = {"first_day": "2024-09-02", "last_day": "2025-01-17", "people": "seats", "first_grade": "6"}
    assert client.post(url, good).status_code == 302
    assert SchoolYear.objects.filter(key="2024-2025").count() == 1


def test_group_page_adds_a_generated_name_member_and_leader(two_schools: TwoSchools, here: SmallSchool, client_as: SignIn) -> None:
    client = client_as("office")
    values = {"kind": "prep", "grade": "6", "subject": here.subject.pk, "name": "", "parent": here.research.pk}
    made = client.post(reverse("schools:group_new", args=[here.year.pk]), values, follow=True)
    group = Group.objects.get(name="六年级数学备课组")
    assert made.redirect_chain == [(reverse("schools:group", args=[group.pk]), 302)]
    assert "已新增“六年级数学备课组”。接着请加入成员、设置组长。" in made.content.decode()
    client.post(
        reverse("schools:group_role_new", args=[group.pk]),
        {"kind": "group_leader", "person": here.people["mentor"].pk, "starts": "2024-06-12"},
    )
    assert leader_of(group, TODAY) == here.people["mentor"]
    assert names(group, TODAY) == {"沈静言"}


@pytest.mark.parametrize(
    "values", [{"kind": "prep", "grade": ""}, {"kind": "stage", "grade": "", "name": ""}, {"kind": "prep", "grade": "9"}]
)
def test_group_form_says_what_is_missing(two_schools: TwoSchools, here: SmallSchool, client_as: SignIn, values: dict[str, str]) -> None:
    response = client_as("office").post(reverse("schools:group_new", args=[here.year.pk]), {"subject": here.subject.pk, **values})
    assert response.status_code == 422
    assert response.context["form"].errors


def test_office_is_not_offered_the_role_of_administrator(two_schools: TwoSchools, client_as: SignIn) -> None:
    url = reverse("schools:school_role_new")
    kinds = {name: [kind for kind, _ in client_as(name).get(url).context["form"].fields["kind"].choices] for name in ("office", "admin")}
    assert "admin" not in kinds["office"]
    assert "admin" in kinds["admin"]


def test_tree_takes_the_same_queries_for_few_and_many(here: SmallSchool, django_assert_num_queries: Callable[..., object]) -> None:
    with django_assert_num_queries(3):
        tree_of(here.year, TODAY)
    for grade in (1, 2, 3, 6):
        groups.add_group(
            kind="prep", name=f"{grade}组", year=here.year, subject=here.subject, grade=grade, parent=here.research, by=here.actor("office")
        )
    for name in ("teacher", "mentee"):
        groups.add_member(here.other, here.people[name], starts=TODAY, by=here.actor("office"))
    with django_assert_num_queries(3):
        assert len(tree_of(here.year, TODAY)) == 7


# the teachers of a grade


def test_teachers_of_the_grade_are_shown_with_their_classes_and_join_at_once(
    two_schools: TwoSchools, here: SmallSchool, client_as: SignIn
) -> None:
    Membership.objects.filter(group=here.group).exclude(person=here.people["leader"]).delete()
    assert [(each.person.name, each.classes, each.seated) for each in grade_teachers(here.group, TODAY)] == [
        ("林知远", ("五（1）班",), True),
        ("陈小禾", ("五（3）班",), False),
        ("周予安", ("五（2）班",), False),
    ]
    client, url = client_as("office"), reverse("schools:grade_members_new", args=[here.group.pk])
    page = client.get(url).content.decode()
    assert "周予安（五（2）班）" in page
    chosen = [here.people["teacher"].pk, here.people["mentee"].pk]
    assert client.post(url, {"people": chosen, "starts": "2024-02-21"}).status_code == 302
    assert names(here.group, date(2024, 2, 21)) == {"林知远", "周予安", "陈小禾"}
    assert "都已加入" in client.get(url).content.decode()


def test_nobody_joins_when_one_of_them_may_not(here: SmallSchool) -> None:
    Membership.objects.filter(group=here.group, person=here.people["teacher"]).delete()
    with pytest.raises(AlreadyThere):
        add_members(here.group, [here.people["teacher"], here.people["leader"]], starts=TODAY, by=here.actor("office"))
    assert "周予安" not in names(here.group, TODAY)


def test_group_without_a_grade_has_no_such_page_and_one_without_duties_says_what_to_do_first(
    two_schools: TwoSchools, here: SmallSchool, client_as: SignIn
) -> None:
    client = client_as("office")
    assert client.get(reverse("schools:grade_members_new", args=[here.research.pk])).status_code == 404
    assert "还没有本年级的课务" in client.get(reverse("schools:grade_members_new", args=[here.other.pk])).content.decode()


def test_graduating_classes_are_called_by_their_last_grade(here: SmallSchool) -> None:
    SchoolClass.objects.create(school=here.school, entry_year=2018, number=1)
    assert moving_up(here.year, follow_classes=True).graduates == ["六（1）班"]
