"""Designs, works and comments through the verbs: bad input is answered, nothing is lost, no name leaks."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.http import Http404
from PIL import Image

from jiaoyan.items.access import showcase as access
from jiaoyan.items.actions import showcase as actions
from jiaoyan.items.actions import showcase_works as works
from jiaoyan.items.actions.problems import CannotSave, ChangedMeanwhile
from jiaoyan.items.models import ShowcaseHomework, Work, WorkComment
from jiaoyan.items.queries import showcase as queries
from jiaoyan.items.rules.showcase import Criterion, Task, TypedCount
from jiaoyan.schools import files
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.actions.privacy import erase
from jiaoyan.schools.models import Enrolment, HistoryLine, StoredFile
from jiaoyan.schools.registers.choices import classes_here, roll_of
from jiaoyan.schools.registers.classes import teachers_by_class
from jiaoyan.schools.rules.problem import RowsAtFault
from jiaoyan.schools.scope import school_scope
from tests.conftest import TODAY, SmallSchool, TwoSchools
from tests.items import showcase_builders as build
from tests.items.builders import place_of
from tests.matrix import ROLES


def cards(school: SmallSchool, who: str) -> list[queries.WorkCard]:
    row = build.fresh(school, ShowcaseHomework.objects.get())
    teachers = teachers_by_class(school.classes, TODAY)
    return queries.cards_of(school.actor(who), row, list(row.works.all()), teachers)


# design


def test_a_rubric_of_two_is_kept_and_said_to_be_missing(here: SmallSchool) -> None:
    row = build.designed(here, criteria=build.RUBRIC[:2])
    assert [each.name for each in row.criteria.all()] == ["道理说得清", "数据真实"]
    assert queries.standing_of(row, TODAY).design == ("量规（3至5条，现有2条）",)
    assert queries.showcase_gaps(here.group, here.term, TODAY)[0].what == "特色作业“剪一剪，拼一拼”缺量规（3至5条，现有2条）"


def test_a_rubric_of_six_is_refused_and_the_old_one_stays(here: SmallSchool) -> None:
    row = build.designed(here)
    with pytest.raises(RowsAtFault, match="最多5条，现在有6条"):
        actions.save_design(
            by=here.actor("leader"),
            showcase=row,
            version=row.version,
            designers=[],
            tasks=[],
            criteria=[Criterion(f"第{n}条") for n in range(6)],
            **build.HEAD,
        )
    assert len(build.fresh(here, row).criteria.all()) == 3


@pytest.mark.parametrize(
    ("starts", "ends", "field"),
    [(date(2024, 4, 2), date(2024, 4, 1), "ends"), (date(2023, 9, 1), None, "starts"), (None, date(2024, 7, 20), "ends")],
)
def test_days_backwards_or_outside_the_term_are_refused(here: SmallSchool, starts: date | None, ends: date | None, field: str) -> None:
    with pytest.raises(CannotSave) as refused:
        build.designed(here, starts=starts, ends=ends)
    assert list(refused.value.problems) == [field]


def test_two_people_designing_at_once_notice_each_other(here: SmallSchool) -> None:
    seen = build.started(here)
    build.designed(here)
    with pytest.raises(ChangedMeanwhile):
        actions.save_design(
            by=here.actor("mentee"), showcase=seen, version=seen.version, designers=[], tasks=[Task("一")], criteria=[], **build.HEAD
        )
    assert len(build.fresh(here, seen).tasks.all()) == 2


def test_beginning_the_same_theme_again_gives_the_one_there_is(here: SmallSchool) -> None:
    assert build.started(here).pk == build.started(here).pk


def test_taken_out_and_brought_back_nothing_is_lost(here: SmallSchool) -> None:
    work = build.shown(here)
    row = work.showcase
    actions.remove_showcase(by=here.actor("teacher"), showcase=row)
    actions.remove_showcase(by=here.actor("teacher"), showcase=row)
    assert queries.showcases_of(here.group, here.term) == []
    assert queries.removed_showcases(here.group, here.term) == [row]
    actions.restore_showcase(by=here.actor("teacher"), showcase=row)
    assert [len(each.works.all()) for each in queries.showcases_of(here.group, here.term)] == [1]
    assert HistoryLine.objects.filter(verb="showcase_out").count() == 1


# exhibition and counts


def test_a_review_before_the_exhibition_is_refused(here: SmallSchool) -> None:
    row = build.designed(here)
    with pytest.raises(CannotSave, match="展评以后再写反思"):
        build.exhibited(here, row, exhibition_day=date(2024, 6, 20))
    assert queries.standing_of(build.exhibited(here, row, exhibition_day=date(2024, 6, 20), review=""), TODAY).exhibition == (
        "展评",
        "反思",
    )


@pytest.mark.parametrize("day", [date(2024, 3, 1), date(2024, 7, 5)])
def test_an_exhibition_before_the_homework_or_after_the_term_is_refused(here: SmallSchool, day: date) -> None:
    with pytest.raises(CannotSave):
        build.exhibited(here, build.designed(here), exhibition_day=day, review="")


def test_counts_are_counted_where_all_are_recorded_and_typed_otherwise(here: SmallSchool) -> None:
    row = build.shown(here).showcase
    build.added(here, row, color="red")
    one, two, three = (each.pk for each in here.classes)
    row = build.exhibited(here, row, (TypedCount(one, all_recorded=True, handed_in=7), TypedCount(two, False, 40, 9)))
    lines = queries.class_lines(row, classes_here(place_of(here)))
    assert [(each.name, each.counts.handed_in, each.counts.excellent) for each in lines] == [
        ("五（1）班", 2, 1),
        ("五（2）班", 40, 9),
        ("五（3）班", None, None),
    ]
    assert three not in [count.school_class_id for count in row.counts.all()]


def test_counting_a_class_without_works_and_more_excellent_than_handed_in_are_refused(here: SmallSchool) -> None:
    row = build.designed(here)
    counts = (TypedCount(here.classes[0].pk, all_recorded=True), TypedCount(here.classes[1].pk, False, 5, 6))
    with pytest.raises(RowsAtFault) as refused:
        build.exhibited(here, row, counts)
    assert [(each.row_index, each.column) for each in refused.value.problems] == [(0, "way"), (1, "excellent")]


# works and names


def test_the_same_photo_sent_again_is_one_and_one_taken_out_comes_back(here: SmallSchool) -> None:
    work = build.added(here)
    works.remove_work(by=here.actor("leader"), place=place_of(here), work=work)
    again = build.laid(build.picture("navy"))
    other = build.laid(build.picture("red"))
    made = works.add_works(by=here.actor("leader"), showcase=work.showcase, school_class=here.classes[0], pictures=[again, other, other])
    assert len(made) == 1
    assert HistoryLine.objects.filter(text__contains="删去过的1件作品，已恢复").count() == 1
    assert len(build.fresh(here, work.showcase).works.all()) == 2


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("leader", "五（1）班　学号20190101"),
        ("office", "五（1）班　学号20190101"),
        ("teacher", "五（1）班 学生"),
        ("head", "五（1）班 学生"),
    ],
)
def test_a_pupil_without_consent_marked_shown_is_a_pupil_of_the_class(here: SmallSchool, who: str, said: str) -> None:
    build.shown(here, pupils=[build.pupil(here)])
    assert [card.authors for card in cards(here, who)] == [said]
    assert [card.authors_on_paper for card in cards(here, who)] == ["五（1）班 学生"]


def test_a_team_with_consent_is_named_to_every_reader(here: SmallSchool) -> None:
    team = [build.pupil(here), build.pupil(here, code="20190102", name="郑可可")]
    build.shown(here, pupils=team, form="team", consent=True)
    assert cards(here, "head")[0].authors == "五（1）班　吴小满、郑可可"


@pytest.mark.parametrize(("by", "may"), [("teacher", True), ("leader", False)])
def test_only_who_teaches_the_class_says_that_a_guardian_agreed(here: SmallSchool, by: str, may: bool) -> None:
    work, child = build.added(here, number=2), build.pupil(here, number=2)
    if may:
        assert build.told(here, work, by=by, pupils=[child], consent=True).consent
        return
    with pytest.raises(CannotSave, match="由本班任课教师勾选"):
        build.told(here, work, by=by, pupils=[child], consent=True)
    assert [card.authors for card in cards(here, "leader")] == ["五（2）班 学生"]


def test_consent_stands_when_the_leader_changes_a_work_but_not_for_another_pupil(here: SmallSchool) -> None:
    child, other = build.pupil(here, number=2), build.pupil(here, number=2, code="20190109", name="郑可可")
    build.told(here, build.added(here, number=2), by="teacher", pupils=[child], consent=True)
    assert build.told(here, Work.objects.get(), pupils=[child], consent=True, level="B").consent
    with pytest.raises(CannotSave, match="由本班任课教师勾选"):
        build.told(here, Work.objects.get(), pupils=[other], consent=True)


def test_consent_without_a_pupil_and_two_pupils_of_a_single_work_are_refused(here: SmallSchool) -> None:
    work = build.added(here)
    with pytest.raises(CannotSave, match="先写学生的学号"):
        build.told(here, work, consent=True)
    with pytest.raises(CannotSave, match="个人作品只写一名"):
        build.told(here, work, pupils=[build.pupil(here), build.pupil(here, code="20190102")])


def test_a_pupil_who_moved_stays_with_the_class_of_the_work(here: SmallSchool) -> None:
    child = build.pupil(here)
    work = build.shown(here, pupils=[child])
    Enrolment.objects.filter(pupil=child).update(ends=date(2024, 5, 6))
    Enrolment.objects.create(school=here.school, pupil=child, school_class=here.classes[1], starts=date(2024, 5, 7))
    assert [card.class_name for card in cards(here, "leader")] == ["五（1）班"]
    assert child in roll_of(place_of(here), here.classes[0])
    assert child in roll_of(place_of(here), here.classes[1])
    assert child not in roll_of(place_of(here), here.classes[2])
    assert build.told(here, Work.objects.get(pk=work.pk), pupils=[child], comment="很好").pupil == child


def test_history_names_a_pupil_by_code(here: SmallSchool) -> None:
    build.shown(here, pupils=[build.pupil(here)], consent=True)
    lines = list(HistoryLine.objects.values_list("text", flat=True))
    assert any("学号20190101" in line for line in lines)
    assert not any("吴小满" in line for line in lines)


def test_only_uploader_own_teachers_and_leader_change_a_work(here: SmallSchool) -> None:
    work = build.added(here, number=2)
    teachers = teachers_by_class(here.classes, TODAY)[work.school_class_id]
    assert [role for role in ROLES if access.may_change_work(here.actor(role), work, teachers)] == ["leader", "teacher"]
    with pytest.raises(NotAllowed):
        build.told(here, work, by="mentee")


def test_somebody_elses_version_is_never_overwritten(here: SmallSchool) -> None:
    work = build.added(here)
    seen = Work.objects.get(pk=work.pk)
    build.told(here, work, title="他的")
    with pytest.raises(ChangedMeanwhile):
        build.told(here, seen, title="我的")
    assert Work.objects.get().title == "他的"


def test_turning_a_work_swaps_its_sides_and_leaves_no_old_file(here: SmallSchool) -> None:
    work = build.added(here)
    old = {work.picture_id, work.small_id}
    turned = works.turn_work(by=here.actor("leader"), place=place_of(here), work=Work.objects.select_related("picture").get(pk=work.pk))
    with Image.open(BytesIO(files.read(turned.small))) as small:
        assert small.size == (40, 60)
    assert not StoredFile.objects.filter(pk__in=old).exists()


# comments


def test_the_same_words_twice_are_one_comment_and_it_can_be_brought_back(here: SmallSchool) -> None:
    comment = build.commented(here)
    assert build.commented(here, comment.work).pk == comment.pk
    works.remove_comment(by=here.actor("teacher"), comment=comment)
    assert [list(work.comments.all()) for work in build.fresh(here, comment.work.showcase).works.all()] == [[]]
    works.restore_comment(by=here.actor("leader"), comment=comment)
    assert WorkComment.objects.get().removed_at is None
    with pytest.raises(NotAllowed):
        works.remove_comment(by=here.actor("mentee"), comment=comment)
    with pytest.raises(CannotSave):
        build.commented(here, comment.work, text="  ")


# policies both ways, other schools, erasure


@pytest.mark.parametrize("role", ROLES)
def test_policies_asked_on_a_row_and_as_a_filter_agree(here: SmallSchool, role: str) -> None:
    actor = here.actor(role)
    shown = build.shown(here)
    build.added(here, shown.showcase, 2, "red")
    gone = build.told(here, build.added(here, shown.showcase, 1, "green"))
    works.remove_work(by=here.actor("leader"), place=place_of(here), work=gone)
    for row in ShowcaseHomework.objects.all():
        assert access.may_read(actor, row) is ShowcaseHomework.objects.filter(access.visible_to(actor), pk=row.pk).exists()
    for work in Work.objects.select_related("showcase"):
        assert access.may_read_work(actor, work) is Work.objects.filter(access.works_visible_to(actor), pk=work.pk).exists()


def test_other_school_finds_neither_showcase_nor_picture(two_schools: TwoSchools) -> None:
    with school_scope(two_schools.here.school.pk):
        work = build.shown(two_schools.here)
    with school_scope(two_schools.there.school.pk):
        stranger = two_schools.there.actor("neighbour")
        for find, key in ((queries.showcase_of, work.showcase_id), (queries.work_of, work.pk), (queries.picture_called, work.small.key)):
            with pytest.raises(Http404):
                find(stranger, key)


def test_a_work_that_is_not_shown_is_for_the_group_alone(here: SmallSchool) -> None:
    work = build.added(here)
    assert queries.picture_called(here.actor("mentee"), work.picture.key) == work.picture
    with pytest.raises(NotAllowed):
        queries.picture_called(here.actor("head"), work.picture.key)


def test_erasing_a_pupil_takes_a_single_work_with_its_pictures_and_of_a_team_only_the_name(here: SmallSchool) -> None:
    child, friend = build.pupil(here), build.pupil(here, code="20190102", name="郑可可")
    alone = build.shown(here, pupils=[child], consent=True)
    together = build.told(here, build.added(here, alone.showcase, 1, "red"), pupils=[child, friend], form="team", consent=True)
    Enrolment.objects.update(ends=date(2024, 6, 1))
    erase(child, reason="本人或监护人要求删除", on=TODAY, by=here.actor("admin"))
    assert list(Work.objects.all()) == [together]
    assert queries.pupils_of(Work.objects.get()) == [friend]
    assert not StoredFile.objects.filter(pk__in=[alone.picture_id, alone.small_id]).exists()
