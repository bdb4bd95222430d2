"""An exercise on paper: for pupils without answers, for teachers with everything, and the same forms blank. 有效练习（F08）"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from jiaoyan.documents import item_text
from jiaoyan.documents.blocks import (
    Block,
    Cell,
    Document,
    Heading,
    Inline,
    ListItem,
    PageBreak,
    Paragraph,
    Row,
    Run,
    Subtitle,
    Table,
    header,
    label,
    para,
    text,
)
from jiaoyan.items.models import Exercise, ExerciseItem, ExerciseObjective
from jiaoyan.items.printouts.pictures import figures_of
from jiaoyan.items.rules.checks import said
from jiaoyan.items.rules.words import CHECKLIST, LAYERS, SECTIONS
from jiaoyan.schools.rules.calendar import long_day
from jiaoyan.schools.rules.numerals import chinese_number

HEAD_WIDTHS = (2.2, 5.6, 2.2, 4.0)
ITEM_WIDTHS = (1.25, 2.1, 4.0, 1.25, 1.4, 1.25, 3.0)
ITEM_COLUMNS = ("题号", "题型", "答案与解析", "目标", "难度", "分钟", "设计意图与预设错误")
NAME_LINE = ("班级：", 5, "　姓名：", 6, "　用时：", 3, "分钟")
WRITING_LINES = {"calculate": 2, "operate": 3, "solve": 3, "inquire": 4}
BLANK_ITEMS = 7
WHOLE_ANSWERS = 8
TITLES = {"basic": "基础练习", "extension": "拓展练习", "challenge": "挑战练习（选做）"}


def for_pupils(exercise: Exercise, *, signed: bool = True) -> tuple[Block, ...]:
    """What pupils get: the items by layer and section, no answers; ``signed`` adds the line of author and reviewer. Expects ``exercise_of``."""
    blocks: list[Block] = [Heading(exercise.title), _fill_line(*NAME_LINE)]
    sections = _sections(exercise)
    for number, (title, items) in enumerate(sections, start=1):
        blocks.append(Heading(f"{chinese_number(number)}、{title}", level=2, listed=False))
        for item in items:
            blocks += _item(item)
            blocks += [para("", indent=False)] * WRITING_LINES.get(item.section, 0)
    if signed:
        blocks.append(_signature(exercise, None))
    return tuple(blocks)


def with_answers(exercise: Exercise, *, reviewed_on: date | None = None) -> tuple[Block, ...]:
    """The teacher's copy: head, objectives, items, then answers, objectives served and intents, the reviews and what was changed.

    ``reviewed_on``: the day it is approved when that is not stored yet. Expects ``queries.exercise_of``.
    """
    blocks: list[Block] = [Heading(exercise.title), _signature(exercise, reviewed_on), _head(exercise)]
    blocks.append(Heading("练习目标", level=2, listed=False))
    blocks += [ListItem((_goal_words(goal),), marker=f"{goal.number}.") for goal in exercise.objectives.all()]
    for number, (title, items) in enumerate(_sections(exercise), start=1):
        blocks.append(Heading(f"{chinese_number(number)}、{title}", level=2, listed=False))
        for item in items:
            blocks += _item(item)
    blocks += [Heading("答案与设计意图", level=2, listed=False), _answers(exercise)]
    blocks += _reviews(exercise)
    return tuple(blocks)


def exercise_pages(exercises: Sequence[Exercise]) -> tuple[Block, ...]:
    """Part 6 of the ledger: the approved exercises in the order of their use, numbered, with author and reviewer, each on a page of its own."""
    blocks: list[Block] = []
    for number, exercise in enumerate(exercises, start=1):
        title = Paragraph((Run(exercise.title, bold=True),), indent=False, align="center")
        blocks += [PageBreak()] if blocks else []
        blocks += [Heading(f"有效练习设计（{chinese_number(number)}）"), title, *with_answers(exercise)[1:]]
    return tuple(blocks)


def _goal_words(goal: ExerciseObjective) -> str:
    return f"{goal.text}（{goal.competency}）" if goal.competency else goal.text


def _signature(exercise: Exercise, reviewed_on: date | None) -> Paragraph:
    day = reviewed_on or exercise.reviewed_on
    made = f"（{long_day(exercise.made_on)}）" if exercise.made_on else ""
    reviewed = f"（{long_day(day)}）" if day else ""
    return para(f"命制人：{exercise.author.name}{made}　审核人：{exercise.reviewer.name}{reviewed}", indent=False, align="right")


def _head(exercise: Exercise) -> Table:
    used = long_day(exercise.use_date) if exercise.use_date else ""
    unit = exercise.unit.numbered_title if exercise.unit else ""
    lessons = "、".join(lesson.title for lesson in exercise.lessons.all())
    minutes = sum(item.minutes_est or 0 for item in exercise.items.all() if item.layer != "challenge")
    return Table(
        HEAD_WIDTHS,
        (
            Row((label("类型"), text(exercise.get_kind_display()), label("使用日期"), text(used))),
            Row((label("单元"), text(unit), label("完成地点"), text(exercise.get_place_display()))),
            Row((label("课时"), text(lessons), label("预估时长"), text(f"{said(minutes)}分钟" if minutes else ""))),
            Row((label("知识点"), text("、".join(exercise.knowledge_points), columns=3))),
        ),
    )


def _sections(exercise: Exercise) -> list[tuple[str, list[ExerciseItem]]]:
    """Items in order, joined as long as the layer stays the same: 基础练习, 拓展练习."""
    found: list[tuple[str, list[ExerciseItem]]] = []
    for item in exercise.items.all():
        title = TITLES[item.layer]
        if not found or found[-1][0] != title:
            found.append((title, []))
        found[-1][1].append(item)
    return found


def _item(item: ExerciseItem) -> tuple[Block, ...]:
    """The stem; a figure that the text does not place, or calls by another's hash, stands below it."""
    pictures = figures_of(item)
    blocks = item_text.to_blocks(item.stem, marker=f"{item.number}.", figures=pictures)
    placed = any(figure.key in pictures for figure in item_text.figures_in(item.stem))
    return blocks if placed or not pictures else (*blocks, next(iter(pictures.values())))


