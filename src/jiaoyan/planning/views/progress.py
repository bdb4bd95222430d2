"""How far quotas are met: mine, a group's, and one line with everything that counted. 指标完成情况"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar, get_args

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jiaoyan.planning.progress import Standing, pages_of_lines, standing_of, urgency
from jiaoyan.planning.rules.progress import BADGES, NEEDS_SOMEBODY, WORDS, Glance, Sheet, glance, is_personal, sheet
from jiaoyan.quotas.access import may_excuse
from jiaoyan.quotas.queries import groups_concerned, teaches
from jiaoyan.quotas.rules.count import Unasked
from jiaoyan.quotas.rules.demand import Severity
from jiaoyan.quotas.rules.fact import Fact, Subject, SubjectKind
from jiaoyan.quotas.rules.progress import Progress, State, Tally
from jiaoyan.quotas.rules.roster import Member, Seat
from jiaoyan.schools.access import Actor, SchoolRequest, may_approve_for_group, may_lead_group, may_read_group, require
from jiaoyan.schools.models import Group
from jiaoyan.schools.queries import GroupTerm, group_term, term_on

Whose = TypeVar("Whose")
MOST_IN_BRIEF = 4
TOLD_FROM = 3  # a sum over fewer colleagues tells of one of them
LONGEST_KEY = 12
MISSED = "没有做"  # a stretch gone by of what is not strictly asked
WHO_SEES_LINE = "本人，以及能看到姓名的组长、教研组长、分管行政和教导处"
WHO_SEES_MINE = "本人"
WHO_SEES_GROUP = "组长、教研组长、分管行政和教导处看到每个人；组员看到自己的和全组合计"


@dataclass(frozen=True, slots=True)
class Line:
    """A counted quota as a page shows it; ``whose``: the class it is asked of, in a list of several."""

    progress: Progress
    word: str
    badge: str
    url: str
    whose: str = ""

    @property
    def wanting(self) -> bool:
        """Somebody has to do something about it now."""
        return self.progress.state in NEEDS_SOMEBODY

    @property
    def explained(self) -> str:
        """Which stretches somebody has given a word about, and how it stands with it, while something is still missing there."""
        open_still = ((tally.label, tally.excuse) for tally in self.progress.tallies if tally.missing)
        return "；".join(f"{label}：{excuse.reason}" for label, excuse in open_still if excuse is not None)

    @property
    def cell(self) -> str:
        """11/15; a count alone where nothing is asked as a minimum."""
        progress = self.progress
        return str(progress.done) if progress.target is None else f"{progress.done}/{progress.target}"


def may_see_names(actor: Actor, group: int) -> bool:
    """Who sees each person of a group by name: its leader and those who oversee it; a colleague sees the sum."""
    return may_lead_group(actor, group) or may_approve_for_group(actor, group)


@login_required
@require_GET
def mine(request: SchoolRequest) -> HttpResponse:
    """What the signed-in person has done of what is asked this term, the most urgent first."""
    found = _mine(request)
    if found is None:
        return render(request, "planning/progress_none.html", {"who_sees": [WHO_SEES_MINE]})
    place, lines, of_classes = found
    context = {"place": place, "lines": lines, "of_classes": of_classes, "glance": _glance_of(lines), "who_sees": [WHO_SEES_MINE]}
    return render(request, "planning/progress_mine.html", context)


@login_required
@require_GET
def brief(request: SchoolRequest) -> HttpResponse:
    """The piece of the workbench that says what one is behind with; read after the page, which does not wait for it."""
    found = _mine(request)
    lines = [*found[1], *found[2]] if found else []
    wanting = sorted((line for line in lines if line.wanting), key=lambda line: urgency(line.progress))
    context = {"any": bool(lines), "wanting": wanting[:MOST_IN_BRIEF], "more": max(0, len(wanting) - MOST_IN_BRIEF)}
    return render(request, "planning/progress_brief.html", {**context, "glance": _glance_of(lines)})


def _mine(request: SchoolRequest) -> tuple[GroupTerm, list[Line], list[Line]] | None:
    """Where one stands this term, and where the classes one teaches do; None for somebody without a group."""
    term = term_on(request.today, request.actor.school_id)
    group = _own_group(request.actor, term.school_year_id) if term else None
    if term is None or group is None:
        return None
    place = group_term(request.actor, group.pk, term.key, request.today)
    standing = standing_of(group, term, place.calendar, place.counting_day, person=request.actor.person_id)
    return place, lines_of(place, standing.of("person", request.actor.person_id)), _of_classes(place, standing)


def _of_classes(place: GroupTerm, standing: Standing) -> list[Line]:
    """What is asked of the classes of a standing, each line with its class."""
    page = pages_of_lines(place.group, place.term)
    asked = standing.asked("class")
    return [replace(_line(each, page), whose=standing.roster.name_of(subject)) for subject, lines in asked.items() for each in lines]


def _glance_of(lines: Sequence[Line]) -> Glance:
    return glance(each.progress for each in lines)


def _own_group(actor: Actor, year: int) -> Group | None:
    """The group of this year one sits in or leads, a 备课组 before others."""
    groups: list[Group] = list(Group.objects.filter(pk__in=actor.member_of | actor.leads, school_year_id=year))
    return min(groups, key=lambda group: (group.kind != Group.Kind.PREP, group.pk), default=None)


@login_required
@require_GET
def group(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """A group's quotas, and its people's: by name for whoever leads or oversees it, as sums for a colleague."""
    place = group_term(request.actor, group, term, request.today)
    standing = standing_of(place.group, place.term, place.calendar, place.counting_day)
    names = may_see_names(request.actor, group)
    people = _people(standing, group)
    context = {
        "place": place,
        "names": names,
        "told_from": TOLD_FROM,
        "own_lines": lines_of(place, standing.of("group", group)),
        "school_lines": [line for lines in standing.asked("school").values() for line in lines_of(place, lines)],
        "mine": lines_of(place, standing.of("person", request.actor.person_id)),
        "people": _shown(place, people),
        "groups": _shown(place, _groups_below(standing, group)) if names else None,
        "classes": _shown(place, _those_asked(standing, "class")) if names else None,
        "grades": _shown(place, _those_asked(standing, "grade")) if names else None,
        "glance": _sum(people),
        "silent": _by_reason(standing.silent) if names else {},
        "who_sees": [WHO_SEES_GROUP],
    }
    return render(request, "planning/progress_group.html", context)


def _by_reason(silent: Sequence[Unasked]) -> dict[str, list[str]]:
    """Why nothing is counted → the quotas of which that is so."""
    found: dict[str, list[str]] = {}
    for each in silent:
        found.setdefault(each.why, []).append(each.quota.name)
    return found


def _people(standing: Standing, group: int) -> Sheet[Member]:
    below = standing.tree.below(group)
    here = [member for member in standing.roster.members if member.groups & below]
    return sheet({member: standing.of("person", member.id) for member in here})


def _groups_below(standing: Standing, group: int) -> Sheet[Seat]:
    below = standing.tree.below(group) - {group}
    lines = {seat: standing.of("group", seat.id) for seat in standing.roster.seats if seat.id in below}
    return _of_the_asked(lines)


@dataclass(frozen=True, slots=True)
class Named:
    """A class or a grade as a row of its sheet."""

    id: int
    name: str


def _those_asked(standing: Standing, kind: SubjectKind) -> Sheet[Named]:
    """The classes or grades of which something is asked here."""
    return _of_the_asked({Named(each.id, standing.roster.name_of(each)): lines for each, lines in standing.asked(kind).items()})


def _of_the_asked(lines: Mapping[Whose, Sequence[Progress]]) -> Sheet[Whose]:
    found = sheet({whose: theirs for whose, theirs in lines.items() if theirs})
    return replace(found, rows=tuple(row for row in found.rows if any(row[1])))


def _sum(people: Sheet[Member]) -> Glance:
    return glance(cell for _, cells in people.rows for cell in cells if cell is not None)


@dataclass(frozen=True, slots=True)
class ShownSheet:
    """A sheet with its cells as lines that open."""

    columns: tuple[object, ...]
    rows: tuple[tuple[object, tuple[Line | None, ...]], ...]


def _shown(place: GroupTerm, found: Sheet[Member] | Sheet[Seat] | Sheet[Named]) -> ShownSheet:
    page = pages_of_lines(place.group, place.term)
    rows = tuple((whose, tuple(_line(cell, page) if cell else None for cell in cells)) for whose, cells in found.rows)
    return ShownSheet(found.columns, rows)


def lines_of(place: GroupTerm, found: tuple[Progress, ...]) -> list[Line]:
    """Counted quotas as a page shows them."""
    page = pages_of_lines(place.group, place.term)
    return [_line(each, page) for each in found]


def _line(progress: Progress, page: Callable[[Progress], str]) -> Line:
    return Line(progress, WORDS[progress.state], BADGES[progress.state], page(progress))


@login_required
@require_GET
def line(request: SchoolRequest, group: int, term: str, quota: str, kind: str, subject: int) -> HttpResponse:
    """One quota of one subject: period by period, what counted, what did not and why, what was answered."""
    place = group_term(request.actor, group, term, request.today)
    if kind not in get_args(SubjectKind) or not quota.removeprefix("-").isdecimal() or len(quota) > LONGEST_KEY:
        raise Http404
    whose = Subject(kind, subject)  # type: ignore[arg-type]
    standing = _standing_for_line(place, whose, subject if kind == "person" else None)
    progress = standing.find(int(quota), whose)
    if progress is None and kind == "class":  # a class of another grade stands on the list of whoever teaches it
        standing = _standing_for_line(place, whose, request.actor.person_id)
        progress = standing.find(int(quota), whose)
    if progress is None:
        raise Http404
    require(_may_see_line(request.actor, standing, whose), WHO_SEES_LINE)
    told = _told(request.actor, standing, whose)
    left = [each for each in progress.left_out if told(each.fact)]
    own_class = teaches(request.actor, whose, standing.tree, standing.term)
    strict = progress.demand is None or progress.demand.severity is Severity.MUST
    context = {
        "place": place,
        "line": _line(progress, pages_of_lines(place.group, place.term)),
        "left": left,
        "more_left": len(progress.left_out) - len(left),
        "whose": standing.roster.name_of(whose),
        "mine": own_class or (kind == "person" and subject == request.actor.person_id),
        "may_excuse": progress.quota.key > 0 and may_excuse(request.actor, whose, _concerned(standing, whose), teaches=own_class),
        "tallies": [_stretch(tally, told, strict=strict) for tally in progress.tallies if tally.state != State.FUTURE],
        "who_sees": [WHO_SEES_LINE if kind == "person" else WHO_SEES_GROUP],
    }
    return render(request, "planning/progress_line.html", context)


def _standing_for_line(place: GroupTerm, whose: Subject, person: int | None) -> Standing:
    return standing_of(
        place.group, place.term, place.calendar, place.counting_day, person, lambda demand: demand.audience.subject == whose.kind
    )


@dataclass(frozen=True, slots=True)
class Stretch:
    """One period of a line as its page shows it; ``more``: records of colleagues that are a number only."""

    tally: Tally
    facts: tuple[Fact, ...]
    more: int
    word: str
    badge: str


def _stretch(tally: Tally, told: Callable[[Fact], bool], *, strict: bool) -> Stretch:
    facts = tuple(fact for fact in tally.facts if told(fact))
    missed = tally.state is State.LATE and not strict
    word, badge = (MISSED, BADGES[State.BEHIND]) if missed else (WORDS[tally.state], BADGES[tally.state])
    return Stretch(tally, facts, len(tally.facts) - len(facts), word, badge)


def _told(actor: Actor, standing: Standing, whose: Subject) -> Callable[[Fact], bool]:
    """Which records the actor is shown one by one: in a person's line all; elsewhere those of colleagues only to whoever sees their names."""
    names = whose.kind == "person" or any(may_see_names(actor, group) for group in _concerned(standing, whose))
    me = Subject("person", actor.person_id)
    return lambda fact: names or not is_personal(fact.key) or me in fact.subjects


def _concerned(standing: Standing, whose: Subject) -> frozenset[int]:
    return groups_concerned(whose, standing.tree, standing.roster)


def _may_see_line(actor: Actor, standing: Standing, whose: Subject) -> bool:
    """A person's: oneself, and whoever may see the names of a group the person sits in. A group's: whoever may read its papers."""
    if whose.kind == "group":
        return may_read_group(actor, whose.id)
    if whose.kind != "person" or whose.id == actor.person_id:
        return True
    theirs = next((member.groups for member in standing.roster.members if member.id == whose.id), frozenset())
    return any(may_see_names(actor, group) for group in theirs)
