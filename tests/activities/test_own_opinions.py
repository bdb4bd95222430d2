"""One's own opinion from one's own phone: who writes it, until when, and that nobody overwrites anybody."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from jiaoyan.activities import access
from jiaoyan.activities.actions import attendance, meetings, talked
from jiaoyan.activities.actions.problems import CannotNote, ChangedMeanwhile, NotNow
from jiaoyan.activities.models import Activity, Opinion
from jiaoyan.activities.printouts.records import activity_record
from jiaoyan.activities.queries import meetings as queries
from jiaoyan.schools.access import NotAllowed
from tests.activities.builders import IN_MEETING, all_present, at, ended, opened, planned
from tests.conftest import SmallSchool

ClientAs = Callable[[str], Client]
HTMX = {"HX-Request": "true"}
EVERYBODY = ("leader", "teacher", "mentee", "mentor", "head", "liaison", "office", "admin")


def there(school: SmallSchool, state: str = "present") -> Activity:
    """An open meeting; the teacher's attendance is ``state``."""
    activity = opened(school)
    attendance.mark_attendance(
        by=school.actor("leader"),
        activity=activity,
        person=school.people["teacher"],
        state=state,
        minutes=5 if state in ("late", "early") else None,
        reason="区里听课",
        at=IN_MEETING,
    )
    return activity


def say(school: SmallSchool, activity: Activity, text: str = "例3先让学生估一估", name: str = "teacher", speaker: str = "") -> Opinion:
    return talked.add_opinion(
        by=school.actor(name), activity=activity, speaker=school.people[speaker or name], text=text, about="例3", at=IN_MEETING
    )


def change(school: SmallSchool, row: Opinion, text: str, name: str = "teacher", version: int = 1) -> Opinion:
    stored = Opinion.objects.select_related("activity__group", "activity__term", "speaker").get(pk=row.pk)
    return talked.change_opinion(
        by=school.actor(name), opinion=stored, speaker=stored.speaker, text=text, about="", version=version, at=IN_MEETING
    )


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("state", ["", "present", "late", "early", "leave", "duty", "absent"])
def test_who_may_speak_is_the_same_on_one_meeting_and_as_a_filter(name: str, state: str, here: SmallSchool) -> None:
    rows = [planned(here, at(9).date() + timedelta(days=1)), ended(here, at(9).date() - timedelta(days=1))]
    activity = opened(here)
    if state:
        activity.attendance.update(state=state)
    actor = here.actor(name)
    for row in [*rows, activity]:
        found = Activity.objects.filter(access.speaking(actor), pk=row.pk).exists()
        assert found is access.may_speak(actor, row)
    member = name in ("leader", "teacher", "mentee")
    assert access.may_speak(actor, activity) is (member and state in ("present", "late", "early"))


@pytest.mark.parametrize("state", ["present", "late", "early"])
def test_whoever_is_there_writes_as_speaker_and_it_stands_in_the_record(state: str, here: SmallSchool) -> None:
    activity = there(here, state)
    row = say(here, activity)
    assert (row.speaker, row.noted_by, row.about) == (here.people["teacher"], here.people["teacher"], "例3")
    activity = queries.activity_of(here.actor("leader"), activity.pk)
    queries.load_record(activity)
    assert "例3先让学生估一估" in str(activity_record(activity))


@pytest.mark.parametrize("state", ["leave", "duty", "absent"])
def test_whoever_is_away_writes_nothing(state: str, here: SmallSchool) -> None:
    with pytest.raises(NotAllowed):
        say(here, there(here, state))


def test_nobody_speaks_for_somebody_else(here: SmallSchool) -> None:
    with pytest.raises(NotAllowed):
        say(here, there(here), speaker="leader")


def test_empty_opinion_is_refused_beside_its_field(here: SmallSchool) -> None:
    with pytest.raises(CannotNote) as refused:
        say(here, there(here), text=" ")
    assert set(refused.value.problems) == {"text"}


def test_sent_twice_after_a_lost_connection_is_one_opinion(here: SmallSchool) -> None:
    activity = there(here)
    assert say(here, activity) == say(here, activity)


