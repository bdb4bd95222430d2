"""Reads of showcase homework and its works, each with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.urls import reverse

from jiaoyan.items.access import showcase as access
from jiaoyan.items.models import ShowcaseHomework, Work, WorkComment, WorkMember
from jiaoyan.items.rules.showcase import (
    Counts,
    Criterion,
    Design,
    author_label,
    class_counts,
    design_due,
    design_lacks,
    exhibition_lacks,
    review_due,
    works_due,
)
from jiaoyan.schools.access import WHO_READS_GROUP, Actor, require
from jiaoyan.schools.models import (
    Group,
    Person,
    Pupil,
    SchoolClass,
    StoredFile,
    Term,
)
from jiaoyan.schools.queries import calendar_of, leader_of, name_of_class, taken_out_last
from jiaoyan.schools.rules.calendar import Calendar
from jiaoyan.schools.rules.gaps import Gap, due_since


def _live_works() -> QuerySet[Work]:
    comments = WorkComment.objects.filter(removed_at__isnull=True).select_related("author")
    rows: QuerySet[Work] = Work.objects.filter(removed_at__isnull=True).select_related("school_class", "picture", "small", "pupil")
    members = WorkMember.objects.select_related("pupil")
    return rows.prefetch_related(Prefetch("members", members), Prefetch("comments", comments))


def _whole() -> QuerySet[ShowcaseHomework]:
    rows: QuerySet[ShowcaseHomework] = ShowcaseHomework.objects.select_related(
        "group__school", "group__subject", "group__school_year", "term__school_year", "unit__volume", "made_by"
    )
    return rows.prefetch_related("designers", "evaluators", "tasks", "criteria", "counts__school_class", Prefetch("works", _live_works()))


def showcases_of(group: Group, term: Term) -> list[ShowcaseHomework]:
    """Those of a term, in order, with everything a page or paper needs. Ten queries."""
    return list(_whole().filter(group=group, term=term, removed_at__isnull=True))


def removed_showcases(group: Group, term: Term) -> list[ShowcaseHomework]:
    """Those taken out last. One query."""
    return taken_out_last(ShowcaseHomework.objects.filter(group=group, term=term))


def showcase_of(actor: Actor, pk: int) -> ShowcaseHomework:
    """One of them with everything, also one taken out. Ten queries. Raises ``Http404`` when unknown here, ``NotAllowed``."""
    row: ShowcaseHomework | None = _whole().filter(pk=pk).first()
    if row is None:
        raise Http404
    require(access.may_read(actor, row), WHO_READS_GROUP)
    return row


def work_of(actor: Actor, pk: int) -> Work:
    """One work, also one taken out. Two queries. Raises ``Http404`` when unknown here, ``NotAllowed``."""
    rows = Work.objects.select_related("showcase__group", "showcase__term__school_year", "school_class", "picture", "small", "pupil")
    work: Work | None = rows.prefetch_related(Prefetch("members", WorkMember.objects.select_related("pupil"))).filter(pk=pk).first()
    if work is None:
        raise Http404
    require(access.may_read_work(actor, work), access.WHO_READS_WORK)
    return work


def picture_called(actor: Actor, key: str) -> StoredFile:
    """The picture of a work by the random name of its file. At most two queries. Raises ``Http404`` when unknown here, ``NotAllowed``."""
    rows = Work.objects.select_related("showcase__group", "picture", "small")
    work: Work | None = rows.filter(picture__key=key).first() or rows.filter(small__key=key).first()
    if work is None:
        raise Http404
    require(access.may_read_work(actor, work), access.WHO_READS_WORK)
    return work.picture if work.picture.key == key else work.small


def removed_works(showcase: ShowcaseHomework) -> list[Work]:
    """The works taken out last. One query."""
    return taken_out_last(Work.objects.select_related("school_class", "showcase").filter(showcase=showcase))


def comment_of(actor: Actor, pk: int) -> WorkComment:
    """One comment, also one taken out. One query. Raises ``Http404`` when unknown here, ``NotAllowed``."""
    comment: WorkComment | None = WorkComment.objects.select_related("work__showcase__group").filter(pk=pk).first()
    if comment is None:
        raise Http404
    require(access.may_read_work(actor, comment.work), access.WHO_READS_WORK)
    return comment


def pupils_of(work: Work) -> list[Pupil]:
    """Who made a work: its one pupil, or its team. No query when loaded."""
    return [work.pupil] if work.pupil else [member.pupil for member in work.members.all()]


# as pages and papers show it


@dataclass(frozen=True, slots=True)
class WorkCard:
    """A work as one reader may see it; ``authors`` holds a name only with consent."""

    work: Work
    class_name: str
    authors: str
    own: bool
    may_change: bool

    @property
    def alt(self) -> str:
        """What the picture is called."""
        return f"{self.work}（{self.class_name}）"

    @property
    def authors_on_paper(self) -> str:
        """Who made it, for a wall anybody may pass: without consent the class alone, whoever prints it."""
        return authors_of(self.work, self.class_name)


def cards_of(actor: Actor, showcase: ShowcaseHomework, works: Sequence[Work], teachers: Mapping[int, set[int]]) -> list[WorkCard]:
    """The works of a loaded showcase for a reader; ``teachers``: ``teachers_by_class``. No query."""
    cards = []
    for work in works:
        work.showcase = showcase
        own_teachers = teachers.get(work.school_class_id, set())
        own = access.may_name(actor, own_teachers)
        name = class_name(showcase, work.school_class)
        may_change = access.may_change_work(actor, work, own_teachers)
        cards.append(WorkCard(work, name, authors_of(work, name, own=own), own, may_change))
    return cards


def authors_of(work: Work, name: str, *, own: bool = False) -> str:
    """Who made it; ``own`` is false for paper, which anybody may read. No query when loaded."""
    pupils = pupils_of(work)
    return author_label(name, [each.name for each in pupils], [each.code for each in pupils], consent=work.consent, own=own)


def class_name(showcase: ShowcaseHomework, school_class: SchoolClass) -> str:
    """五（2）班, as the class was called that year. No query when loaded."""
    return name_of_class(school_class, showcase.term.school_year.first_calendar_year)


@dataclass(frozen=True, slots=True)
class ClassLine:
    """One class of a showcase: its counts, and how many of its works are recorded and excellent."""

    school_class: SchoolClass
    name: str
    counts: Counts
    recorded: int
    level_a: int


def class_lines(showcase: ShowcaseHomework, classes: Iterable[tuple[SchoolClass, str]]) -> list[ClassLine]:
    """The classes of the grade in order. No query when loaded."""
    typed = {row.school_class_id: row for row in showcase.counts.all()}
    lines = []
    for school_class, name in classes:
        levels = [work.level for work in showcase.works.all() if work.school_class_id == school_class.pk]
        row = typed.get(school_class.pk)
        counts = (
            class_counts(levels, all_recorded=row.all_recorded, handed_in=row.handed_in, excellent=row.excellent)
            if row
            else Counts(None, None)
        )
        lines.append(ClassLine(school_class, name, counts, len(levels), levels.count("A")))
    return lines


def design_of(showcase: ShowcaseHomework) -> Design:
    """A loaded design as the rules read it. No query."""
    return Design(
        goals=len(showcase.goals),
        tasks=len(showcase.tasks.all()),
        criteria=tuple(Criterion(each.name, each.level_a, each.level_b, each.level_c) for each in showcase.criteria.all()),
        has_period=bool(showcase.starts and showcase.ends),
        designers=len(showcase.designers.all()),
    )


def lacks_of(showcase: ShowcaseHomework, today: date) -> tuple[str, ...]:
    """What exhibition and looking back still need; nothing for an exhibition that is planned and did not take place yet, but the review."""
    return exhibition_lacks(
        held=showcase.exhibition_day is not None and showcase.exhibition_day <= today,
        place=bool(showcase.exhibition_place),
        evaluators=len(showcase.evaluators.all()),
        review=bool(showcase.review.strip()),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How one showcase stands: a word for the list, and what is missing."""

    showcase: ShowcaseHomework
    state: str
    word: str
    design: tuple[str, ...]
    exhibition: tuple[str, ...]


