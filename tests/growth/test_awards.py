"""Recording awards: complete, named only with consent, taken out and brought back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.growth.access import awards as access
from jiaoyan.growth.actions import awards as actions
from jiaoyan.growth.actions.awards import CannotRecord
from jiaoyan.growth.models import Award
from jiaoyan.growth.queries import awards as queries
from jiaoyan.growth.rules.awards import AwardDraft, award_problems
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.models import HistoryLine, StoredFile, TeachingAssignment
from tests.conftest import TODAY, SmallSchool
from tests.growth.builders import DAY, jpeg, pupil_of, pupil_values, recorded, teacher_values, with_certificate
from tests.matrix import ROLES

YEAR = {"first": date(2023, 9, 1), "last": date(2024, 8, 31), "today": TODAY}
WHOLE = AwardDraft("pupil", None, 7, 3, 5, "小论文", "一等奖", "区教师发展中心", DAY)


def record(school: SmallSchool, name: str = "teacher", **values: object) -> Award:
    return actions.record_award(by=school.actor(name), group=school.group, term=school.term, today=TODAY, **values)


def test_whole_award_has_no_problem() -> None:
    assert award_problems(WHOLE, **YEAR) == {}


@given(st.sets(st.sampled_from(["pupil", "school_class", "coach", "event", "prize", "issuer"])))
def test_exactly_what_is_missing_is_named(missing: set[str]) -> None:
    empty = {name: "" if name in ("event", "prize", "issuer") else None for name in missing}
    draft = AwardDraft(**{**{name: getattr(WHOLE, name) for name in AwardDraft.__slots__}, **empty})
    assert set(award_problems(draft, **YEAR)) == missing


@pytest.mark.parametrize(
    ("day", "words"), [(date(2023, 8, 31), "不在本学年"), (date(2024, 9, 1), "不在本学年"), (TODAY + timedelta(days=1), "还没有到")]
)
def test_day_outside_the_school_year_or_to_come_is_refused(day: date, words: str) -> None:
    draft = AwardDraft(**{**{name: getattr(WHOLE, name) for name in AwardDraft.__slots__}, "day": day})
    assert words in award_problems(draft, **YEAR)["day"]


def test_pupil_without_consent_is_stored_without_a_name(here: SmallSchool) -> None:
    award = record(here, **pupil_values(here, name_consent=False))
    assert (award.name, award.shown_name) == ("", "50217")


def test_pupil_with_consent_keeps_the_name_of_the_day(here: SmallSchool) -> None:
    award = record(here, **pupil_values(here, name_consent=True))
    award.pupil.name = "改名了"
    award.pupil.save()
    assert queries.awards_of(here.group, here.term)[0].shown_name == "江晚晴"


def test_consent_withdrawn_takes_the_name_out(here: SmallSchool) -> None:
    award = record(here, **pupil_values(here, name_consent=True))
    changed = actions.change_award(
        by=here.actor("teacher"), award=award, version=award.version, today=TODAY, **pupil_values(here, name_consent=False)
    )
    assert (changed.name, changed.name_consent) == ("", False)


@pytest.mark.parametrize(("name", "klass", "may"), [("teacher", 1, True), ("leader", 0, True), ("leader", 1, False), ("mentee", 1, False)])
def test_only_who_teaches_the_class_says_that_a_guardian_agreed_and_nobody_else_learns_the_name(
    here: SmallSchool, name: str, klass: int, may: bool
) -> None:
    values = pupil_values(here, pupil=pupil_of(here, "50230", "吴小满", klass), school_class=here.classes[klass], name_consent=True)
    if may:
        assert record(here, name, **values).shown_name == "吴小满"
        return
    with pytest.raises(CannotRecord) as refused:
        record(here, name, **values)
    assert set(refused.value.problems) == {"name_consent"}
    assert record(here, name, **values | {"name_consent": False}).shown_name == "50230"


def test_teacher_of_the_class_agrees_to_an_award_that_a_colleague_recorded(here: SmallSchool) -> None:
    award = record(here, "mentee", **pupil_values(here))
    changed = actions.change_award(
        by=here.actor("teacher"), award=award, version=award.version, today=TODAY, **pupil_values(here, name_consent=True)
    )
    assert changed.shown_name == "江晚晴"
    with pytest.raises(NotAllowed):
        actions.remove_award(by=here.actor("teacher"), award=changed, version=changed.version)


def test_consent_that_stands_stays_when_a_colleague_corrects_the_award_but_does_not_pass_to_another_pupil(here: SmallSchool) -> None:
    award = record(here, "teacher", **pupil_values(here, name_consent=True))

    def change(version: int, **more: object) -> Award:
        values = pupil_values(here, name_consent=True, **more)
        return actions.change_award(by=here.actor("leader"), award=award, version=version, today=TODAY, **values)

    assert change(1, prize="二等奖").shown_name == "江晚晴"
    with pytest.raises(CannotRecord, match="由本班任课教师勾选"):
        change(2, pupil=pupil_of(here, "50231", "吴小满"))
    assert Award.objects.get().pupil.code == "50217"


def test_teacher_who_no_longer_has_the_class_agrees_for_nobody(here: SmallSchool) -> None:
    TeachingAssignment.objects.filter(school_class=here.classes[1]).update(ends=TODAY - timedelta(days=1))
    with pytest.raises(CannotRecord):
        record(here, "teacher", **pupil_values(here, name_consent=True))


@pytest.mark.parametrize("name", ROLES)
def test_correcting_one_award_and_the_list_of_what_may_be_corrected_agree(here: SmallSchool, name: str) -> None:
    awards = [recorded(here, by="mentee"), recorded(here, by="leader", person_kind="teacher")]
    actor = here.actor(name)
    expected = {each.pk for each in awards if access.may_correct(actor, each, queries.own_teachers_of(each, TODAY))}
    assert queries.correctable(actor, awards, TODAY) == expected
    assert (awards[0].pk in expected) == (name in {"leader", "teacher", "mentee"})


def test_history_names_a_pupil_by_code_even_with_consent(here: SmallSchool) -> None:
    record(here, **pupil_values(here, name_consent=True))
    line = HistoryLine.objects.get(verb="award").text
    assert "50217" in line
    assert "江晚晴" not in line


def test_teacher_s_award_keeps_nothing_of_a_pupil(here: SmallSchool) -> None:
    award = record(here, **teacher_values(here), pupil=pupil_of(here), school_class=here.classes[1], coach=here.people["leader"])
    assert (award.name, award.pupil, award.school_class, award.coach) == ("周予安", None, None, None)


def test_same_award_is_not_recorded_twice(here: SmallSchool) -> None:
    first = record(here, **pupil_values(here))
    assert record(here, **pupil_values(here)) == first, "the form was sent again"
    with pytest.raises(CannotRecord, match="已经登记过"):
        record(here, **pupil_values(here, issuer="区教育学会"))
    with pytest.raises(CannotRecord, match="已经登记过"):
        actions.record_award(by=here.actor("leader"), group=here.group, term=here.term, today=TODAY, **pupil_values(here))
    assert Award.objects.count() == HistoryLine.objects.filter(verb="award").count() == 1


def test_change_of_an_award_sent_again_with_its_certificate_is_stored_once(here: SmallSchool) -> None:
    award = record(here, **pupil_values(here))
    for _ in range(2):
        paper = actions.lay_certificate(jpeg(), day=TODAY, extension="jpg", content_type="image/jpeg")
        actions.change_award(
            by=here.actor("teacher"), award=award, version=1, today=TODAY, certificate=paper, **pupil_values(here, prize="二等奖")
        )
    stored = Award.objects.get()
    assert (stored.version, stored.prize, stored.certificate is not None) == (2, "二等奖", True)
    assert HistoryLine.objects.filter(verb="award_again").count() == 1


def test_removed_award_counts_no_more_and_comes_back(here: SmallSchool) -> None:
    award = record(here, **pupil_values(here))
    actions.remove_award(by=here.actor("teacher"), award=award, version=award.version)
    assert queries.awards_of(here.group, here.term) == []
    assert queries.removed_awards(here.group, here.term) == [award]

    actions.restore_award(by=here.actor("teacher"), award=award)
    actions.restore_award(by=here.actor("teacher"), award=award)
    assert queries.awards_of(here.group, here.term) == [award]
    assert HistoryLine.objects.filter(verb="award_back").count() == 1


def test_removed_award_recorded_again_meanwhile_does_not_come_back(here: SmallSchool) -> None:
    award = record(here, **pupil_values(here))
    actions.remove_award(by=here.actor("teacher"), award=award, version=award.version)
    record(here, **pupil_values(here))
    with pytest.raises(CannotRecord):
        actions.restore_award(by=here.actor("teacher"), award=award)


def test_award_changed_by_somebody_else_is_not_overwritten(here: SmallSchool) -> None:
    award = record(here, **pupil_values(here))
    actions.change_award(by=here.actor("leader"), award=award, version=1, today=TODAY, **pupil_values(here, prize="二等奖"))
    with pytest.raises(ChangedMeanwhile):
        actions.change_award(by=here.actor("teacher"), award=award, version=1, today=TODAY, **pupil_values(here, prize="三等奖"))
    assert Award.objects.get().prize == "二等奖"


def test_certificate_that_is_replaced_leaves_no_row_behind(here: SmallSchool) -> None:
    award = with_certificate(here)
    new = actions.lay_certificate(b"%PDF-1.7 new", day=DAY, extension="pdf", content_type="application/pdf")
    actions.change_award(
        by=here.actor("leader"), award=award, version=1, today=TODAY, certificate=new, **teacher_values(here, event="论文评比")
    )
    assert [file.size for file in StoredFile.objects.all()] == [len(b"%PDF-1.7 new")]


def test_refused_award_registers_no_file(here: SmallSchool) -> None:
    laid = actions.lay_certificate(b"%PDF-1.7", day=DAY, extension="pdf", content_type="application/pdf")
    with pytest.raises(CannotRecord):
        record(here, **pupil_values(here, prize=" "), certificate=laid)
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("name", ["mentor", "head", "office", "admin"])
def test_only_members_record(here: SmallSchool, name: str) -> None:
    with pytest.raises(NotAllowed):
        record(here, name, **teacher_values(here))


def test_both_answers_of_the_policies_agree(here: SmallSchool) -> None:
    recorded(here, by="teacher")
    recorded(here, by="leader", person_kind="teacher")
    for name in ROLES:
        actor = here.actor(name)
        visible = set(Award.objects.filter(access.visible_to(actor)))
        changeable = set(Award.objects.filter(access.changeable_by(actor)))
        for award in Award.objects.all():
            assert access.may_read(actor, award) == (award in visible), name
            assert access.may_change(actor, award) == (award in changeable), name


@pytest.mark.parametrize(
    ("consent", "who"),
    [
        (False, {"leader", "teacher", "office"}),  # whoever recorded, coaches or teaches the class, the leader, the office
        (True, {"leader", "teacher", "mentee", "head", "liaison", "office"}),
    ],
)
def test_certificate_with_a_name_nobody_agreed_to_is_for_those_who_know_it(here: SmallSchool, consent: bool, who: set[str]) -> None:
    award = recorded(here, by="teacher", name_consent=consent)
    opens = {
        name for name in ROLES if queries.may_open_certificate(here.actor(name), queries.award_of(here.actor("leader"), award.pk), TODAY)
    }
    assert opens == who


def test_list_takes_one_query_for_one_award_and_for_many(here: SmallSchool, django_assert_num_queries) -> None:
    def read() -> None:
        for award in queries.awards_of(here.group, here.term):
            assert award.shown_name
            assert queries.class_label(award) or award.person_id
            assert award.group.school_year
            assert award.coach is None or award.coach.name

    recorded(here)
    with django_assert_num_queries(1):
        read()
    for n in range(12):
        recorded(here, event=f"第{n}次评比", pupil=pupil_of(here, f"5021{n:02}"))
    with django_assert_num_queries(1):
        read()


def test_certificate_without_consent_is_for_the_class_s_teachers_of_today(here: SmallSchool) -> None:
    award = recorded(here, by="leader", coach=here.people["leader"])
    assert queries.may_open_certificate(here.actor("teacher"), award, TODAY)
    TeachingAssignment.objects.filter(school_class=award.school_class).update(ends=TODAY - timedelta(days=1))
    assert not queries.may_open_certificate(here.actor("teacher"), award, TODAY)
