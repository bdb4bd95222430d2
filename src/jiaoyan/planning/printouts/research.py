"""The research group's plan and summary as they are printed, and both forms blank. 教研组计划、教研组总结（F36）

Format as the plans of preparation groups have it (R114): the writer knows fonts and sizes, this file only says what is a title and what is text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from jiaoyan.documents import markup
from jiaoyan.documents.blocks import Block, Document, Heading, ListItem, Row, Run, Subtitle, Table, header, para, text
from jiaoyan.growth.printouts.awards import COLUMNS, TITLE, awards_table
from jiaoyan.planning.models import ClauseAnswer, ResearchPlan, ResearchSummary
from jiaoyan.planning.organisation import Organisation
from jiaoyan.planning.printouts.pairs import MEASURES_HEADING, PROBLEMS_HEADING, measure_blocks, problem_blocks
from jiaoyan.planning.research import month_line, sentences_of
from jiaoyan.planning.rules.research import AREAS, item_words, month_name
from jiaoyan.schools.models import Group, Term
from jiaoyan.schools.rules.calendar import long_day
from jiaoyan.schools.rules.numerals import bracketed

GUIDING, GOALS, ORGANISATION, MEASURES, SCHEDULE, TARGETS = (
    "一、指导思想",
    "二、工作目标",
    "三、组织分工",
    "四、主要措施与工作要点",
    "五、具体安排",
    "六、争创与迎检",
)
ANSWERS_HEADING = "一、计划完成情况"
AWARDS_HEADING = f"附：{TITLE}"
NO_AWARDS = "本学期没有登记获奖。"
SEAT_COLUMNS = ("备课组", "年级", "组长")
SEAT_WIDTHS = (6.0, 3.0, 3.0)
BLANK_AREAS, BLANK_MONTHS, BLANK_AWARDS = AREAS[:5], 5, 8


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the paper as its page shows it: ``key`` names where it is edited."""

    key: str
    blocks: tuple[Block, ...]


def research_plan(plan: ResearchPlan, organisation: Organisation) -> tuple[Block, ...]:
    """The whole plan (loaded by ``research.research_plan_of``)."""
    return tuple(block for part in research_parts(plan, organisation) for block in part.blocks)


def research_parts(plan: ResearchPlan, organisation: Organisation) -> tuple[Part, ...]:
    """The same part by part, in the order of the paper."""
    return (
        Part("title", (Heading(title_of(plan.group, "计划")), Subtitle(subtitle_of(plan.term)))),
        Part("head", tuple(_head(plan))),
        Part("organisation", tuple(_organisation(organisation))),
        Part("clauses", tuple(_clauses(plan))),
        Part("months", tuple(_months(plan))),
        Part("targets", tuple(_targets(plan))),
        Part("date", (para(long_day(plan.plan_date), indent=False, align="right"),)),
    )


def title_of(group: Group, what: str) -> str:
    """青禾实验小学数学教研组工作计划."""
    return f"{group.school.name}{group.name}工作{what}"


def subtitle_of(term: Term) -> str:
    """——2023—2024学年第二学期."""
    return f"——{term.label}"


def _head(plan: ResearchPlan) -> Iterator[Block]:
    yield Heading(GUIDING, level=2, listed=False)
    yield from markup.to_blocks(plan.guiding or [])
    yield Heading(GOALS, level=2, listed=False)
    yield from _numbered(plan.goals)


def _organisation(organisation: Organisation) -> Iterator[Block]:
    """Stage groups in a sentence each, the grades in a table: who leads what is looked up there all term long."""
    yield Heading(ORGANISATION, level=2, listed=False)
    if organisation.leader:
        yield para(f"教研组长：{organisation.leader}。")
    if organisation.stages:
        said = [f"{seat.name}（{seat.grades}），组长{seat.leader or '待定'}" for seat in organisation.stages]
        yield para(f"分年段开展活动：{'；'.join(said)}。")
    rows = tuple(Row(tuple(text(cell, align="center") for cell in (each.name, each.grades, each.leader))) for each in organisation.groups)
    if rows:
        yield Table(SEAT_WIDTHS, (header(*SEAT_COLUMNS), *rows), header_rows=1)


def _clauses(plan: ResearchPlan) -> Iterator[Block]:
    """Area by area; below a clause what its quotas ask, in their own words."""
    yield Heading(MEASURES, level=2, listed=False)
    sentences = sentences_of(plan)
    rows = list(plan.clauses.all())
    for place, area in enumerate(areas_of(row.area for row in rows), start=1):
        yield Heading(f"{bracketed(place)}{area}", level=3, listed=False)
        for number, row in enumerate((row for row in rows if row.area == area), start=1):
            yield from _lines(number, row.text)
            said = sentences[row.pk]
            if said:
                yield ListItem((Run("指标：", bold=True), "；".join(sentence.rstrip("。；") for sentence in said) + "。"), marker="")
            elif row.uncounted:
                yield ListItem((Run("不计数：", bold=True), f"{row.uncounted.rstrip('。')}。"), marker="")


def areas_of(areas: Iterable[str]) -> list[str]:
    """Each area once, in the order in which it first comes."""
    return list(dict.fromkeys(areas))


def _months(plan: ResearchPlan) -> Iterator[Block]:
    yield Heading(SCHEDULE, level=2, listed=False)
    rows = list(plan.months.all())
    for month in dict.fromkeys(row.month for row in rows):
        yield Heading(month_name(month), level=3, listed=False)
        yield from _numbered(item_words(month_line(row)) for row in rows if row.month == month)


