"""Groups at a glance: which ones a person sees, one line of the table each, and one group's page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from jiaoyan.activities import access as activities
from jiaoyan.activities.models import Activity
from jiaoyan.dashboard.queries.papers import Papers
from jiaoyan.schools.access import Actor, groups_visible_to
from jiaoyan.schools.models import Approvable, Group, Person, Status, Term
from jiaoyan.schools.queries import GroupTerm, members_of
from jiaoyan.schools.rules.gaps import Gap


@dataclass(frozen=True, slots=True)
class Cell:
    """One part of a group's papers in the table: what it says, where it leads, and its badge (empty: none)."""

    label: str
    said: str
    url: str
    badge: str = ""
    badge_label: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One group in the table of all groups."""

    papers: Papers
    cells: tuple[Cell, ...]

    @property
    def group(self) -> Group:
        """The group itself."""
        return self.papers.group

    @property
    def oldest(self) -> Gap | None:
        """What has been missing longest."""
        return self.papers.gaps[0] if self.papers.gaps else None


@dataclass(frozen=True, slots=True)
class Stage:
    """The groups of one stage (年段), or those that belong to none."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Meeting:
    """The next meeting with what the person can do there: 开会 when it is today or open, 进入 when one is a member and it is open."""

    activity: Activity
    week: int | None
    may_start: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class TermLink:
    """A term of this group or of one it follows."""

    label: str
    url: str
    here: bool


def prep_groups(actor: Actor, term: Term) -> tuple[list[Group], list[Group]]:
    """The year's 备课组 the person sits in or leads, and those the person oversees, by grade. One query."""
    rows = Group.objects.select_related("subject", "parent", "school").filter(
        groups_visible_to(actor), kind=Group.Kind.PREP, school_year=term.school_year_id
    )
    groups = sorted(rows, key=lambda group: (group.grade, group.pk))
    own = [group for group in groups if group.pk in actor.member_of | actor.leads]
    return own, [group for group in groups if group.pk in actor.oversees]


def line_of(papers: Papers) -> Line:
    """The group's line in the table. No query."""
    return Line(papers, cells_of(papers))


def cells_of(papers: Papers) -> tuple[Cell, ...]:
    """How the six parts stand. No query."""
    place = [papers.group.pk, papers.term.key]
    begun = [each for each in papers.analyses if each.unit_starts is not None and each.unit_starts <= papers.day]
    return (
        _paper("计划", papers.plan, papers.plan_gaps, reverse("planning:plan", args=place)),
        _paper("教学进度", papers.schedule, papers.pacing_gaps, reverse("pacing:schedule", args=place)),
        _count("活动", f"{len(papers.held)}/{len(papers.planned)}次", papers.record_gaps, reverse("activities:list", args=place)),
        _count("单元分析", f"{len(begun)}个", papers.analysis_gaps, reverse("activities:unit_analyses", args=place)),
        _count("理论学习", f"{len(papers.noted)}篇", papers.theory_gaps, reverse("activities:theory_notes", args=place)),
        _count("每日一议", f"{len(papers.talked)}条", papers.talk_gaps, reverse("activities:daily_talks", args=place)),
    )


def _paper(label: str, paper: Approvable | None, missing: Sequence[Gap], url: str) -> Cell:
    if paper is None:
        return Cell(label, "", url, "missing" if missing else "due", "未做")
    status = Status(paper.status)
    return Cell(label, "", url, "complete" if status == Status.ARCHIVED else status.value, status.label)


def _count(label: str, said: str, missing: Sequence[Gap], url: str) -> Cell:
    return Cell(label, said, url, "missing" if missing else "", f"缺{len(missing)}" if missing else "")


def stages_of(lines: Iterable[Line]) -> list[Stage]:
    """Lines by the group above them, in the order they come. No query: ``prep_groups`` has fetched the parents."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.group.parent.name if line.group.parent else "", []).append(line)
    return [Stage(name, tuple(rows)) for name, rows in found.items()]


def meeting_of(actor: Actor, papers: Papers) -> Meeting | None:
    """The group's next meeting. No query."""
    activity = papers.next_meeting
    if activity is None:
        return None
    is_open = activity.state == Activity.State.OPEN
    may_start = activity.day <= papers.day and (
        activities.may_start(actor, activity) or (is_open and activities.keeps_record(actor, activity))
    )
    return Meeting(activity, papers.calendar.week_no(activity.day), may_start, is_open)


def seats_of(place: GroupTerm, leader: Person | None) -> list[Person]:
    """Who sits in the group, the leader first, then by pinyin. One query."""
    return sorted(members_of(place.group, place.day), key=lambda person: person != leader)


def terms_of(actor: Actor, place: GroupTerm) -> list[TermLink]:
    """The terms of this group's year, of the groups it follows and of the one that follows it, newest first. Two queries."""
    known = {
        group.pk: group for group in Group.objects.filter(groups_visible_to(actor)).only("pk", "follows_id", "school_year_id", "school_id")
    }
    seats = [place.group.pk, *_chain(place.group.pk, {pk: group.follows_id for pk, group in known.items()})]
    after = {group.follows_id: pk for pk, group in known.items() if group.follows_id}
    seats += _chain(place.group.pk, after)
    years = {known[pk].school_year_id: pk for pk in seats if pk in known}
    terms = Term.objects.select_related("school_year").filter(school_year__in=years).order_by("-first_school_day")
    return [
        TermLink(term.label, reverse("dashboard:group", args=[years[term.school_year_id], term.key]), term.pk == place.term.pk)
        for term in terms
    ]


def _chain(start: int, follows: dict[int, int | None]) -> list[int]:
    found: list[int] = []
    each = follows.get(start)
    while each is not None and each not in found:
        found.append(each)
        each = follows.get(each)
    return found


def last_held(papers: Papers, before: date) -> Activity | None:
    """The meeting held last. No query."""
    return next((each for each in reversed(papers.held) if each.day <= before), None)
