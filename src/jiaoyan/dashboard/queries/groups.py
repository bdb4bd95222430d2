"""Groups at a glance: which ones a person sees, one line of the table each, and one group's page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from jiaoyan.activities import access as activities
from jiaoyan.activities.models import Activity
from jiaoyan.dashboard.queries.papers import SETTLED, Papers
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
    groups = sorted(rows.order_by(), key=lambda group: (group.grade, group.pk))
    own = [group for group in groups if group.pk in actor.member_of | actor.leads]
    return own, [group for group in groups if group.pk in actor.oversees]


def line_of(papers: Papers) -> Line:
    """The group's line in the table. No query."""
    return Line(papers, cells_of(papers))


def cells_of(papers: Papers) -> tuple[Cell, ...]:
    """How the ten parts stand, in the order of ``Papers.late``; grades without written tests have no report. No query."""
    place = [papers.group.pk, papers.term.key]
    begun = [each for each in papers.analyses if each.unit_starts is not None and each.unit_starts <= papers.day]
    approved = sum(each.status in SETTLED for each in papers.exercises)
    papers_of = {
        "计划": ("planning:plan", papers.plan),
        "教学进度": ("pacing:schedule", papers.schedule),
        "质量报告": ("assessments:exams", papers.report),
        "总结": ("planning:summary", papers.summary),
    }
    counts = {
        "活动": ("activities:list", f"{len(papers.held)}/{len(papers.planned)}次"),
        "单元分析": ("activities:unit_analyses", f"{len(begun)}个"),
        "理论学习": ("activities:theory_notes", f"{len(papers.noted)}篇"),
        "有效练习": ("items:exercises", f"{approved}/{len(papers.exercises)}份"),
        "每日一议": ("activities:daily_talks", f"{len(papers.talked)}条"),
        "特色作业": ("items:showcases", f"{len(papers.showcases)}次"),
    }
    cells = []
    for label, late in papers.late.items():
        if label == "质量报告" and not papers.has_report:
            cells.append(Cell(label, "无", reverse("assessments:exams", args=place)))
        elif label in papers_of:
            name, paper = papers_of[label]
            cells.append(_paper(label, paper, late, reverse(name, args=place)))
        else:
            name, said = counts[label]
            cells.append(_count(label, said, late, reverse(name, args=place)))
    return tuple(cells)


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