def test_author_changes_and_takes_out_his_own_words_but_not_what_the_recorder_noted_of_him(here: SmallSchool) -> None:
    activity = there(here)
    own, noted = say(here, activity), say(here, activity, "记录人记的话", name="mentee", speaker="teacher")
    assert change(here, own, "例3先估再算").text == "例3先估再算"
    with pytest.raises(NotAllowed):
        change(here, noted, "不是这样说的")
    with pytest.raises(NotAllowed):
        talked.remove_opinion(by=here.actor("teacher"), opinion=noted, at=IN_MEETING)
    talked.remove_opinion(by=here.actor("teacher"), opinion=own, at=IN_MEETING)
    assert [row.text for row in activity.opinions.all()] == ["记录人记的话"]


def test_word_mended_by_the_recorder_stays_the_authors_and_an_older_version_does_not_overwrite_it(here: SmallSchool) -> None:
    row = say(here, there(here))
    assert change(here, row, "例3先让学生估一估，再算", name="mentee").version == 2
    with pytest.raises(ChangedMeanwhile) as changed:
        change(here, row, "旧稿", version=1)
    assert changed.value.theirs.text == "例3先让学生估一估，再算"
    assert change(here, row, "对照以后改好的", version=2).text == "对照以后改好的"


def test_author_does_not_hand_his_words_to_somebody_else(here: SmallSchool) -> None:
    row = say(here, there(here))
    with pytest.raises(NotAllowed):
        talked.change_opinion(by=here.actor("teacher"), opinion=row, speaker=here.people["leader"], text="话", version=1, at=IN_MEETING)


def test_after_the_end_only_who_keeps_the_record_writes_and_the_author_is_told_whom_to_ask(here: SmallSchool) -> None:
    activity = there(here)
    row = say(here, activity)
    all_present(here, activity)
    meetings.end_activity(by=here.actor("leader"), activity=activity, at=at(16))
    with pytest.raises(NotNow, match="请告诉记录人"):
        say(here, activity, "散会才想到")
    with pytest.raises(NotNow, match="请告诉记录人"):
        change(here, row, "散会才改")
    assert change(here, row, "记录人代改", name="mentee").text == "记录人代改"


