"""Showcase homework on paper: design, rubric, exhibition, counts, review; and the same form blank. 特色作业设计及学生作品展评（F10）"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from jiaoyan.documents.blocks import (
    Block,
    Cell,
    Document,
    Heading,
    ListItem,
    PageBreak,
    Picture,
    Row,
    Subtitle,
    Table,
    header,
    label,
    para,
    text,
)
from jiaoyan.items.models import RubricCriterion, ShowcaseHomework, Work
from jiaoyan.items.queries.showcase import ClassLine, authors_of, class_lines, class_name
from jiaoyan.items.rules.showcase import EXHIBITIONS, FEWEST_CRITERIA, KINDS, MOST_CRITERIA
from jiaoyan.schools import files
from jiaoyan.schools.files import DamagedFile
from jiaoyan.schools.models import Person, SchoolClass
from jiaoyan.schools.rules.calendar import long_day, month_day
from jiaoyan.schools.rules.people import term_label

TITLE = "特色作业设计及学生作品展评"
HEAD_WIDTHS = (2.0, 6.0, 2.0, 4.4)
TASK_WIDTHS = (1.2, 11.2, 2.0)
RUBRIC_WIDTHS = (2.6, 3.9, 3.9, 3.9)
COUNTED = ("班级", "上交（件）", "优秀（件）")
COUNT_WIDTHS = (4.8, 4.8, 4.8)
WALL_WIDTHS = (7.2, 7.2)
PICTURE_MM = 68.0
WHOLE_ROWS = 20
NOTHING = "—"
Classes = Sequence[tuple[SchoolClass, str]]


def showcase_part(showcases: Sequence[ShowcaseHomework], classes: Classes) -> tuple[Block, ...]:
    """Part 8 of the ledger: the showcase homework of a term, each on pages of its own. ``classes``: ``schools.registers.choices.classes_here``.

    Expects ``queries.showcase.showcases_of``. Shown works only, small pictures, pupils' names only with consent.
    """
    blocks: list[Block] = []
    for showcase in showcases:
        blocks += [PageBreak(), *showcase_pages(showcase, classes)] if blocks else showcase_pages(showcase, classes)
    return tuple(blocks)


def showcase_pages(showcase: ShowcaseHomework, classes: Classes) -> tuple[Block, ...]:
    """One showcase homework, whole."""
    blocks: list[Block] = [
        Heading(showcase.theme),
        Subtitle(f"——{term_label(showcase.term.school_year.key, showcase.term.number)}{showcase.group.name}特色作业"),
        _head(showcase),
        Heading("一、作业目标", level=2, listed=False),
        *[ListItem((goal,), marker=f"{n}.") for n, goal in enumerate(showcase.goals, start=1)],
        Heading("二、任务与步骤", level=2, listed=False),
        _tasks(showcase),
        Heading("三、评价量规", level=2, listed=False),
        _rubric(list(showcase.criteria.all())),
    ]
    works = [work for work in showcase.works.all() if work.shown]
    if works:
        blocks += [Heading("四、作品展评", level=2, listed=False), _exhibition(showcase), _wall(showcase, works)]
    lines = class_lines(showcase, classes)
    if any(line.counts.handed_in is not None for line in lines):
        blocks += [Heading(_numbered("统计", 4 + bool(works)), level=2, listed=False), _counts(lines)]
    if showcase.review.strip():
        place = 4 + bool(works) + any(line.counts.handed_in is not None for line in lines)
        blocks.append(Heading(_numbered("反思", place), level=2, listed=False))
        blocks += [para(line.strip()) for line in showcase.review.splitlines() if line.strip()]
    return tuple(blocks)


def _numbered(title: str, number: int) -> str:
    return f"{'一二三四五六'[number - 1]}、{title}"


def _head(showcase: ShowcaseHomework) -> Table:
    period = f"{long_day(showcase.starts)}—{month_day(showcase.ends)}" if showcase.starts and showcase.ends else ""
    unit = showcase.unit.numbered_title if showcase.unit else NOTHING
    return Table(
        HEAD_WIDTHS,
        (
            Row((label("类型"), text(showcase.get_kind_display()), label("单元"), text(unit))),
            Row((label("起止"), text(period), label("设计人"), text(_names(showcase.designers.all())))),
        ),
    )


def _names(people: Iterable[Person]) -> str:
    return "、".join(person.name for person in people)


def _tasks(showcase: ShowcaseHomework) -> Table:
    rows = [
        Row((text(str(task.step), align="center"), text(task.text), text(str(task.minutes or NOTHING), align="center")))
        for task in showcase.tasks.all()
    ]
    return Table(TASK_WIDTHS, (header("步骤", "任务", "分钟"), *rows), header_rows=1)


def _rubric(criteria: Sequence[RubricCriterion]) -> Table:
    rows = [Row((label(each.name), text(each.level_a), text(each.level_b), text(each.level_c))) for each in criteria]
    return Table(RUBRIC_WIDTHS, (header("评价维度", "A", "B", "C"), *rows), header_rows=1)


def _exhibition(showcase: ShowcaseHomework) -> Table:
    day = long_day(showcase.exhibition_day) if showcase.exhibition_day else ""
    return Table(
        HEAD_WIDTHS,
        (
            Row((label("展评日期"), text(day), label("形式"), text(showcase.get_exhibition_form_display()))),
            Row((label("地点"), text(showcase.exhibition_place), label("评委"), text(_names(showcase.evaluators.all())))),
        ),
    )


def _wall(showcase: ShowcaseHomework, works: Sequence[Work]) -> Table:
    cells = [_hung(showcase, work) for work in works]
    if len(cells) % 2:
        cells.append(Cell())
    return Table(WALL_WIDTHS, tuple(Row((cells[n], cells[n + 1])) for n in range(0, len(cells), 2)))


def _hung(showcase: ShowcaseHomework, work: Work) -> Cell:
    """A picture with its caption. One that is damaged or gone is left out; the rest prints all the same."""
    name = class_name(showcase, work.school_class)
    level = f"　{work.level}等" if work.level else ""
    caption = [(f"《{work}》{level}",), (authors_of(work, name),)]
    if work.comment:
        caption.append((f"评语：{work.comment}",))
    try:
        picture = Picture(files.read(work.small), f"{work}（{name}）", PICTURE_MM)
    except (DamagedFile, OSError):
        return Cell((("（图片缺失）",), *caption), align="center")
    return Cell(tuple(caption), align="center", picture=picture)


def _counts(lines: Sequence[ClassLine]) -> Table:
    # With its total on one page, as far as a page holds the classes of a grade.
    whole_page = len(lines) <= WHOLE_ROWS
    rows = [Row(tuple(text(cell, align="center") for cell in _count_cells(line)), with_next=whole_page) for line in lines]
    known = [line.counts for line in lines if line.counts.handed_in is not None]
    handed_in = sum(each.handed_in or 0 for each in known)
    excellent = sum(each.excellent or 0 for each in known)
    whole = all(each.excellent is not None for each in known)
    total = Row((label("合计"), *(text(cell, align="center") for cell in (str(handed_in), str(excellent) if whole else NOTHING))))
    return Table(COUNT_WIDTHS, (header(*COUNTED), *rows, total), header_rows=1)


def _count_cells(line: ClassLine) -> Iterator[str]:
    yield line.name
    for number in (line.counts.handed_in, line.counts.excellent):
        yield NOTHING if number is None else str(number)


def blank() -> Document:
    """The form to be filled in by hand."""
    fields: Mapping[str, str] = {"主题": "单元", "起止": "设计人"}
    head = [Row((label(one), text(""), label(other), text("")), min_height_mm=9) for one, other in fields.items()]
    tasks = [Row((text(str(n), align="center"), text(""), text("")), min_height_mm=11) for n in range(1, 6)]
    rubric = [Row(tuple(text("") for _ in RUBRIC_WIDTHS), min_height_mm=15) for _ in range(FEWEST_CRITERIA + 1)]
    works = [Row(tuple(text("") for _ in range(6)), min_height_mm=9) for _ in range(9)]
    body: tuple[Block, ...] = (
        Heading(TITLE),
        Subtitle("——　　　　学年第　　学期　　年级　　备课组"),
        Table(HEAD_WIDTHS, tuple(head)),
        para("类型：" + "　".join(f"□{name}" for _, name in KINDS), indent=False),
        para("作业目标：", indent=False),
        *(para("", indent=False) for _ in range(3)),
        Table(TASK_WIDTHS, (header("步骤", "任务", "分钟"), *tasks), header_rows=1),
        para(f"评价量规（{FEWEST_CRITERIA}至{MOST_CRITERIA}条）：", indent=False),
        Table(RUBRIC_WIDTHS, (header("评价维度", "A", "B", "C"), *rubric), header_rows=1),
        PageBreak(),
        para("展评日期：　　　　　　地点：　　　　　　　评委：", indent=False),
        para("展评形式：" + "　".join(f"□{name}" for _, name in EXHIBITIONS), indent=False),
        Table((2.0, 2.2, 4.2, 1.6, 1.4, 3.0), (header("班级", "学号", "作品名", "个人／小组", "等级", "评语"), *works), header_rows=1),
        para("姓名须监护人同意才写；没有同意的只写学号，展出时只写班级。", indent=False),
        Table(
            COUNT_WIDTHS,
            (header(*COUNTED), *[Row(tuple(text("") for _ in COUNT_WIDTHS), min_height_mm=9)] * 6),
        ),
        para("反思：", indent=False),
        *(para("", indent=False) for _ in range(3)),
    )
    return Document(f"{TITLE}（空白）", body)
