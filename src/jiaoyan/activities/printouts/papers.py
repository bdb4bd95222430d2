"""Theory notes and daily talks on paper. 理论学习摘记（F07）、每日一议（F09）"""

from __future__ import annotations

from collections.abc import Sequence

from jiaoyan.activities.models import DailyTalk, TheoryNote
from jiaoyan.documents import markup
from jiaoyan.documents.blocks import Block, Cell, Heading, Inline, Row, Run, Subtitle, Table, label, text
from jiaoyan.schools.rules.calendar import full_day, month_day
from jiaoyan.schools.rules.naming import title_of_theory_note
from jiaoyan.schools.rules.numerals import bracketed

NOTE_WIDTHS = (2.8, 5.6, 2.0, 3.6)
TALK_WIDTHS = (2.0, 5.0, 2.0, 5.0)

Paragraphs = tuple[tuple[Inline, ...], ...]


def theory_note(note: TheoryNote, place: int | None = None) -> tuple[Block, ...]:
    """One note, numbered （一） when it is the ``place``-th of a volume; expects group and school, note taker and lesson loaded."""
    return (
        Heading(title_of_theory_note(note.group.school.name) + (bracketed(place) if place else ""), level=1),
        note_table(
            full_day(note.day),
            note.note_taker.name,
            note.theme,
            f"{note.get_form_display()}　{source_of(note)}",
            tuple((f"{number}. {point}",) for number, point in enumerate(note.key_points, start=1)),
            markup.cell_paragraphs(note.my_view),
            f"“{note.use_in.unit}”{note.use_in}" if note.use_in else "",
        ),
    )


def source_of(note: TheoryNote) -> str:
    """作者：《题名》，书刊，年份，第…页."""
    pages = f"第{note.source_pages}页" if note.source_pages[:1].isdecimal() else note.source_pages  # or a chapter, in words
    return f"{note.source_author}：《{note.source_title}》，{note.source_publisher}，{note.source_year}年，{pages}"


def note_table(
    day: str, taker: str, theme: str, source: str, points: Paragraphs, view: Paragraphs, use_in: str, *, roomy: bool = False
) -> Table:
    """The form: the head as prescribed, key points below in one wide cell, then what the form lacks: source, own thought, use."""
    rows = [
        Row((label("时间"), text(day), label("摘记人"), text(taker)), min_height_mm=9),
        Row((label("理论学习主题"), text(theme, columns=3)), min_height_mm=9),
        Row((label("形式与出处"), text(source, columns=3)), min_height_mm=9),
        Row((label("摘记要点", columns=4),), with_next=True),
        Row((Cell(points, columns=4),), breakable=True, min_height_mm=95 if roomy else 40),
        Row((label("我的思考", columns=4),), with_next=True),
        Row((Cell(view, columns=4),), breakable=True, min_height_mm=50 if roomy else 25),
        Row((label("拟用于"), text(use_in, columns=3)), min_height_mm=9),
    ]
    return Table(NOTE_WIDTHS, tuple(rows))


def daily_talks(talks: Sequence[DailyTalk], group: str, term: str) -> tuple[Block, ...]:
    """All talks of a term by day under one title; expects speakers loaded."""
    blocks: list[Block] = [Heading("每日一议", level=1), Subtitle(f"{group}　{term}")]
    for talk in talks:
        blocks += [Heading(full_day(talk.day) + f"　{talk.lesson_title}", level=2, listed=False), _talk_table(talk)]
    return tuple(blocks)


def _talk_table(talk: DailyTalk) -> Table:
    points: Paragraphs = tuple((f"{number}. {point}",) for number, point in enumerate(talk.points, start=1))
    speakers = "、".join(person.name for person in sorted(talk.speakers.all(), key=lambda p: (p.sort_name, p.pk)))
    return talk_table(
        talk.lesson_title, talk.progress, speakers, talk.get_kind_display(), ((talk.issue,),), points, ((talk.response,),), _follow_up(talk)
    )


def talk_table(
    lesson: str,
    progress: str,
    speakers: str,
    kind: str,
    issue: Paragraphs,
    points: Paragraphs,
    response: Paragraphs,
    follow_up: Paragraphs,
    *,
    height: float = 0,
) -> Table:
    """One talk: lesson and progress, people and kind, then issue, points, answer, what came of it. It stays on one page."""

    def wide(name: str, content: Paragraphs, taller: float = 1, *, last: bool = False) -> Row:
        return Row((label(name), Cell(content, columns=3)), with_next=not last, min_height_mm=height * taller)

    rows = (
        Row((label("课题"), text(lesson), label("进度"), text(progress)), with_next=True, min_height_mm=height),
        Row((label("参加人"), text(speakers), label("议题类型"), text(kind)), with_next=True, min_height_mm=height),
        wide("问题", issue, 2),
        wide("讨论要点", points, 3),
        wide("对策", response, 2),
        wide("落实", follow_up, last=True),
    )
    return Table(TALK_WIDTHS, rows)


def _follow_up(talk: DailyTalk) -> Paragraphs:
    promised = "，".join(
        part
        for part in (
            talk.follow_up_owner.name if talk.follow_up_owner else "",
            month_day(talk.follow_up_due) if talk.follow_up_due else "",
        )
        if part
    )
    lines: list[tuple[Inline, ...]] = [(promised,)] if promised else []
    if talk.follow_up_note:
        lines.append((Run("后续：", bold=True), talk.follow_up_note))
    return tuple(lines)
