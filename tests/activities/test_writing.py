"""Two recorders never overwrite each other: sections, opinions, decisions, designs and the group's opinion all have versions."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connections

from jiaoyan.activities.actions import talked, writing
from jiaoyan.activities.actions.problems import CannotNote, ChangedMeanwhile, NotNow
from jiaoyan.activities.models import Activity, ActivitySection, Decision, Opinion
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.models import HistoryLine
from jiaoyan.schools.scope import school_scope
from tests.activities.builders import IN_MEETING, analysis, opened, planned, prose, yesterday
from tests.conftest import TODAY, SmallSchool, TwoSchools


def record(here: SmallSchool, activity: Activity, words: str, version: int, by: str = "mentee") -> ActivitySection:
    return writing.record_section(by=here.actor(by), activity=activity, kind="review", text=prose(words), version=version, at=IN_MEETING)


class TestSections:
    def test_each_save_raises_the_version(self, here: SmallSchool) -> None:
        activity = opened(here)
        assert record(here, activity, "一", 1).version == 2
        row = record(here, activity, "二", 2)
        assert (row.version, row.edited_by, row.edited_at) == (3, here.people["mentee"], IN_MEETING)

    def test_older_version_keeps_both_texts(self, here: SmallSchool) -> None:
        activity = opened(here)
        record(here, activity, "林老师的话", 1, by="leader")
        with pytest.raises(ChangedMeanwhile) as changed:
            record(here, activity, "陈老师的话", 1)
        assert changed.value.theirs.text == prose("林老师的话")
        assert changed.value.mine == prose("陈老师的话")
        assert activity.sections.get(kind="review").text == prose("林老师的话")

    def test_same_text_sent_twice_is_no_conflict_and_one_line(self, here: SmallSchool) -> None:
        activity = opened(here)
        record(here, activity, "同一句", 1)
        lines = HistoryLine.objects.count()
        assert record(here, activity, "同一句", 1).version == 2
        assert HistoryLine.objects.count() == lines

    def test_different_parts_do_not_disturb_each_other(self, here: SmallSchool) -> None:
        activity = opened(here)
        record(here, activity, "回顾", 1)
        other = writing.record_section(
            by=here.actor("leader"), activity=activity, kind="discussion", text=prose("讨论"), version=1, at=IN_MEETING
        )
        assert other.version == 2

    def test_nothing_is_recorded_before_the_meeting(self, here: SmallSchool) -> None:
        with pytest.raises(NotNow):
            record(here, planned(here), "早", 1)

    @pytest.mark.parametrize("name", ["teacher", "head"])
    def test_others_record_nothing(self, name: str, here: SmallSchool) -> None:
        with pytest.raises(NotAllowed):
            record(here, opened(here), "话", 1, by=name)


@pytest.mark.django_db(transaction=True)
def test_of_many_recorders_at_once_exactly_one_stores_and_every_other_learns_of_it(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        activity = opened(school)
        actors = [school.actor(name) for name in ("leader", "mentee")] * 4
    stored: list[int] = []
    told: list[str] = []
    start = threading.Barrier(len(actors))

    def write(number: int) -> None:
        try:
            with school_scope(school.school.pk):
                start.wait()
                writing.record_section(
                    by=actors[number], activity=activity, kind="review", text=prose(f"第{number}份"), version=1, at=IN_MEETING
                )
                stored.append(number)
        except ChangedMeanwhile as changed:
            told.append(str(changed.theirs.text))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(len(actors))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stored) == 1
    assert told == [str(prose(f"第{stored[0]}份"))] * (len(actors) - 1)


class TestDesignsAndOpinions:
    def test_member_writes_only_a_design_of_his_own(self, here: SmallSchool) -> None:
        row = analysis(here)
        mine = writing.record_design(by=here.actor("mentee"), analysis=row, row=1, text=prose("我的"), version=0, at=IN_MEETING)
        assert mine.person == here.people["mentee"]
        writing.record_design(by=here.actor("teacher"), analysis=row, row=1, text=prose("他的"), version=0, at=IN_MEETING)
        assert row.designs.count() == 2

    @pytest.mark.parametrize("name", ["head", "mentor", "admin"])
    def test_who_is_no_member_writes_no_design(self, name: str, here: SmallSchool) -> None:
        with pytest.raises(NotAllowed):
            writing.record_design(by=here.actor(name), analysis=analysis(here), row=1, text=prose("话"), version=0, at=IN_MEETING)

    def test_second_device_of_the_same_person_does_not_overwrite_the_first(self, here: SmallSchool) -> None:
        row, by = analysis(here), here.actor("mentee")
        writing.record_design(by=by, analysis=row, row=1, text=prose("手机上"), version=0, at=IN_MEETING)
        with pytest.raises(ChangedMeanwhile) as changed:
            writing.record_design(by=by, analysis=row, row=1, text=prose("电脑上"), version=0, at=IN_MEETING)
        assert changed.value.theirs.text == prose("手机上")
        assert writing.record_design(by=by, analysis=row, row=1, text=prose("合起来"), version=1, at=IN_MEETING).version == 2

    def test_groups_opinion_of_two_recorders_conflicts(self, here: SmallSchool) -> None:
        row = analysis(here, activity=opened(here))
        writing.record_group_opinion(by=here.actor("leader"), analysis=row, row=2, text=prose("甲"), version=0, at=IN_MEETING)
        with pytest.raises(ChangedMeanwhile):
            writing.record_group_opinion(by=here.actor("mentee"), analysis=row, row=2, text=prose("乙"), version=0, at=IN_MEETING)

    def test_opinion_on_a_discussed_unit_is_news_for_the_open_meeting_page(self, here: SmallSchool) -> None:
        activity = opened(here)
        row = analysis(here, activity=activity)
        writing.record_group_opinion(by=here.actor("leader"), analysis=row, row=2, text=prose("甲"), version=0, at=IN_MEETING)
        assert HistoryLine.objects.filter(kind="activities.activity", object_id=activity.pk, verb="opinion").count() == 1


class TestSaidAndDecided:
    def say(self, here: SmallSchool, activity: Activity, text: str = "先说再写", by: str = "mentee", **more: Any) -> Opinion:
        return talked.add_opinion(
            by=here.actor(by), activity=activity, text=text, at=IN_MEETING, **{"speaker": here.people["teacher"], **more}
        )

    def decide(self, here: SmallSchool, activity: Activity, by: str = "mentee", **more: Any) -> Decision:
        fields = {"what": "改练习", "owner": here.people["teacher"], "due": TODAY, **more}
        return talked.add_decision(by=here.actor(by), activity=activity, at=IN_MEETING, **fields)

    def test_opinion_keeps_speaker_and_who_noted_it(self, here: SmallSchool) -> None:
        row = self.say(here, opened(here), about="例3")
        assert (row.speaker, row.noted_by, row.about) == (here.people["teacher"], here.people["mentee"], "例3")

    def test_repeated_sending_is_one_opinion_and_one_decision(self, here: SmallSchool) -> None:
        activity = opened(here)
        assert self.say(here, activity) == self.say(here, activity)
        assert self.decide(here, activity) == self.decide(here, activity)
        assert (activity.opinions.count(), activity.decisions.count()) == (1, 1)

    @pytest.mark.parametrize(("more", "fields"), [({"text": " "}, {"text"}), ({"speaker": None}, {"speaker"})])
    def test_opinion_needs_speaker_and_words(self, more: dict[str, Any], fields: set[str], here: SmallSchool) -> None:
        with pytest.raises(CannotNote) as refused:
            self.say(here, opened(here), **more)
        assert set(refused.value.problems) == fields

    @pytest.mark.parametrize(
        ("more", "fields"),
        [({"what": ""}, {"what"}), ({"owner": None}, {"owner"}), ({"due": None}, {"due"}), ({"due": yesterday()}, {"due"})],
    )
    def test_decision_needs_what_who_and_a_day_not_past(self, more: dict[str, Any], fields: set[str], here: SmallSchool) -> None:
        with pytest.raises(CannotNote) as refused:
            self.decide(here, opened(here), **more)
        assert set(refused.value.problems) == fields

    def test_people_of_other_groups_neither_speak_nor_own(self, here: SmallSchool) -> None:
        activity = opened(here)
        with pytest.raises(CannotNote):
            self.say(here, activity, speaker=here.people["mentor"])
        with pytest.raises(CannotNote):
            self.decide(here, activity, owner=here.people["mentor"])

    def test_correction_over_an_older_version_is_not_stored(self, here: SmallSchool) -> None:
        row = self.say(here, opened(here))

        def change(text: str, version: int) -> Opinion:
            return talked.change_opinion(
                by=here.actor("leader"), opinion=row, speaker=row.speaker, text=text, version=version, at=IN_MEETING
            )

        assert change("改一", 1).version == 2
        with pytest.raises(ChangedMeanwhile) as changed:
            change("改二", 1)
        assert changed.value.theirs.text == "改一"

    def test_correction_of_a_removed_decision_says_so(self, here: SmallSchool) -> None:
        row = self.decide(here, opened(here))
        talked.remove_decision(by=here.actor("leader"), decision=row, at=IN_MEETING)
        with pytest.raises(ChangedMeanwhile) as changed:
            talked.change_decision(by=here.actor("leader"), decision=row, what="改", owner=row.owner, due=row.due, version=1, at=IN_MEETING)
        assert changed.value.theirs is None

    def test_removed_opinion_leaves_its_words_in_the_history(self, here: SmallSchool) -> None:
        talked.remove_opinion(by=here.actor("leader"), opinion=self.say(here, opened(here)), at=IN_MEETING)
        assert not Opinion.objects.exists()
        assert HistoryLine.objects.filter(verb="unsay", text__contains="先说再写").exists()

    @pytest.mark.parametrize(("name", "allowed"), [("teacher", True), ("mentee", True), ("leader", True), ("head", False)])
    def test_owner_and_keepers_of_the_record_finish_a_decision(self, name: str, allowed: bool, here: SmallSchool) -> None:
        row = Decision.objects.select_related("activity").get(pk=self.decide(here, opened(here)).pk)
        if allowed:
            done = talked.finish_decision(by=here.actor(name), decision=row, day=TODAY, done_note="已试教")
            assert (done.done_on, done.done_note) == (TODAY, "已试教")
            assert talked.reopen_decision(by=here.actor(name), decision=row).done_on is None
        else:
            with pytest.raises(NotAllowed):
                talked.finish_decision(by=here.actor(name), decision=row, day=TODAY, done_note="")

    def test_others_note_nothing(self, here: SmallSchool) -> None:
        activity = opened(here)
        with pytest.raises(NotAllowed):
            self.say(here, activity, by="teacher")
        with pytest.raises(NotAllowed):
            self.decide(here, activity, by="head")
