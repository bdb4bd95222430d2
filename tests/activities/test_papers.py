"""Theory notes and daily talks."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jiaoyan.activities.actions import talks, theory
from jiaoyan.activities.actions.problems import CannotTalk, CannotWriteNote
from jiaoyan.activities.models import DailyTalk, TheoryNote
from jiaoyan.activities.queries import papers
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.queries import group_term
from tests.activities.builders import NOTE, TALK, planned, prose, talk, theory_note, yesterday
from tests.conftest import TODAY, SmallSchool


class TestTheoryNotes:
    @pytest.mark.parametrize(
        ("changes", "fields"),
        [
            ({"source_author": "", "source_pages": ""}, {"source_author", "source_pages"}),
            ({"key_points": ["一", "二"]}, {"key_points"}),
            ({"key_points": ["点"] * 9}, {"key_points"}),
            ({"my_view": []}, {"my_view"}),
            ({"theme": " "}, {"theme"}),
            ({"day": date(2024, 8, 1)}, {"day"}),
        ],
    )
    def test_incomplete_note_is_refused_with_every_field(self, changes: dict[str, Any], fields: set[str], here: SmallSchool) -> None:
        with pytest.raises(CannotWriteNote) as refused:
            theory_note(here, **changes)
        assert set(refused.value.problems) == fields
        assert not TheoryNote.objects.exists()

    def test_short_view_is_accepted(self, here: SmallSchool) -> None:
        assert theory_note(here, my_view=prose("试一试。")).pk

    def test_same_passage_is_not_handed_in_twice_in_the_group(self, here: SmallSchool) -> None:
        theory_note(here)
        with pytest.raises(CannotWriteNote) as refused:
            theory_note(here, "mentee", theme="另起一题", key_points=[f"{point}。" for point in NOTE["key_points"]])
        assert set(refused.value.problems) == {"key_points"}

    def test_changing_a_note_does_not_count_as_handing_it_in_twice(self, here: SmallSchool) -> None:
        row = theory_note(here)
        assert theory.change_note(by=here.actor("teacher"), theory_note=row, version=1, theme="改题").theme == "改题"

    def test_note_of_a_meetings_day_belongs_to_that_meeting(self, here: SmallSchool) -> None:
        activity = planned(here)
        assert theory_note(here).activity == activity
        assert theory_note(here, "mentee", key_points=["甲", "乙", "丙"], day=yesterday()).activity is None

    @pytest.mark.parametrize("name", ["head", "mentor", "office"])
    def test_who_is_no_member_writes_no_note(self, name: str, here: SmallSchool) -> None:
        with pytest.raises(NotAllowed):
            theory_note(here, name)

    def test_other_members_neither_change_nor_remove_it(self, here: SmallSchool) -> None:
        row = theory_note(here)
        with pytest.raises(NotAllowed):
            theory.change_note(by=here.actor("mentee"), theory_note=row, version=1, theme="改")
        with pytest.raises(NotAllowed):
            theory.remove_note(by=here.actor("mentee"), theory_note=row, version=1)
        theory.remove_note(by=here.actor("leader"), theory_note=row, version=1)
        assert not TheoryNote.objects.exists()


class TestTalks:
    @pytest.mark.parametrize(
        ("changes", "fields"),
        [
            ({"speakers": []}, {"speakers"}),
            ({"day": date(2024, 6, 10)}, {"day"}),
            ({"issue": " ", "response": ""}, {"issue", "response"}),
            ({"lesson_title": ""}, {"lesson_title"}),
            ({"follow_up_due": yesterday()}, {"follow_up_due"}),
        ],
        ids=["nobody", "holiday", "no words", "no lesson", "follow-up before the talk"],
    )
    def test_incomplete_talk_is_refused_with_every_field(self, changes: dict[str, Any], fields: set[str], here: SmallSchool) -> None:
        with pytest.raises(CannotTalk) as refused:
            talk(here, **changes)
        assert set(refused.value.problems) == fields
        assert not DailyTalk.objects.exists()

    def test_people_of_other_groups_do_not_take_part(self, here: SmallSchool) -> None:
        with pytest.raises(CannotTalk):
            talk(here, speakers=[here.people["teacher"], here.people["mentor"]])

    def test_repeated_sending_is_one_talk(self, here: SmallSchool) -> None:
        assert talk(here) == talk(here)
        assert DailyTalk.objects.count() == 1

    def test_follow_up_is_told_later(self, here: SmallSchool) -> None:
        row = talk(here, follow_up_owner=here.people["mentee"])
        assert talks.follow_up(by=here.actor("mentee"), talk=row, text="第二天只剩三人出错。").follow_up_note == "第二天只剩三人出错。"
        with pytest.raises(CannotTalk):
            talks.follow_up(by=here.actor("mentee"), talk=row, text=" ")

    def test_other_members_neither_change_nor_follow_up_nor_remove(self, here: SmallSchool) -> None:
        row = talk(here)
        for verb in (
            lambda: talks.change_talk(by=here.actor("mentee"), talk=row, version=1, speakers=list(row.speakers.all()), issue="改"),
            lambda: talks.follow_up(by=here.actor("mentee"), talk=row, text="好"),
            lambda: talks.remove_talk(by=here.actor("mentee"), talk=row, version=1),
        ):
            with pytest.raises(NotAllowed):
                verb()

    def test_writer_changes_words_and_speakers(self, here: SmallSchool) -> None:
        row = talks.change_talk(
            by=here.actor("teacher"), talk=talk(here), version=1, speakers=[here.people["teacher"], here.people["leader"]], issue="换一句"
        )
        assert (row.issue, {person.name for person in row.speakers.all()}) == ("换一句", {"周予安", "林知远"})

    def test_earlier_talk_much_like_it_is_found_and_a_later_one_is_not(self, here: SmallSchool) -> None:
        earlier = talk(here, day=yesterday())
        later = talk(here, issue=TALK["issue"] + "还是这样。")
        found = papers.talk_like(here.group, here.term, later.issue, later.response, before=later.day, but=later.pk)
        assert found == earlier
        assert papers.talk_like(here.group, here.term, earlier.issue, earlier.response, before=earlier.day, but=earlier.pk) is None

    def test_weeks_run_backwards_with_the_coverage_of_the_days_begun(self, here: SmallSchool) -> None:
        talk(here)
        talk(here, day=yesterday(), issue="昨天的事")
        place = group_term(here.actor("leader"), here.group.pk, here.term.key, TODAY)
        rows = papers.talks_of(here.group, here.term)
        first, second = papers.talk_weeks(place, rows)[:2]
        assert (first.number, first.coverage.talked, first.coverage.school_days) == (17, 2, 2)
        assert [row.issue for row in first.talks] == [TALK["issue"], "昨天的事"]
        assert (second.number, second.coverage.talked, second.coverage.school_days) == (16, 0, 5)
        assert papers.talk_coverage(place, rows).talked == 2