def _answers(exercise: Exercise) -> Table:
    rows = [Row(tuple(label(words) for words in ITEM_COLUMNS), with_next=True)]
    items = list(exercise.items.all())
    last = len(items) if len(items) <= WHOLE_ANSWERS else 0  # a short table stays on one page, most often the back of the sheet
    rows += [Row(_answer_cells(item), with_next=place < last) for place, item in enumerate(items, start=1)]
    return Table(ITEM_WIDTHS, tuple(rows), header_rows=1)


def _answer_cells(item: ExerciseItem) -> tuple[Cell, ...]:
    solution = _titled("解析：", item.solution)
    adapted = f"{item.get_source_display()}：{item.source_note}" if item.source_note else ""
    return (
        text(str(item.number), align="center"),
        text(item.get_section_display(), item.get_cognitive_display(), align="center"),
        Cell((*item_text.cell_paragraphs(item.answer), *solution)),
        text(str(item.objective.number) if item.objective else "", align="center"),
        text("" if item.difficulty_est is None else str(item.difficulty_est), align="center"),
        text("" if item.minutes_est is None else said(item.minutes_est), align="center"),
        Cell((*item_text.cell_paragraphs(item.intent), *_titled("预设错误：", item.common_error), *_titled("", adapted))),
    )


def _titled(title: str, words: str) -> tuple[tuple[Inline, ...], ...]:
    lines = item_text.cell_paragraphs(words)
    return ((*((Run(title, bold=True),) if title else ()), *lines[0]), *lines[1:]) if lines else ()


