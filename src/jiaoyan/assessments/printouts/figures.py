"""The tables of figures and the charts: grade beside its classes in class order, never by size of a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import partial

from jiaoyan.assessments import charts
from jiaoyan.assessments.rules.figures import LEVELS, ClassFigures, Question, Snapshot, Tally
from jiaoyan.assessments.rules.numbers import NOTHING, half_up, points, ratio
from jiaoyan.assessments.rules.small import FEWEST
from jiaoyan.documents.blocks import Block, Cell, Paragraph, Row, Table, header, label, para, text
from jiaoyan.documents.chart import picture
from jiaoyan.schools.rules.numerals import percent

TEXT = 14.3  # shares of the text width, about centimetres
HIDDEN = "＊"
GRADE = "年级"
CHART_MM = 140.0
FIGURE_ROWS = (("总分", "total"), ("均分", "mean"), ("标准差", "sd"), ("最高分", "highest"), ("最低分", "lowest"))
RATE_ROWS = (("合格率", "passed", "pass"), ("优秀率", "excellent", "excellent"), ("低分率", "low", "low"))

Shown = Sequence[tuple[str, Tally | None]]


def columns_of(snapshot: Snapshot) -> Shown:
    """The grade's classes by number, then the grade; None where a figure may not be shown."""
    classes = [(short(each), None if each.hidden else each.tally) for each in snapshot.classes]
    return [*classes, (GRADE, None if snapshot.hidden else snapshot.grade)]


def short(each: ClassFigures) -> str:
    """五（1）班 → 1班, as narrow columns are headed."""
    number = each.name.rpartition("（")[2]
    return number.replace("）", "")


def overview(snapshot: Snapshot) -> Table:
    """应考、实考 and every figure of the classes and the grade."""
    columns = columns_of(snapshot)
    everybody = [*(each.tally for each in snapshot.classes), snapshot.grade]
    rows = [_counts("应考", [tally.enrolled for tally in everybody]), _counts("实考", [tally.tested for tally in everybody])]
    rows += [_line(name, columns, partial(_figure, key=key)) for name, key in FIGURE_ROWS]
    rows += [_line(name, columns, partial(_with_count, count=count, key=key)) for name, count, key in RATE_ROWS]
    rows += [_line(level, columns, partial(_level, place=place)) for place, level in enumerate(LEVELS)]
    return _wide("", columns, rows)


def bands(snapshot: Snapshot) -> Table:
    """How many in each band."""
    columns = columns_of(snapshot)
    rows = [_line(name, columns, partial(_band, place=place)) for place, name in enumerate(snapshot.policy.band_names)]
    return _wide("分数段", columns, rows)


def _figure(tally: Tally, *, key: str) -> tuple[str, ...]:
    return (tally.shown[key],)


def _with_count(tally: Tally, *, count: str, key: str) -> tuple[str, ...]:
    return (tally.shown[key], f"{getattr(tally, count)}人")


def _level(tally: Tally, *, place: int) -> tuple[str, ...]:
    return (f"{tally.levels[place]}人",)


def _band(tally: Tally, *, place: int) -> tuple[str, ...]:
    return (str(tally.bands[place]),)


def items(snapshot: Snapshot) -> Table:
    """得分率 of every item by class and grade, beside what was expected."""
    columns = columns_of(snapshot)
    names = ("题号", "分值", *(name for name, _ in columns), "预期", *(("区分度",) if snapshot.extremes else ()))
    rows = [
        Row(
            (
                label(question.label),
                text(points(question.full), align="center"),
                *(_middle(_rate(tally, place, question)) for _, tally in columns),
                _middle(str(question.expected) if question.expected is not None else NOTHING),
                *((_middle(_discrimination(snapshot, place, question)),) if snapshot.extremes else ()),
            )
        )
        for place, question in enumerate(snapshot.questions)
    ]
    widths = (1.1, 1.1, *[1.3] * len(columns), 1.2, *((1.5,) if snapshot.extremes else ()))
    return Table(widths, (header(*names), *rows), header_rows=1)


