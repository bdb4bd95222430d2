"""Reads of theory notes and daily talks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404

from jiaoyan.activities import access
from jiaoyan.activities.models import DailyTalk, TheoryNote
from jiaoyan.activities.rules.talks import Coverage, coverage, most_alike
from jiaoyan.schools.access import WHO_READS_GROUP, Actor, require
from jiaoyan.schools.models import Group, Term
from jiaoyan.schools.queries import GroupTerm, taken_out_last


def theory_note_of(actor: Actor, pk: int) -> TheoryNote:
    """One note, also one taken out for those who may bring it back. One query. Raises ``Http404``, ``NotAllowed``."""
    rows = TheoryNote.even_removed.select_related("group__school", "term__school_year", "note_taker", "use_in__unit", "activity")
    row: TheoryNote | None = rows.filter(pk=pk).first()
    if row is None or (row.removed_at is not None and not access.may_change_note(actor, row)):
        raise Http404
    require(access.may_read(actor, row), WHO_READS_GROUP)
    return row


def removed_notes(actor: Actor, place: GroupTerm) -> list[TheoryNote]:
    """Those taken out last that the actor may bring back. One query."""
    rows = taken_out_last(TheoryNote.even_removed.filter(group=place.group, term=place.term))
    return [row for row in rows if access.may_change_note(actor, row)]


def theory_notes_of(group: Group, term: Term) -> list[TheoryNote]:
    """The notes of a term by day. One query."""
    return list(
        TheoryNote.objects.select_related("group__school", "note_taker", "use_in__unit", "activity")
        .filter(group=group, term=term)
        .order_by("day", "pk")
    )


def talk_of(actor: Actor, pk: int) -> DailyTalk:
    """One talk with its speakers, also one taken out for those who may bring it back. Two queries. Raises ``Http404``, ``NotAllowed``."""
    rows = DailyTalk.even_removed.select_related("group", "term__school_year", "written_by", "follow_up_owner", "lesson")
    row: DailyTalk | None = rows.prefetch_related("speakers").filter(pk=pk).first()
    if row is None or (row.removed_at is not None and not access.may_change_talk(actor, row)):
        raise Http404
    require(access.may_read(actor, row), WHO_READS_GROUP)
    return row


def removed_talks(actor: Actor, place: GroupTerm) -> list[DailyTalk]:
    """Those taken out last that the actor may bring back. One query."""
    rows = taken_out_last(DailyTalk.even_removed.filter(group=place.group, term=place.term))
    return [row for row in rows if access.may_change_talk(actor, row)]


def talks_of(group: Group, term: Term) -> list[DailyTalk]:
    """The talks of a term by day, with their speakers. Two queries."""
    rows = DailyTalk.objects.select_related("written_by", "follow_up_owner", "lesson").filter(group=group, term=term)
    return list(rows.prefetch_related("speakers").order_by("day", "pk"))


@dataclass(frozen=True, slots=True)
class TalkWeek:
    """The talks of one teaching week, newest first; days outside any week stand under number None."""

    number: int | None
    coverage: Coverage
    talks: tuple[DailyTalk, ...]


def talk_weeks(place: GroupTerm, talks: list[DailyTalk]) -> list[TalkWeek]:
    """Talks by teaching week up to today, the latest week first. No query."""
    weeks = []
    for week in reversed(place.calendar.weeks()):
        own = tuple(talk for talk in reversed(talks) if week.start <= talk.day <= week.end)
        begun = [day for day in week.days if day <= place.today]
        if own or begun:
            weeks.append(TalkWeek(week.no, coverage(begun, (talk.day for talk in own)), own))
    return weeks


def talk_coverage(place: GroupTerm, talks: list[DailyTalk]) -> Coverage:
    """On how many of the term's school days so far there was a talk. No query."""
    return coverage([day for day in place.calendar.school_days() if day <= place.today], (talk.day for talk in talks))


def talk_like(group: Group, term: Term, issue: str, response: str, *, before: date, but: int | None = None) -> DailyTalk | None:
    """An earlier talk of the group much like these words, to be mentioned and never to block. One query."""
    earlier = list(DailyTalk.objects.filter(group=group, term=term, day__lte=before).exclude(pk=but).order_by("day", "pk"))
    place = most_alike(issue + response, [talk.issue + talk.response for talk in earlier])
    return None if place is None else earlier[place]