def _targets(plan: ResearchPlan) -> Iterator[Block]:
    rows = list(plan.targets.all())
    if rows:
        yield Heading(TARGETS, level=2, listed=False)
        yield from _numbered(
            f"{row.get_kind_display()}：{row.what.rstrip('。')}{f'（{long_day(row.due)}前）' if row.due else ''}。" for row in rows
        )


def _numbered(items: Iterable[str]) -> Iterator[Block]:
    for number, item in enumerate(items, start=1):
        yield from _lines(number, item)


def _lines(number: int, words: str) -> Iterator[Block]:
    first, *more = words.splitlines() or [""]
    yield ListItem((first,), marker=f"{number}.")
    yield from (ListItem((line,), marker="") for line in more)


# the summary


def research_summary(summary: ResearchSummary, data: Mapping[int, Sequence[str]], awards: Sequence[Sequence[str]]) -> tuple[Block, ...]:
    """The whole summary; ``data``: answer → the sentences its counts give; ``awards``: cells of the award table."""
    return tuple(block for part in summary_parts(summary, data, awards) for block in part.blocks)


def summary_parts(summary: ResearchSummary, data: Mapping[int, Sequence[str]], awards: Sequence[Sequence[str]]) -> tuple[Part, ...]:
    """The same part by part, in the order of the paper."""
    pairs = list(summary.problems.all())
    return (
        Part("title", (Heading(title_of(summary.group, "总结")), Subtitle(subtitle_of(summary.term)))),
        Part("head", markup.to_blocks(summary.opening or [])),
        Part("answers", tuple(_answers(list(summary.answers.all()), data))),
        Part("problems", (*problem_blocks(pairs, {}), *measure_blocks(pairs, {}))),
        Part("date", (para(long_day(summary.day), indent=False, align="right"),)),
        Part("award-table", (Heading(AWARDS_HEADING, level=2, listed=False), awards_table(awards) if awards else para(NO_AWARDS))),
    )


def _answers(rows: Sequence[ClauseAnswer], data: Mapping[int, Sequence[str]]) -> Iterator[Block]:
    yield Heading(ANSWERS_HEADING, level=2, listed=False)
    for place, area in enumerate(areas_of(row.area for row in rows), start=1):
        yield Heading(f"{bracketed(place)}{area}", level=3, listed=False)
        for number, row in enumerate((row for row in rows if row.area == area), start=1):
            yield from _lines(number, f"{row.text.rstrip('。')}（{row.get_done_display() if row.done else '待填'}）。")
            if said := data.get(row.pk, ()):
                yield ListItem((Run("数据：", bold=True), "；".join(said) + "。"), marker="")
            yield from (ListItem((line,), marker="") for line in row.words.splitlines())


# the forms to be filled in by hand


def blank_research_plan() -> Document:
    """The plan to be filled in by hand."""
    areas = [
        block
        for n, area in enumerate(BLANK_AREAS, start=1)
        for block in (Heading(f"{bracketed(n)}{area}", level=3, listed=False), *_empty(3))
    ]
    months = [block for _ in range(BLANK_MONTHS) for block in (Heading("　　月份", level=3, listed=False), *_empty(3))]
    seats = tuple(Row(tuple(text("", align="center") for _ in SEAT_COLUMNS), min_height_mm=8) for _ in range(6))
    body = (
        Heading("　　　　　　　　　教研组工作计划"),
        Subtitle("——　　　　学年第　　学期"),
        Heading(GUIDING, level=2, listed=False),
        *(para("", indent=False) for _ in range(4)),
        Heading(GOALS, level=2, listed=False),
        *_empty(3),
        Heading(ORGANISATION, level=2, listed=False),
        Table(SEAT_WIDTHS, (header(*SEAT_COLUMNS), *seats), header_rows=1),
        Heading(MEASURES, level=2, listed=False),
        *areas,
        Heading(SCHEDULE, level=2, listed=False),
        *months,
        Heading(TARGETS, level=2, listed=False),
        *_empty(2),
        para("　　　　年　　月　　日", indent=False, align="right"),
    )
    return Document("教研组计划（空白）", body)


def blank_research_summary() -> Document:
    """The summary to be filled in by hand."""
    areas = [
        block
        for n, area in enumerate(BLANK_AREAS, start=1)
        for block in (Heading(f"{bracketed(n)}{area}", level=3, listed=False), *_empty(3))
    ]
    body = (
        Heading("　　　　　　　　　教研组工作总结"),
        Subtitle("——　　　　学年第　　学期"),
        *(para("", indent=False) for _ in range(4)),
        Heading(ANSWERS_HEADING, level=2, listed=False),
        *areas,
        Heading(PROBLEMS_HEADING, level=2, listed=False),
        *_empty(3),
        Heading(MEASURES_HEADING, level=2, listed=False),
        *_empty(3),
        para("　　　　年　　月　　日", indent=False, align="right"),
        Heading(AWARDS_HEADING, level=2, listed=False),
        awards_table([("",) * len(COLUMNS)] * BLANK_AWARDS, height=11),
    )
    return Document("教研组总结（空白）", body)


def _empty(count: int) -> Iterator[Block]:
    return (ListItem(("",), marker=f"{n}.") for n in range(1, count + 1))


RESEARCH_BLANKS = {"plan": blank_research_plan, "summary": blank_research_summary}