def standing_of(showcase: ShowcaseHomework, today: date) -> Standing:
    """Design, works, exhibition, done. No query when loaded."""
    design, exhibition = design_lacks(design_of(showcase)), lacks_of(showcase, today)
    works = len(showcase.works.all())
    if design:
        state, word = "draft", "设计中"
    elif not works:
        state, word = "submitted", "设计完成"
    elif exhibition:
        state, word = "submitted", f"已收{works}件作品"
    else:
        state, word = "complete", "已展评"
    return Standing(showcase, state, word, design, exhibition)


# what is overdue


def judged_showcases(groups: Iterable[Group], term: Term) -> QuerySet[ShowcaseHomework]:
    """Those of several groups with what judging them needs. Six queries when read."""
    rows: QuerySet[ShowcaseHomework] = ShowcaseHomework.objects.select_related("made_by").prefetch_related(
        "designers", "evaluators", "tasks", "criteria", Prefetch("works", Work.objects.filter(removed_at__isnull=True).only("showcase"))
    )
    return rows.filter(group__in=groups, term=term, removed_at__isnull=True)


def showcase_gaps(group: Group, term: Term, day: date) -> list[Gap]:
    """What is late: the design after week 4, works after mid-term, exhibition and review when the last week begins. Eight queries."""
    leader = leader_of(group, term.nearest(day))
    late = showcase_gaps_among(group, term, list(judged_showcases([group], term)), day, calendar_of(term), leader=leader)
    return list(due_since(late, group.begun_within(term)))


