"""Reflections, reading notes, study notes and case reports on paper. 反思、札记、笔记、课例（F21–F24）"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jiaoyan.documents import markup
from jiaoyan.documents.blocks import Block, Cell, Document, Heading, PageBreak, Row, Table, label, para, text
from jiaoyan.growth.models import Writing
from jiaoyan.schools.queries import name_of_class
from jiaoyan.schools.rules.calendar import full_day, month_day

WIDTHS = (1.9, 5.6, 1.9, 4.6)
TITLES = dict(Writing.Kind.choices)
PARTS = {
    "reflection": (("课题",), ("日期", "作者"), ("现象", "原因", "改进", "再实践")),
    "reading_note": (("书名",), ("作者", "日期"), ("摘录", "体会", "联系教学")),
    "study_note": (("主题",), ("日期", "形式"), ("主讲或来源", "要点", "感想")),
    "case_report": (("题目",), ("日期", "作者"), ("问题", "两次教学", "证据与分析", "结论")),
}


def writing(row: Writing) -> tuple[Block, ...]:
    """One writing as it prints; a case report as running text, the others in their form. Expects it loaded by ``queries``."""
    if row.kind == Writing.Kind.CASE_REPORT:
        by = f"{row.group.name}　{row.author.name}　{full_day(row.day)}"
        return (Heading(row.title, level=1), para(by, indent=False, align="center"), *markup.to_blocks(row.body))
    return (Heading(TITLES[row.kind], level=1), _table(row))


def _table(row: Writing) -> Table:
    rows = [
        Row((label("题目"), text(row.title, columns=3)), min_height_mm=9),
        Row((label("日期"), text(full_day(row.day)), label("作者"), text(row.author.name)), min_height_mm=9),
        *(Row((label(name), text(words, columns=3)), min_height_mm=9) for name, words in _more(row) if words),
        Row((Cell(markup.cell_paragraphs(row.body), columns=4),), breakable=True, min_height_mm=60),
    ]
    return Table(WIDTHS, tuple(rows))


def _more(row: Writing) -> Sequence[tuple[str, str]]:
    """What only some kinds have."""
    about = row.get_about_display() if row.about and row.about != Writing.About.GENERAL else ""
    return (
        ("内容", about),
        ("对照", compared(row)),
        ("课题", _lesson(row)),
        ("书名", f"{row.book_author}：《{row.book_title}》" if row.book_title else ""),
        ("形式与来源", "　".join(part for part in (row.get_form_display() if row.form else "", row.source) if part)),
    )


def _lesson(row: Writing) -> str:
    school_class = name_of_class(row.school_class, row.term.school_year.first_calendar_year) if row.school_class else ""
    return "　".join(part for part in (f"“{row.lesson.unit}”{row.lesson}" if row.lesson else "", school_class) if part)


def compared(row: Writing) -> str:
    """Which lessons a comparison is about."""
    seen = f"听{row.answers.taught_by}《{row.answers.topic}》（{month_day(row.answers.day)}）" if row.answers else ""
    own = f"自己上《{row.pair.topic}》（{month_day(row.pair.day)}）" if row.pair else ""
    return "，".join(part for part in (seen, own) if part)


def collection(rows: Iterable[Writing]) -> tuple[Block, ...]:
    """Several, each on its page."""
    blocks: list[Block] = []
    for row in rows:
        blocks += [PageBreak(), *writing(row)] if blocks else writing(row)
    return tuple(blocks)


def blank(kind: str) -> Document:
    """The form of a kind to be filled in by hand. Raises ``KeyError``."""
    (first,), (left, right), parts = PARTS[kind]
    share = 190 // len(parts)
    rows = [
        Row((label(first), text("", columns=3)), min_height_mm=10),
        Row((label(left), text(""), label(right), text("")), min_height_mm=10),
        *(Row((label(name), text("", columns=3)), min_height_mm=12 if name == "主讲或来源" else share) for name in parts),
    ]
    return Document(f"{TITLES[kind]}（空白）", (Heading(TITLES[kind], level=1), Table(WIDTHS, tuple(rows))))