def _reviews(exercise: Exercise) -> Iterator[Block]:
    labels = dict(CHECKLIST)
    reviews, revisions = list(exercise.reviews.all()), list(exercise.revisions.all())
    if reviews:
        yield Heading("审核意见", level=2, listed=False)
    for each in reviews:
        checked = "、".join(labels[name] for name in each.checklist if name in labels)
        words = f"{long_day(each.day)}　{each.reviewer.name}　{each.get_verdict_display()}。{each.opinion}"
        yield ListItem((words + (f"（核对：{checked}）" if checked else ""),), marker=f"{each.round}.")
    if revisions:
        yield Heading("修改记录", level=2, listed=False)
    for number, line in enumerate(revisions, start=1):
        yield ListItem((f"第{line.version}稿　{long_day(line.day)}　{line.by.name}　{line.change}",), marker=f"{number}.")


def _fill_line(*parts: str | int) -> Paragraph:
    return Paragraph(tuple(part if isinstance(part, str) else Run("", fill=part) for part in parts), indent=False)


# the forms to be filled in by hand


def _blank_exercise() -> tuple[Block, ...]:
    empty = [Row((label("类型"), text(""), label("使用日期"), text("")), min_height_mm=9)]
    empty += [
        Row((label(first), text(""), label(second), text("")), min_height_mm=9)
        for first, second in (("单元", "完成地点"), ("课时", "预估时长"))
    ]
    empty.append(Row((label("知识点"), text("", columns=3)), min_height_mm=9))
    empty.append(Row((label("练习目标"), text("", columns=3)), min_height_mm=22))
    rows = [Row(tuple(text("") for _ in BLANK_COLUMNS), min_height_mm=14) for _ in range(BLANK_ITEMS)]
    kinds = "、".join(name for _, name in SECTIONS)
    layers = "、".join(name for _, name in LAYERS)
    return (
        Heading("有效练习设计"),
        Subtitle("命制人：　　　　　审核人：　　　　　"),
        Table(HEAD_WIDTHS, tuple(empty)),
        para(f"层次：{layers}。题型：{kinds}。", indent=False),
        Table(BLANK_WIDTHS, (header(*BLANK_COLUMNS), *rows), header_rows=1),
    )


BLANK_COLUMNS = ("题号", "层次", "题型", "题目", "答案", "目标", "分钟", "设计意图")
BLANK_WIDTHS = (1.25, 1.25, 1.25, 3.9, 1.9, 1.25, 1.25, 2.2)


def _blank_review() -> tuple[Block, ...]:
    rows = [Row((label(name), text("□", align="center"), text("")), min_height_mm=10) for _, name in CHECKLIST]
    return (
        Heading("有效练习审核单"),
        _fill_line("练习名称：", 14, "　命制人：", 5),
        Table((3.5, 1.5, 9.0), (header("核对项", "无误", "说明"), *rows), header_rows=1),
        para("审核意见：", indent=False),
        *(para("", indent=False) for _ in range(4)),
        para("结论：□通过　□修改后通过　□重做", indent=False),
        _fill_line("审核人：", 6, "　审核日期：", 7),
    )


def _blank_feedback() -> tuple[Block, ...]:
    columns = ("题号", "正确人数", "正确率", "典型错误")
    rows = [Row((text(str(n), align="center"), text(""), text(""), text("")), min_height_mm=9) for n in range(1, 13)]
    return (
        Heading("有效练习使用反馈"),
        _fill_line("练习名称：", 12, "　班级：", 4),
        _fill_line("使用日期：", 6, "　上交：", 3, "人　实际用时：", 3, "分钟"),
        Table((1.5, 2.5, 2.5, 7.5), (header(*columns), *rows), header_rows=1),
        para("调整：", indent=False),
        *(para("", indent=False) for _ in range(3)),
    )


BLANKS: dict[str, tuple[str, Callable[[], tuple[Block, ...]]]] = {
    "exercise": ("有效练习设计（空白）", _blank_exercise),
    "review": ("有效练习审核单（空白）", _blank_review),
    "feedback": ("有效练习使用反馈（空白）", _blank_feedback),
}


def blank(kind: str) -> Document:
    """The empty form of a kind of ``BLANKS``. Raises ``KeyError``."""
    title, build = BLANKS[kind]
    return Document(title, build())
