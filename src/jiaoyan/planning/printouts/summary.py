"""The term summary in the layout of the plan, and the same form blank. 备课组总结（F13）"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from jiaoyan.documents import markup
from jiaoyan.documents.blocks import Block, Document, Heading, ListItem, PageBreak, Paragraph, Run, Subtitle, para
from jiaoyan.growth.printouts.awards import COLUMNS, TITLE, awards_table
from jiaoyan.planning.figures import figures_named, texts_of
from jiaoyan.planning.models import SummaryTopic, TermSummary
from jiaoyan.planning.printouts.pairs import MEASURES_HEADING, PROBLEMS_HEADING, measure_blocks, problem_blocks
from jiaoyan.planning.rules.summary import AREAS, filled_prose
from jiaoyan.planning.summaries import award_rows, marks_of, topics_of
from jiaoyan.schools.rules.calendar import long_day
from jiaoyan.schools.rules.naming import subtitle_of_summary
from jiaoyan.schools.rules.numerals import bracketed

UNTITLED = "（请拟大标题）"
WORK_HEADING = "一、本学期主要工作"
AWARDS_HEADING = f"附：{TITLE}"
NO_AWARDS = "本学期没有登记获奖。"
BLANK_AWARDS = 8


@dataclass(frozen=True, slots=True)
class SummaryPart:
    """One part as the page shows it: ``key`` names where it is edited."""

    key: str
    blocks: tuple[Block, ...]


def group_summary(summary: TermSummary) -> tuple[Block, ...]:
    """The whole summary (loaded by ``summaries.summary_of``), every mark replaced by its figure, with the award table."""
    return tuple(block for part in summary_parts(summary, texts_of(figures_named(summary, marks_of(summary)))) for block in part.blocks)


def summary_parts(summary: TermSummary, values: Mapping[str, str]) -> tuple[SummaryPart, ...]:
    """The same part by part, in the order of the paper; ``values`` stand in the place of marks (none: marks stay as typed)."""
    pairs = list(summary.problems.all())
    topics = [SummaryPart(area, tuple(_topic(n, topic, values))) for n, (area, topic) in enumerate(topics_of(summary).items(), start=1)]
    return (
        SummaryPart("head", (Heading(summary.title or UNTITLED), Subtitle(_subtitle(summary)))),
        SummaryPart("work", (Heading(WORK_HEADING, level=2, listed=False),)),
        *topics,
        SummaryPart("problems", (*problem_blocks(pairs, values), *measure_blocks(pairs, values))),
        SummaryPart("date", (para(long_day(summary.day), indent=False, align="right"),)),
        SummaryPart("award-table", tuple(_awards(award_rows(summary)))),
    )


def _subtitle(summary: TermSummary) -> str:
    return subtitle_of_summary(summary.term.school_year.key, summary.term.number, summary.group.grade or 0, summary.group.subject.name)


def _topic(number: int, topic: SummaryTopic, values: Mapping[str, str]) -> Iterator[Block]:
    yield Heading(f"{bracketed(number)}{AREAS[topic.area]}", level=3, listed=False)
    yield from markup.to_blocks(filled_prose(topic.did or [], values))
    highlight = markup.to_blocks(filled_prose(topic.highlight or [], values))
    word = Run("亮点：", bold=True)
    for n, block in enumerate(highlight):
        if n == 0 and isinstance(block, Paragraph):
            yield replace(block, content=(word, *block.content))
        else:
            yield from ((Paragraph((word,)), block) if n == 0 else (block,))


def _awards(rows: Sequence[Sequence[str]]) -> Iterator[Block]:
    yield Heading(AWARDS_HEADING, level=2, listed=False)
    yield awards_table(rows) if rows else para(NO_AWARDS)


def blank_summary() -> Document:
    """The form to be filled in by hand."""
    topics = [
        block
        for n, name in enumerate(AREAS.values(), start=1)
        for block in (Heading(f"{bracketed(n)}{name}", level=3, listed=False), *_lines(4))
    ]
    numbered = [ListItem(("",), marker=f"{n}.") for n in range(1, 5)]
    body = (
        Heading("（大标题：　　　　　　　　　　　　　　）"),
        Subtitle("——　　　　学年第　　学期　　年级　　　备课组工作总结"),
        Heading(WORK_HEADING, level=2, listed=False),
        *topics,
        Heading(PROBLEMS_HEADING, level=2, listed=False),
        *numbered,
        Heading(MEASURES_HEADING, level=2, listed=False),
        *numbered,
        para("　　　　年　　月　　日", indent=False, align="right"),
        PageBreak(),
        Heading(AWARDS_HEADING, level=2, listed=False),
        awards_table([("",) * len(COLUMNS)] * BLANK_AWARDS, height=11),
    )
    return Document("备课组总结（空白）", body)


def _lines(count: int) -> Iterator[Block]:
    return (para("", indent=False) for _ in range(count))