def showcase_gaps_among(
    group: Group, term: Term, found: Sequence[ShowcaseHomework], day: date, calendar: Calendar, *, leader: Person | None
) -> list[Gap]:
    """The same for loaded rows, knowing who leads, whenever the group began to use the system. No query."""
    if not found:
        since = design_due(calendar)
        late = [Gap.of("还没有特色作业设计", leader, since, _at(group, term))] if since < day else []
    else:
        late = [gap for showcase in _judged(found) for gap in _gaps_of(showcase, day, calendar)]
    return sorted(late, key=lambda gap: gap.since)


def _judged(found: Sequence[ShowcaseHomework]) -> list[ShowcaseHomework]:
    """One a term is asked for: beside a complete design, one that is only begun owes nothing yet."""
    return [each for each in found if not design_lacks(design_of(each))] or list(found)


def _gaps_of(showcase: ShowcaseHomework, day: date, calendar: Calendar) -> Iterable[Gap]:
    designers = list(showcase.designers.all())
    owner = designers[0] if designers else showcase.made_by
    called, url = f"特色作业“{showcase.theme}”", reverse("items:showcase", args=[showcase.pk])
    if (lacks := design_lacks(design_of(showcase))) and (since := design_due(calendar)) < day:
        yield Gap.of(f"{called}缺{'、'.join(lacks)}", owner, since, url)
    if not showcase.works.all() and (since := works_due(calendar, showcase.ends)) < day:
        yield Gap.of(f"{called}还没有学生作品", owner, since, url)
    if (lacks := lacks_of(showcase, day)) and (since := review_due(calendar)) < day:
        yield Gap.of(f"{called}缺{'、'.join(lacks)}", owner, since, url)


def showcase_next_due(found: Sequence[ShowcaseHomework], day: date, calendar: Calendar) -> date | None:
    """The next day on which something of part 8 is due, for loaded rows; None when nothing is left. No query."""
    days = [design_due(calendar)] if not found else []
    for showcase in _judged(found):
        days += [design_due(calendar)] if design_lacks(design_of(showcase)) else []
        days += [] if showcase.works.all() else [works_due(calendar, showcase.ends)]
        days += [review_due(calendar)] if lacks_of(showcase, day) else []
    return min((each for each in days if each >= day), default=None)


def _at(group: Group, term: Term) -> str:
    return reverse("items:showcases", args=[group.pk, term.key])
