"""Notes, talks, opinions and decisions that were taken out: they count nowhere, and come back as they were, not beside their equal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jiaoyan.activities.actions import talked, talks, theory
from jiaoyan.activities.actions.problems import CannotNote, CannotTalk, CannotWriteNote, NotNow
from jiaoyan.activities.facts import facts
from jiaoyan.activities.models import Activity, DailyTalk, Decision, Opinion, TheoryNote
from jiaoyan.activities.printouts.records import activity_record
from jiaoyan.activities.queries import gaps, meetings, papers
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.models import HistoryLine
from tests.activities.builders import IN_MEETING, NOTE, all_present, note_removed, opened, prose, talk, talk_removed, theory_note, yesterday
from tests.conftest import TODAY, SmallSchool
from tests.facts import checked, extent, of

ClientAs = Callable[[str], Client]


def counted(here: SmallSchool, kind: str) -> int:
    return len(of(checked(facts(extent(here))), kind))


def verbs() -> list[str]:
    return list(HistoryLine.objects.order_by("number").values_list("verb", flat=True))


class TestNotes:
    def test_taken_out_it_is_in_no_list_and_counts_nothing_until_it_is_brought_back(self, here: SmallSchool) -> None:
        row = note_removed(here)
        assert papers.theory_notes_of(here.group, here.term) == []
        assert gaps.noted_days(here.group, here.term) == []
        assert counted(here, "theory_note") == 0
        theory.restore_note(by=here.actor("teacher"), theory_note=row)
        theory.restore_note(by=here.actor("teacher"), theory_note=row)
        assert papers.theory_notes_of(here.group, here.term) == [row]
        assert counted(here, "theory_note") == 1
        assert verbs()[-2:] == ["theory_out", "theory_back"]

    def test_it_does_not_come_back_beside_the_same_passage(self, here: SmallSchool) -> None:
        row = note_removed(here)
        theory_note(here, "mentee", theme="另起一题")
        with pytest.raises(CannotWriteNote, match="不用再恢复"):
            theory.restore_note(by=here.actor("teacher"), theory_note=row)
        assert TheoryNote.objects.count() == 1

    def test_the_same_note_sent_again_is_one(self, here: SmallSchool) -> None:
        assert theory_note(here) == theory_note(here)
        assert verbs().count("theory") == 1

    def test_changed_meanwhile_it_is_not_overwritten_and_the_same_again_changes_nothing(self, here: SmallSchool) -> None:
        row = theory_note(here)
        for _ in range(2):
            assert theory.change_note(by=here.actor("teacher"), theory_note=row, version=1, theme="改题").version == 2
        assert verbs().count("theory_again") == 1
        with pytest.raises(ChangedMeanwhile):
            theory.change_note(by=here.actor("leader"), theory_note=row, version=1, theme="另一题")
        with pytest.raises(ChangedMeanwhile):
            theory.remove_note(by=here.actor("leader"), theory_note=row, version=1)

    def test_words_typed_into_one_somebody_took_out_come_back_with_the_reason(self, here: SmallSchool, client_as: ClientAs) -> None:
        row = note_removed(here)
        typed = {
            **NOTE,
            "day": TODAY.isoformat(),
            "use_in": "",
            "key_points": "\n".join(NOTE["key_points"]),
            "my_view": "我改的话",
            "version": "1",
        }
        answer = client_as("teacher").post(reverse("activities:theory_note_change", args=[row.pk]), typed)
        assert answer.status_code == 422
        assert "请先恢复，再修改" in answer.text
        assert "我改的话" in answer.text

    def test_the_form_sends_the_version_it_was_read_with(self, here: SmallSchool, client_as: ClientAs) -> None:
        row = theory_note(here)
        theory.change_note(by=here.actor("leader"), theory_note=row, version=1, my_view=prose("组长改的"))
        page = client_as("teacher").get(reverse("activities:theory_note_change", args=[row.pk])).text
        assert '<input type="hidden" name="version" value="2"' in page

    def test_its_page_and_the_list_offer_to_bring_it_back_to_those_who_may(self, here: SmallSchool, client_as: ClientAs) -> None:
        row = note_removed(here)
        restore = reverse("activities:theory_note_restore", args=[row.pk])
        listed = reverse("activities:theory_notes", args=[here.group.pk, here.term.key])
        assert restore in client_as("teacher").get(reverse("activities:theory_note", args=[row.pk])).text
        assert restore in client_as("teacher").get(listed).text
        assert restore not in client_as("mentee").get(listed).text
        assert client_as("mentee").get(reverse("activities:theory_note", args=[row.pk])).status_code == 404
        assert client_as("mentee").get(reverse("activities:theory_docx", args=[row.pk])).status_code == 404

    @pytest.mark.parametrize("name", ["mentee", "head"])
    def test_others_do_not_bring_it_back(self, name: str, here: SmallSchool) -> None:
        with pytest.raises(NotAllowed):
            theory.restore_note(by=here.actor(name), theory_note=note_removed(here))


class TestTalks:
    def test_taken_out_it_is_in_no_list_and_counts_nothing_until_it_is_brought_back(self, here: SmallSchool) -> None:
        row = talk_removed(here)
        assert papers.talks_of(here.group, here.term) == []
        assert papers.talk_like(here.group, here.term, row.issue, row.response, before=TODAY) is None
        assert counted(here, "talk") == 0
        talks.restore_talk(by=here.actor("leader"), talk=row)
        talks.restore_talk(by=here.actor("leader"), talk=row)
        assert [len(each.speakers.all()) for each in papers.talks_of(here.group, here.term)] == [2]
        assert counted(here, "talk") == 1
        assert verbs()[-2:] == ["talk_out", "talk_back"]

    def test_it_is_owed_by_nobody(self, here: SmallSchool) -> None:
        row = talk(here, day=yesterday(), follow_up_owner=here.people["mentee"], follow_up_due=TODAY)
        owed = here.actor("mentee"), here.term, TODAY + timedelta(days=1)
        assert len(gaps.follow_ups_owed(*owed)) == 1
        talks.remove_talk(by=here.actor("leader"), talk=row, version=row.version)
        assert gaps.follow_ups_owed(*owed) == []
        with pytest.raises(CannotTalk, match="先恢复"):
            talks.follow_up(by=here.actor("mentee"), talk=row, text="好")

    def test_it_does_not_come_back_beside_its_equal(self, here: SmallSchool) -> None:
        row = talk_removed(here)
        talk(here)
        with pytest.raises(CannotTalk, match="不用再恢复"):
            talks.restore_talk(by=here.actor("teacher"), talk=row)
        assert DailyTalk.objects.count() == 1

    def test_changed_meanwhile_it_is_not_overwritten_and_the_same_again_changes_nothing(self, here: SmallSchool) -> None:
        row, people = talk(here), [here.people["teacher"], here.people["leader"]]
        for _ in range(2):
            assert talks.change_talk(by=here.actor("teacher"), talk=row, version=1, speakers=people, issue="换一句").version == 2
        assert verbs().count("talk_again") == 1
        with pytest.raises(ChangedMeanwhile):
            talks.change_talk(by=here.actor("leader"), talk=row, version=1, speakers=people, issue="另一句")
        with pytest.raises(ChangedMeanwhile):
            talks.remove_talk(by=here.actor("leader"), talk=row, version=1)

    def test_the_list_offers_to_bring_it_back_to_those_who_may(self, here: SmallSchool, client_as: ClientAs) -> None:
        restore = reverse("activities:talk_restore", args=[talk_removed(here).pk])
        listed = reverse("activities:daily_talks", args=[here.group.pk, here.term.key])
        assert restore in client_as("teacher").get(listed).text
        assert restore not in client_as("mentee").get(listed).text

    def test_others_do_not_bring_it_back(self, here: SmallSchool) -> None:
        with pytest.raises(NotAllowed):
            talks.restore_talk(by=here.actor("mentee"), talk=talk_removed(here))


def said(here: SmallSchool, activity: Activity, name: str = "leader") -> Opinion:
    return talked.add_opinion(by=here.actor(name), activity=activity, speaker=here.people["teacher"], text="先说再写", at=IN_MEETING)


def decided(here: SmallSchool, activity: Activity) -> Decision:
    return talked.add_decision(
        by=here.actor("leader"), activity=activity, what="改练习第3题", owner=here.people["teacher"], due=TODAY, at=IN_MEETING
    )


def out(here: SmallSchool, row: Opinion | Decision, name: str = "leader") -> None:
    if isinstance(row, Opinion):
        talked.remove_opinion(by=here.actor(name), opinion=row, at=IN_MEETING)
    else:
        talked.remove_decision(by=here.actor(name), decision=row, at=IN_MEETING)


def back(here: SmallSchool, row: Opinion | Decision, name: str = "leader", at: datetime = IN_MEETING) -> None:
    if isinstance(row, Opinion):
        talked.restore_opinion(by=here.actor(name), opinion=Opinion.even_removed.get(pk=row.pk), at=at)
    else:
        talked.restore_decision(by=here.actor(name), decision=Decision.even_removed.get(pk=row.pk), at=at)


def paper(here: SmallSchool, activity: Activity) -> str:
    return str(activity_record(loaded(here, activity)))


def loaded(here: SmallSchool, activity: Activity) -> Activity:
    fresh = meetings.activity_of(here.actor("leader"), activity.pk)
    meetings.load_record(fresh)
    return fresh


ROWS = pytest.mark.parametrize(("make", "words"), [(said, "先说再写"), (decided, "改练习第3题")], ids=["opinion", "decision"])
Make = Callable[[SmallSchool, Activity], Any]


class TestOfAMeeting:
    @ROWS
    def test_taken_out_it_is_neither_in_the_record_nor_on_paper_until_it_is_brought_back(
        self, make: Make, words: str, here: SmallSchool
    ) -> None:
        activity = opened(here)
        row = make(here, activity)
        assert words in paper(here, activity)
        out(here, row)
        out(here, row)
        state = meetings.record_state(loaded(here, activity))
        assert words not in paper(here, activity)
        assert (state.speakers, state.decisions) == (0, 0)
        assert gaps.decisions_owed(here.actor("teacher"), TODAY) == []
        back(here, row, "mentee")
        back(here, row, "mentee")
        assert words in paper(here, activity)
        assert verbs()[-2:] in (["unsay", "say"], ["undecide", "decide"])

    @ROWS
    def test_it_does_not_come_back_beside_its_equal(self, make: Make, words: str, here: SmallSchool) -> None:
        activity = opened(here)
        row = make(here, activity)
        out(here, row)
        make(here, activity)
        with pytest.raises(CannotNote, match="不用再恢复"):
            back(here, row)
        assert paper(here, activity).count(words) == 1

    @ROWS
    def test_it_does_not_come_back_once_the_record_is_closed(self, make: Make, words: str, here: SmallSchool) -> None:
        activity = opened(here)
        row = make(here, activity)
        out(here, row)
        Activity.objects.update(state="ended", closed_at=IN_MEETING)
        with pytest.raises(NotNow):
            back(here, row, at=IN_MEETING + timedelta(days=9))
        assert words not in paper(here, activity)

    def test_a_decision_taken_out_is_not_carried_out(self, here: SmallSchool) -> None:
        row = decided(here, opened(here))
        out(here, row)
        with pytest.raises(NotNow):
            talked.finish_decision(by=here.actor("leader"), decision=row, day=TODAY, done_note="做了")

    def test_who_keeps_the_record_finds_both_below_the_others_and_nobody_else_does(self, here: SmallSchool, client_as: ClientAs) -> None:
        activity = opened(here)
        rows = said(here, activity), decided(here, activity)
        for row in rows:
            out(here, row)
        page = reverse("activities:meeting", args=[activity.pk])
        restores = [reverse(f"activities:restore_{name}", args=[row.pk]) for name, row in zip(("opinion", "decision"), rows, strict=True)]
        assert all(each in client_as("leader").get(page).text for each in restores)
        assert not any(each in client_as("teacher").get(page).text for each in restores)
        answer = client_as("leader").post(restores[0], headers={"HX-Request": "true"}).text
        assert "先说再写" in answer
        assert restores[0] not in answer

    def test_the_author_brings_his_own_words_back_and_not_those_noted_of_him(self, here: SmallSchool, client_as: ClientAs) -> None:
        activity = opened(here)
        all_present(here, activity)
        noted = said(here, activity)
        out(here, noted)
        own = talked.add_opinion(by=here.actor("teacher"), activity=activity, speaker=here.people["teacher"], text="我说的", at=IN_MEETING)
        out(here, own, "teacher")
        page = client_as("teacher").get(reverse("activities:meeting", args=[activity.pk])).text
        assert reverse("activities:restore_opinion", args=[own.pk]) in page
        assert reverse("activities:restore_opinion", args=[noted.pk]) not in page
        with pytest.raises(NotAllowed):
            back(here, noted, "teacher")
        back(here, own, "teacher")
        assert [row.text for row in activity.opinions.all()] == ["我说的"]