def knowledge(snapshot: Snapshot) -> Table:
    """双向细目: every knowledge point with its items, level and rate in the grade."""
    groups: dict[tuple[str, str], list[int]] = {}
    for place, question in enumerate(snapshot.questions):
        groups.setdefault((question.knowledge or "（未填）", question.cognitive), []).append(place)
    rows = [
        Row(
            (
                text(name),
                text(cognitive or NOTHING, align="center"),
                text("、".join(snapshot.questions[place].label for place in places), align="center"),
                text(points(sum(snapshot.questions[place].full for place in places)), align="center"),
                _middle(percent(_together(snapshot, places))),
            )
        )
        for (name, cognitive), places in groups.items()
    ]
    return Table((5.2, 1.6, 3.6, 1.5, 2.4), (header("知识点", "水平", "题号", "分值", "得分率"), *rows), header_rows=1)


def band_chart(snapshot: Snapshot) -> tuple[Block, ...]:
    return (para("", indent=False), picture(*charts.bands(snapshot), width_mm=CHART_MM), _caption("图1　年级分数段分布"))


def item_chart(snapshot: Snapshot) -> tuple[Block, ...]:
    return (para("", indent=False), picture(*charts.items(snapshot), width_mm=CHART_MM), _caption("图2　年级各题得分率"))


def notes(snapshot: Snapshot) -> Iterator[str]:
    """What has to be known to read the tables: lines, who counts, what is not shown."""
    yield f"数据说明：{snapshot.policy.words}。均分、各项比率按实考人数计算；标准差按全体（除以n）计算；比率四舍五入到0.1%。"
    absent = [f"{each.name}{why}{count}人" for each in snapshot.classes for why, count in each.reasons if not each.hidden]
    if absent:
        yield f"缺考：{'，'.join(absent)}。"
    if any(each.hidden for each in snapshot.classes) or snapshot.hidden:
        yield f"{HIDDEN}：实考不足{FEWEST}人的班级不单列数据；为防由年级推算，另有班级一并略去，都已计入年级。"
    if snapshot.missing:
        yield f"{'、'.join(snapshot.missing)}的成绩没有录入，不在年级数据内。"


def _caption(words: str) -> Paragraph:
    return para(words, indent=False, align="center")


def _wide(corner: str, columns: Shown, rows: Iterable[Row]) -> Table:
    first = 2.6
    each = (TEXT - first) / len(columns)
    return Table((first, *[each] * len(columns)), (header(corner, *(name for name, _ in columns)), *rows), header_rows=1)


def _line(name: str, columns: Shown, words: Callable[[Tally], tuple[str, ...]]) -> Row:
    """One row; ``words`` gives the lines of a cell from a tally."""
    cells = [text(*(words(tally) if tally is not None else (HIDDEN,)), align="center") for _, tally in columns]
    return Row((label(name), *cells))


def _counts(name: str, numbers: Sequence[int]) -> Row:
    """Numbers of pupils stand for hidden classes too: they say nothing about marks."""
    return Row((label(name), *(_middle(str(number)) for number in numbers)))


def _middle(words: str) -> Cell:
    return text(words, align="center")


def _rate(tally: Tally | None, place: int, question: Question) -> str:
    if tally is None:
        return HIDDEN
    rate = tally.item_rate(place, question.full)
    return half_up(rate * 100, 1) if rate is not None else NOTHING  # in a table of bare numbers all have their decimal


def _discrimination(snapshot: Snapshot, place: int, question: Question) -> str:
    found = snapshot.extremes.discrimination(place, question.full) if snapshot.extremes else None
    if found is None or snapshot.hidden:
        return NOTHING
    return half_up(found, 2) if found >= 0 else f"-{half_up(-found, 2)}"


def _together(snapshot: Snapshot, places: Sequence[int]) -> Fraction | None:
    if snapshot.hidden:
        return None
    full = sum(snapshot.questions[place].full for place in places)
    return ratio(sum(snapshot.grade.items[place] for place in places), full * snapshot.grade.tested)
