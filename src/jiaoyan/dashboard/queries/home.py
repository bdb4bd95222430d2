"""The home page of a person on a day, read in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jiaoyan.dashboard.queries.duties import duties_of, waiting_in
from jiaoyan.dashboard.queries.groups import Line, Meeting, Stage, line_of, meeting_of, prep_groups, stages_of
from jiaoyan.dashboard.queries.papers import Papers, papers_of
from jiaoyan.dashboard.queries.research import ResearchLine, research_duties, research_lines
from jiaoyan.dashboard.rules.duties import Duty, Event, Week, coming_events, in_order, week_on
from jiaoyan.schools.access import Actor, may_contribute, may_lead_group, may_manage_school
from jiaoyan.schools.models import Term
from jiaoyan.schools.queries import calendar_of, term_on
from jiaoyan.schools.registers.overview import Card, cards


@dataclass(frozen=True, slots=True)
class OwnGroup:
    """One's own group: its next meeting, and what it is waiting for (by name for its leader, as a sum for its members)."""

    papers: Papers
    meeting: Meeting | None
    leads: bool
    contributes: bool
    waiting: tuple[Duty, ...]
    sums: tuple[tuple[str, int], ...]

    @property
    def missing(self) -> int:
        """How many things are late in the whole group."""
        return sum(count for _, count in self.sums)


@dataclass(frozen=True, slots=True)
class Home:
    """Which week it is, what I must do, what my group is waiting for. ``term`` is None in a school without any term."""

    term: Term | None
    week: Week | None
    events: tuple[Event, ...]
    duties: tuple[Duty, ...]
    own: tuple[OwnGroup, ...]
    stages: tuple[Stage, ...]
    setup: tuple[Card, ...]
    research: tuple[ResearchLine, ...] = ()

    @property
    def overdue(self) -> int:
        """How many of the duties are late."""
        return sum(duty.state == "overdue" for duty in self.duties)

    @property
    def lacking(self) -> tuple[Card, ...]:
        """The cards of the school's own data that lack something."""
        return tuple(card for card in self.setup if card.missing)

    @property
    def keeps_school_only(self) -> bool:
        """Looks after the installation and nothing else: no group, nobody's papers."""
        return bool(self.setup) and not self.own and not self.stages

    @property
    def late(self) -> list[Line]:
        """The groups that lack something, the longest waiting first."""
        lines = [line for stage in self.stages for line in stage.lines if line.papers.gaps]
        return sorted(lines, key=lambda line: line.papers.gaps[0].since)


def read_home(actor: Actor, day: date) -> Home:
    """The person's home page. A fixed number of queries for each role, pinned by a test."""
    term = term_on(day, actor.school_id)
    setup = tuple(cards(term, day)) if may_manage_school(actor) else ()
    if term is None:
        return Home(None, None, (), (), (), (), setup)
    calendar = calendar_of(term)
    own, overseen = prep_groups(actor, term)
    groups = list({group.pk: group for group in [*own, *overseen]}.values())
    papers = {each.group.pk: each for each in papers_of(groups, term, calendar, day)}
    mine, theirs = [papers[group.pk] for group in own], [papers[group.pk] for group in overseen]
    return Home(
        term=term,
        week=week_on(calendar, day),
        events=coming_events(calendar, day),
        duties=tuple(in_order([*research_duties(actor, term, calendar, day), *duties_of(actor, mine, theirs, term, day)])),
        own=tuple(_own(actor, each) for each in mine),
        stages=tuple(stages_of(line_of(each) for each in theirs)),
        setup=setup,
        research=tuple(research_lines(actor, term, calendar, day)),
    )


def read_groups(actor: Actor, term: Term, day: date) -> list[Stage]:
    """All 备课组 of the term's year that the person oversees, by stage."""
    _, overseen = prep_groups(actor, term)
    return stages_of(map(line_of, papers_of(overseen, term, calendar_of(term), day)))


def _own(actor: Actor, papers: Papers) -> OwnGroup:
    leads = may_lead_group(actor, papers.group.pk)
    return OwnGroup(
        papers=papers,
        meeting=meeting_of(actor, papers),
        leads=leads,
        contributes=may_contribute(actor, papers.group.pk),
        waiting=tuple(waiting_in(papers, besides=actor.person_id)) if leads else (),
        sums=sums_of(papers),
    )


def sums_of(papers: Papers) -> tuple[tuple[str, int], ...]:
    """How much is late in each part, the parts that lack nothing left out. No query."""
    return tuple((label, len(found)) for label, found in papers.late.items() if found)
