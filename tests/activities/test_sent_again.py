"""What is sent again after success is answered as saved; over somebody else's words it is refused, and what comes back does not stand beside its equal."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jiaoyan.activities.actions import analyses, attendance, from_marks, meetings, talked
from jiaoyan.activities.actions import training as trainings
from jiaoyan.activities.actions.problems import CannotAnalyse, CannotTrain, ChangedMeanwhile, NotNow
from jiaoyan.activities.models import Activity, Attendance, Decision, GoalAttainment, Opinion, ShareBack, Training, UnitGoal
from jiaoyan.activities.queries.from_marks import offer_of
from jiaoyan.activities.queries.units import counts_seen, goals_seen
from jiaoyan.assessments.queries.exams import questions_of
from jiaoyan.schools.actions.approval import ChangedMeanwhile as TrainingChanged
from jiaoyan.schools.models import HistoryLine, StoredFile
from tests.activities.builders import IN_MEETING, analysis, at, opened, planned, shared, trained
from tests.assessments import builders as tests_of
from tests.conftest import TODAY, SmallSchool

GOALS = [("会解方程", "掌握"), ("能说理由", "理解")]


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Any, settings: Any) -> None:
    settings.FILES_ROOT = tmp_path / "files"


def lines_of(*verbs: str) -> int:
    return HistoryLine.objects.filter(verb__in=verbs).count()


# goals and counts


def test_goals_sent_again_are_stored_once_and_keep_their_counts(here: SmallSchool) -> None:
    row = analysis(here)
    leader = here.actor("leader")
    first, _ = analyses.set_goals(by=leader, analysis=row, goals=GOALS)
    analyses.set_attainment(by=leader, analysis=row, counts={(first, here.classes[0]): (40, 30)})
    seen = goals_seen(UnitGoal.objects.filter(analysis=row))
    before = lines_of("goals")
    for _ in range(2):
        found = analyses.set_goals(by=leader, analysis=row, goals=GOALS[::-1], seen=seen)
    assert lines_of("goals") == before + 1
    assert [goal.text for goal in UnitGoal.objects.filter(analysis=row)] == [goal.text for goal in found] == ["能说理由", "会解方程"]
    assert GoalAttainment.objects.count() == 1


def test_goals_over_others_that_came_first_are_refused_and_those_stay(here: SmallSchool) -> None:
    row = analysis(here)
    seen = goals_seen([])
    analyses.set_goals(by=here.actor("leader"), analysis=row, goals=GOALS, seen=seen)
    with pytest.raises(CannotAnalyse, match="别人改过"):
        analyses.set_goals(by=here.actor("teacher"), analysis=row, goals=GOALS[:1], seen=goals_seen([UnitGoal(text="别的", number=1)]))
    assert UnitGoal.objects.filter(analysis=row).count() == 2


def test_counts_sent_again_are_stored_once(here: SmallSchool) -> None:
    row = analysis(here)
    goals = analyses.set_goals(by=here.actor("leader"), analysis=row, goals=GOALS)
    seen = counts_seen(UnitGoal.objects.filter(analysis=row).prefetch_related("attainment"))
    for _ in range(2):
        counts = {(goals[0], here.classes[0]): (40, 30), (goals[1], here.classes[0]): None}
        analyses.set_attainment(by=here.actor("leader"), analysis=row, counts=counts, seen=seen)
    assert lines_of("attainment") == 1
    with pytest.raises(CannotAnalyse, match="别人改过"):
        analyses.set_attainment(by=here.actor("teacher"), analysis=row, counts={(goals[0], here.classes[0]): (40, 31)}, seen=seen)
    assert GoalAttainment.objects.get().reached == 30


def test_counts_taken_from_marks_twice_are_taken_once(here: SmallSchool) -> None:
    row, exam = analysis(here), tests_of.marked(here)
    (goal, _) = analyses.set_goals(by=here.actor("leader"), analysis=row, goals=GOALS)
    from_marks.link_questions(by=here.actor("leader"), analysis=row, links={goal.pk: questions_of(exam)[:2]})
    seen = counts_seen(UnitGoal.objects.filter(analysis=row).prefetch_related("attainment"))
    shown = offer_of(row).fingerprint
    taken = {from_marks.take_counts(by=here.actor("leader"), analysis=row, seen=seen, shown=shown) for _ in range(2)}
    assert (taken, lines_of("attainment")) == ({1}, 1)


# opinions and decisions


def said(here: SmallSchool, activity: Activity) -> Opinion:
    return talked.add_opinion(by=here.actor("leader"), activity=activity, speaker=here.people["teacher"], text="先估一估", at=IN_MEETING)


def test_correction_of_an_opinion_sent_again_is_stored_once(here: SmallSchool) -> None:
    row = said(here, opened(here))
    for _ in range(2):
        stored = talked.change_opinion(
            by=here.actor("leader"), opinion=row, speaker=row.speaker, text="再算一算", about="例3", version=1, at=IN_MEETING
        )
        assert (stored.text, stored.about, stored.version) == ("再算一算", "例3", 2)
    assert lines_of("say_again") == 1
    with pytest.raises(ChangedMeanwhile) as refused:
        talked.change_opinion(by=here.actor("leader"), opinion=row, speaker=row.speaker, text="别的", version=1, at=IN_MEETING)
    assert refused.value.theirs.text == Opinion.objects.get().text == "再算一算"


def test_opinion_taken_out_twice_leaves_one_line(here: SmallSchool) -> None:
    row = said(here, opened(here))
    for _ in range(2):
        talked.remove_opinion(by=here.actor("leader"), opinion=row, at=IN_MEETING)
    assert lines_of("unsay") == 1
    with pytest.raises(ChangedMeanwhile) as refused:
        talked.change_opinion(by=here.actor("leader"), opinion=row, speaker=row.speaker, text="别的", version=1, at=IN_MEETING)
    assert refused.value.theirs is None


def test_decision_changed_finished_reopened_or_taken_out_twice_leaves_one_line_each(here: SmallSchool) -> None:
    leader, owner = here.actor("leader"), here.people["teacher"]
    row = talked.add_decision(by=leader, activity=opened(here), what="写教案", owner=owner, due=TODAY, at=IN_MEETING)
    for _ in range(2):
        talked.change_decision(by=leader, decision=row, what="改教案", owner=owner, due=TODAY, version=1, at=IN_MEETING)
    with pytest.raises(ChangedMeanwhile):
        talked.change_decision(by=leader, decision=row, what="别的", owner=owner, due=TODAY, version=1, at=IN_MEETING)
    assert Decision.objects.get().what == "改教案"
    for _ in range(2):
        talked.finish_decision(by=leader, decision=row, day=TODAY, done_note="已试教")
    for _ in range(2):
        talked.reopen_decision(by=leader, decision=row)
    for _ in range(2):
        talked.remove_decision(by=leader, decision=row, at=IN_MEETING)
    assert [lines_of(verb) for verb in ("decide_again", "done", "undone", "undecide")] == [1, 1, 1, 1]


# the meeting


def test_meeting_changed_cancelled_and_restored_twice_leaves_one_line_each(here: SmallSchool) -> None:
    row, leader = planned(here), here.actor("leader")
    for _ in range(2):
        meetings.change_activity(by=leader, activity=row, day=date(2024, 6, 13), moved_reason="场地有别的安排")
    for _ in range(2):
        meetings.cancel_activity(by=leader, activity=row, reason="全校活动")
    with pytest.raises(NotNow, match="已经取消"):
        meetings.cancel_activity(by=leader, activity=row, reason="另一个原因")
    for _ in range(2):
        assert meetings.restore_activity(by=leader, activity=row, topic="读懂例题").topic == "读懂例题"
    assert [lines_of(verb) for verb in ("change", "cancel", "restore")] == [1, 1, 1]
    meetings.change_activity(by=leader, activity=row, topic="别的")
    with pytest.raises(NotNow, match="没有取消"):
        meetings.restore_activity(by=leader, activity=row)


def test_units_of_a_meeting_chosen_twice_are_one_line(here: SmallSchool) -> None:
    row, unit = opened(here), analysis(here)
    for chosen in ([unit], [unit], []):
        meetings.set_unit_analyses(
            by=here.actor("leader"), activity=row, analyses=chosen, no_unit_reason="" if chosen else "本次读书", at=IN_MEETING
        )
    assert lines_of("units") == 2
    assert not row.unit_analyses.exists()


# who is there


def test_leave_asked_granted_and_taken_back_twice_leaves_one_line_each(here: SmallSchool) -> None:
    activity, teacher = planned(here), here.actor("teacher")
    for _ in range(2):
        attendance.ask_leave(by=teacher, activity=activity, reason="看病", at=at(9))
    for _ in range(2):
        attendance.approve_leave(by=here.actor("leader"), activity=activity, person=here.people["teacher"])
    for minute in (0, 1):
        attendance.withdraw_leave(by=teacher, activity=activity, at=at(10, minute))
    assert [lines_of(verb) for verb in ("leave", "leave_granted", "leave_back")] == [1, 1, 1]
    attendance.ask_leave(by=teacher, activity=activity, reason="外出听课", at=at(11))
    assert Attendance.objects.get(activity=activity, person=here.people["teacher"]).reason == "外出听课"
    assert lines_of("leave") == 2


def test_same_mark_twice_is_one_line_and_another_is_stored(here: SmallSchool) -> None:
    activity = opened(here)
    for state, lines in (("present", 1), ("present", 1), ("duty", 2)):
        attendance.mark_attendance(
            by=here.actor("leader"), activity=activity, person=here.people["teacher"], state=state, reason="区里开会", at=IN_MEETING
        )
        assert lines_of("attendance") == lines
    assert Attendance.objects.get(activity=activity, person=here.people["teacher"]).state == "duty"


# trainings


def change(here: SmallSchool, row: Training, theme: str, materials: bytes | None = None, **more: Any) -> Training:
    laid = trainings.lay_materials(materials, name="资料.pdf", content_type="application/pdf") if materials else None
    return trainings.change_training(
        by=here.actor("leader"),
        training=row,
        version=more.pop("version", 1),
        today=TODAY,
        trainers=[here.people["teacher"]],
        participants=[here.people["leader"], here.people["mentee"]],
        materials=laid,
        theme=theme,
        **more,
    )


def test_change_of_a_training_with_its_file_sent_again_is_stored_once(here: SmallSchool) -> None:
    row = trained(here)
    for _ in range(2):
        change(here, row, "板书与追问", b"%PDF-1.7 one")
    assert (lines_of("training_again"), Training.objects.get().version, StoredFile.objects.count()) == (1, 2, 1)


@pytest.mark.parametrize(
    "change_again", [{"theme": "别的"}, {"theme": "板书与追问", "materials": b"%PDF-1.7 two"}, {"drop_materials": True}]
)
def test_other_change_of_a_training_is_refused_and_the_first_stays(here: SmallSchool, change_again: dict[str, Any]) -> None:
    row = trained(here)
    change(here, row, "板书与追问", b"%PDF-1.7 one")
    with pytest.raises(TrainingChanged):
        change(here, row, **({"theme": "板书与追问"} | change_again))
    stored = Training.objects.select_related("materials").get()
    assert (stored.theme, stored.materials.size) == ("板书与追问", len(b"%PDF-1.7 one"))


def test_second_training_of_the_day_is_not_taken_for_the_first(here: SmallSchool) -> None:
    trained(here)
    with pytest.raises(CannotTrain, match="已经登记过了"):
        trained(here, participants=[here.people["mentee"]])
    assert HistoryLine.objects.filter(verb="training").count() == 1


def test_training_does_not_come_back_beside_its_equal(here: SmallSchool) -> None:
    row = trained(here)
    trainings.remove_training(by=here.actor("leader"), training=row, version=1)
    trained(here)
    with pytest.raises(CannotTrain, match="重新登记"):
        trainings.restore_training(by=here.actor("leader"), training=row)
    assert Training.objects.filter(removed_at__isnull=True).count() == 1
    trainings.remove_training(by=here.actor("leader"), training=Training.objects.get(removed_at__isnull=True), version=1)
    trainings.restore_training(by=here.actor("leader"), training=row)
    assert Training.objects.get(removed_at__isnull=True) == row


def test_share_back_does_not_come_back_beside_its_equal(here: SmallSchool) -> None:
    row = trained(here, kind="external", day=date(2024, 5, 6), participants=[here.people["teacher"], here.people["mentee"]])
    share = shared(here, row)
    trainings.remove_share_back(by=here.actor("teacher"), share=share)
    again = shared(here, row)
    with pytest.raises(CannotTrain, match="重新登记"):
        trainings.restore_share_back(by=here.actor("teacher"), share=share)
    trainings.remove_share_back(by=here.actor("teacher"), share=again)
    trainings.restore_share_back(by=here.actor("teacher"), share=share)
    assert ShareBack.objects.get(removed_at__isnull=True) == share


def test_share_back_by_other_people_is_not_taken_for_the_first(here: SmallSchool) -> None:
    row = trained(here, kind="external", day=date(2024, 5, 6), participants=[here.people["teacher"], here.people["mentee"]])
    assert shared(here, row) == shared(here, row)
    with pytest.raises(CannotTrain, match="已经登记过了"):
        shared(here, row, givers=[here.people["mentee"]])
    assert ShareBack.objects.count() == 1
