"""Who may do what with meetings, unit analyses, notes and talks; each policy is asked on a row or as a filter.

Readers are those of the group (``schools.access``). The record is written by its recorder, its host or the group's leader while the meeting is
open and for a week after it was closed; later the leader reopens it. Whoever is there writes opinions of his own until the meeting ends.
Members write designs, notes and talks of their own; those who oversee the group read.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from jiaoyan.activities.models import Activity, DailyTalk, Decision, Opinion, TheoryNote, Training, UnitAnalysis
from jiaoyan.activities.rules.attendance import WAS_THERE
from jiaoyan.schools.access import (
    Actor,
    may_approve_for_group,
    may_contribute,
    may_lead_group,
    may_read_group,
    of_readable_groups,
)

EDITING_WINDOW = timedelta(days=7)

WHO_RECORDS = "本次活动的记录人、主持人或备课组长（会议进行中和结束后七天内）"
WHO_ATTENDS = "本组成员"
WHO_SPEAKS = "已经签到的本组成员（会议结束前）"
WHO_WROTE_OPINION = "写这条意见的老师（会议结束前），或本次活动的记录人、主持人和备课组长"
WHO_SETTLES_UNIT = "本单元的主备人、讨论活动的记录人和主持人，或备课组长"
WHO_WROTE_NOTE = "摘记人本人或备课组长"
WHO_WROTE_TALK = "记录人本人或备课组长"
WHO_FOLLOWS_UP = "落实人、记录人或备课组长"
WHO_TRAINS = "本组成员、组长，以及教研组长、分管行政和教导处"
WHO_CHANGES_TRAINING = "登记人、本组组长，以及教研组长、分管行政和教导处"
WHO_SHARES_BACK = "参加这次培训的老师、登记人和本组组长"
WHO_READS_TRAINING = "本组成员、组长，教研组长、分管行政和教导处，以及参加培训的老师"
WHO_FINISHES = "负责人本人、活动记录人或备课组长"


def visible_to(actor: Actor, path: str = "group") -> Q:
    """The rows of this package an actor may read; ``path`` leads from the row to its group."""
    return of_readable_groups(actor, path)


def may_read(actor: Actor, row: Activity | UnitAnalysis | TheoryNote | DailyTalk) -> bool:
    """Asked on one row: the same answer as ``visible_to``."""
    return row.school_id == actor.school_id and may_read_group(actor, row.group_id)


def keeps_record(actor: Actor, activity: Activity) -> bool:
    """Recorder, host or leader: those who may write at the right time."""
    return actor.person_id in (activity.recorder_id, activity.host_id) or may_lead_group(actor, activity.group_id)


def may_record(actor: Actor, activity: Activity, at: datetime) -> bool:
    """May write sections, opinions, decisions and attendance now."""
    return keeps_record(actor, activity) and is_writable(activity, at)


def recordable_by(actor: Actor, at: datetime) -> Q:
    """The meetings whose record the actor may write now, as a filter on ``Activity``."""
    writes = Q(recorder_id=actor.person_id) | Q(host_id=actor.person_id) | Q(group_id__in=actor.leads)
    when = Q(state=Activity.State.OPEN) | Q(state=Activity.State.ENDED, closed_at__gt=at - EDITING_WINDOW)
    return Q(school_id=actor.school_id) & writes & when


def is_writable(activity: Activity, at: datetime) -> bool:
    """Open, or closed less than a week ago."""
    if activity.state == Activity.State.OPEN:
        return True
    return activity.state == Activity.State.ENDED and activity.closed_at is not None and activity.closed_at > at - EDITING_WINDOW


def may_start(actor: Actor, activity: Activity) -> bool:
    """May open a planned meeting."""
    return activity.state == Activity.State.PLANNED and keeps_record(actor, activity)


def may_lead(actor: Actor, row: Activity | UnitAnalysis | TheoryNote | DailyTalk) -> bool:
    """The leader of its group."""
    return may_lead_group(actor, row.group_id)


def may_attend(actor: Actor, activity: Activity) -> bool:
    """A member of the group: may check in and ask for leave."""
    return may_contribute(actor, activity.group_id)


def was_there(actor: Actor, activity: Activity) -> bool:
    """A member whose line of attendance says so: in time, late, or gone early. One query unless attendance is loaded."""
    if not may_attend(actor, activity):
        return False
    return any(line.person_id == actor.person_id and line.state in WAS_THERE for line in activity.attendance.all())


def may_speak(actor: Actor, activity: Activity) -> bool:
    """Whoever is there writes opinions of his own while the meeting is open."""
    return activity.state == Activity.State.OPEN and was_there(actor, activity)


def speaking(actor: Actor) -> Q:
    """The meetings in which the actor may write opinions of his own, as a filter on ``Activity``."""
    there = Q(attendance__person_id=actor.person_id, attendance__state__in=WAS_THERE)
    return Q(school_id=actor.school_id, group_id__in=actor.member_of, state=Activity.State.OPEN) & there


def wrote(actor: Actor, opinion: Opinion) -> bool:
    """His own words, put down by himself: what the recorder noted of him stays the recorder's."""
    return opinion.speaker_id == actor.person_id and opinion.noted_by_id == actor.person_id