class TestPages:
    def box(self, client: Client, activity: Activity) -> bool:
        html = client.get(reverse("activities:meeting", args=[activity.pk])).content.decode()
        assert ("签到以后，可以在这里写下自己的意见" in html) is ('id="own-opinion"' in html and "own-opinion-form" not in html)
        return 'id="own-opinion-form"' in html

    def test_box_is_there_for_those_present_who_do_not_keep_the_record(self, here: SmallSchool, client_as: ClientAs) -> None:
        activity = there(here)
        assert [self.box(client_as(name), activity) for name in ("teacher", "leader", "mentee", "head")] == [True, False, False, False]

    def test_box_waits_until_one_has_checked_in_and_then_comes_by_itself(self, here: SmallSchool, client_as: ClientAs) -> None:
        activity, client = opened(here), client_as("teacher")
        html = client.get(reverse("activities:meeting", args=[activity.pk])).content.decode()
        assert "own-opinion-form" not in html
        sent = dict(re.findall(r'<input type="hidden" name="(seen|box)" value="(\d+)">', html))
        assert sent["box"] == "0"
        attendance.check_in(by=here.actor("teacher"), key=activity.check_in_key, at=IN_MEETING)
        live = client.get(reverse("activities:live", args=[activity.pk]), sent).content.decode()
        assert 'id="own-opinion" hx-swap-oob="true"' in live
        assert 'name="box" value="1"' in live
        again = client.get(reverse("activities:live", args=[activity.pk]) + "?seen=0&box=1").content.decode()
        assert "own-opinion-form" not in again

    def test_written_opinion_is_listed_with_its_tools_and_the_box_is_empty_again(self, here: SmallSchool, client_as: ClientAs) -> None:
        activity = there(here)
        say(here, activity, "记录人记的话", name="mentee", speaker="teacher")
        response = client_as("teacher").post(reverse("activities:say", args=[activity.pk]), {"text": "先估再算"}, headers=HTMX)
        html = response.content.decode()
        own = Opinion.objects.get(text="先估再算")
        assert response.status_code == 200
        assert "已记下" in html
        assert re.search(r"<textarea[^>]*>\s*</textarea>", html)
        assert re.findall(r'href="(/opinions/\d+/)"', html) == [f"/opinions/{own.pk}/"]

    def test_words_sent_after_the_end_come_back_with_the_reason(self, here: SmallSchool, client_as: ClientAs) -> None:
        activity = there(here)
        all_present(here, activity)
        meetings.end_activity(by=here.actor("leader"), activity=activity, at=at(16))
        for headers in (HTMX, {}):
            response = client_as("teacher").post(reverse("activities:say", args=[activity.pk]), {"text": "散会才想到"}, headers=headers)
            assert response.status_code == 422
            assert "请告诉记录人" in response.content.decode()
            assert "散会才想到" in response.content.decode()

    @pytest.mark.parametrize("headers", [HTMX, {}])
    def test_words_of_the_recorder_sent_when_the_record_is_closed_for_good_come_back_with_the_reason(
        self, here: SmallSchool, client_as: ClientAs, headers: dict[str, str]
    ) -> None:
        activity = there(here)
        all_present(here, activity)
        meetings.end_activity(by=here.actor("leader"), activity=activity, at=at(16))
        Activity.objects.update(closed_at=at(16) - access.EDITING_WINDOW - timedelta(days=1))
        client = client_as("mentee")
        opinion = {"speaker": here.people["teacher"].pk, "text": "一周以后才补的话"}
        decision = {"what": "补做一次前测", "owner": here.people["teacher"].pk, "due": "2024-06-20"}
        for name, words, typed in (("add_opinion", "一周以后才补的话", opinion), ("add_decision", "补做一次前测", decision)):
            response = client.post(reverse(f"activities:{name}", args=[activity.pk]), typed, headers=headers)
            said = response.content.decode()
            assert response.status_code == 422
            assert words in said
            assert "data-error-summary" in said
        assert not Opinion.objects.exists()

    def test_without_script_one_lands_at_the_opinions(self, here: SmallSchool, client_as: ClientAs) -> None:
        activity = there(here)
        response = client_as("teacher").post(reverse("activities:say", args=[activity.pk]), {"text": "先估再算"})
        assert response["Location"] == reverse("activities:meeting", args=[activity.pk]) + "#opinions"

    def test_author_corrects_his_words_without_choosing_a_speaker(self, here: SmallSchool, client_as: ClientAs) -> None:
        row, client = say(here, there(here)), client_as("teacher")
        address, prefix = reverse("activities:opinion", args=[row.pk]), f"opinion{row.pk}"
        assert "发言人" not in client.get(address).content.decode()
        assert client.post(address, {f"{prefix}-text": "先估再算", "version": 1}).status_code == 302
        clash = client.post(address, {f"{prefix}-text": "旧稿", "version": 1})
        assert clash.status_code == 422
        assert "先估再算" in clash.content.decode()
        row.refresh_from_db()
        assert (row.text, row.speaker, row.version) == ("先估再算", here.people["teacher"], 2)

    @pytest.mark.parametrize("verb", ["opinion", "remove_opinion"])
    def test_others_words_are_out_of_reach(self, verb: str, here: SmallSchool, client_as: ClientAs) -> None:
        noted = say(here, there(here), name="mentee", speaker="teacher")
        assert client_as("teacher").post(reverse(f"activities:{verb}", args=[noted.pk])).status_code == 403


def test_a_meeting_of_one_asks_for_one_speaker_in_both_places(here: SmallSchool, client_as: ClientAs) -> None:
    activity = there(here)
    html = client_as("leader").get(reverse("activities:meeting", args=[activity.pk])).content.decode()
    assert "至少要有1人发言。" in html
    assert "讨论意见至少要有1人发言，现有0人" in html
    assert "两位老师" not in html