def may_write_design(actor: Actor, analysis: UnitAnalysis) -> bool:
    """A member writes a design of his own."""
    return may_contribute(actor, analysis.group_id)


def may_settle_unit(actor: Actor, analysis: UnitAnalysis) -> bool:
    """May write the group's opinion, goals and attainment: preparer, leader, and who keeps the record of its meeting. Expects ``activity`` loaded."""
    activity = analysis.activity
    return (
        actor.person_id == analysis.preparer_id
        or may_lead_group(actor, analysis.group_id)
        or (activity is not None and keeps_record(actor, activity))
    )


def may_change_note(actor: Actor, note: TheoryNote) -> bool:
    """Its note taker or the leader."""
    return actor.person_id == note.note_taker_id or may_lead_group(actor, note.group_id)


def may_change_talk(actor: Actor, talk: DailyTalk) -> bool:
    """Who wrote it down, or the leader."""
    return actor.person_id == talk.written_by_id or may_lead_group(actor, talk.group_id)


def may_follow_up(actor: Actor, talk: DailyTalk) -> bool:
    """Also the one who promised to follow it up."""
    return may_change_talk(actor, talk) or actor.person_id == talk.follow_up_owner_id


def may_finish_decision(actor: Actor, decision: Decision) -> bool:
    """Its owner, who keeps the record of the meeting, or a leader whose group follows that one. Expects ``activity`` loaded."""
    handed_down = decision.activity.group_id in actor.succeeds
    return actor.person_id == decision.owner_id or keeps_record(actor, decision.activity) or handed_down


def may_record_training(actor: Actor, group_id: int) -> bool:
    """Members, the leader, and those who oversee the group: the office arranges trainings too."""
    return may_contribute(actor, group_id) or may_lead_group(actor, group_id) or may_approve_for_group(actor, group_id)


def may_read_training(actor: Actor, training: Training) -> bool:
    """Readers of its group, and whoever took part or spoke. Two queries unless the people are loaded."""
    if training.school_id != actor.school_id:
        return False
    there = (*training.participants.all(), *training.trainers.all())
    return may_read_group(actor, training.group_id) or any(person.pk == actor.person_id for person in there)


def trainings_visible_to(actor: Actor) -> Q:
    """The same as a filter on ``Training``."""
    took_part = Training.participants.through.objects.filter(person_id=actor.person_id).values("training_id")
    spoke = Training.trainers.through.objects.filter(person_id=actor.person_id).values("training_id")
    return Q(school_id=actor.school_id) & (Q(group_id__in=actor.readable) | Q(pk__in=took_part) | Q(pk__in=spoke))


def may_change_training(actor: Actor, training: Training) -> bool:
    """Whoever recorded it, as long as he may record here, the leader, and those who oversee the group."""
    own = training.recorded_by_id == actor.person_id and may_record_training(actor, training.group_id)
    above = may_lead_group(actor, training.group_id) or may_approve_for_group(actor, training.group_id)
    return training.school_id == actor.school_id and (own or above)


def trainings_changeable_by(actor: Actor) -> Q:
    """The same as a filter on ``Training``."""
    own = Q(recorded_by_id=actor.person_id, group_id__in=actor.member_of)
    return Q(school_id=actor.school_id) & (own | Q(group_id__in=actor.leads | actor.oversees))


def may_share_back(actor: Actor, training: Training) -> bool:
    """Who took part in a training outside the school, and those who may change it. A query unless the people are loaded."""
    if training.kind != Training.Kind.EXTERNAL or training.school_id != actor.school_id:
        return False
    return may_change_training(actor, training) or any(person.pk == actor.person_id for person in training.participants.all())
