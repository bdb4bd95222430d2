"""The prescribed grid of a unit analysis, with the counts behind its fourth row. 单元分析（F06）"""

from __future__ import annotations

from jiaoyan.activities.models import AnalysisRow, PersonalDesign
from jiaoyan.activities.queries.units import ClassRate, RowView, UnitView
from jiaoyan.activities.rules.analysis import ATTAINMENT_ROW
from jiaoyan.documents import markup
from jiaoyan.documents.blocks import Block, Cell, Heading, Inline, Row, Run, Table, header, label, para, text
from jiaoyan.schools.models import Person
from jiaoyan.schools.rules.naming import title_of_unit_analysis
from jiaoyan.schools.rules.numerals import chinese_number

GRID_WIDTHS = (1.3, 2.0, 5.9, 5.1)  # the label fits in two lines of one paragraph, which no page end divides
LEAST_ROW_MM = 36  # less, and some readers divide the label at the page end
WHOLE_ROWS = 12  # so many classes of two lines each stay on one page
GOAL_WIDTHS = (1.3, 11.1, 1.9)
CLASS_WIDTH, RATES_WIDTH = 2.0, 12.3
DATA_WANTED = "用数据呈现是否达成单元目标"

Paragraphs = tuple[tuple[Inline, ...], ...]


def unit_analysis(view: UnitView) -> tuple[Block, ...]:
    """One analysis: title, grid, and the attainment by goal and class once it is counted."""
    unit = view.analysis.unit
    blocks: list[Block] = [
        Heading(title_of_unit_analysis(unit.number, unit.title), level=1),
        grid([_grid_row(row, view) for row in view.rows]),
    ]
    if view.goals:
        blocks += [Heading("附：单元目标与达成数据", level=3, listed=False), _goal_table(view), para("", indent=False), _rate_table(view)]
    return tuple(blocks)


def grid(rows: list[Row]) -> Table:
    """序号、内容、个人设计、备课组集体讨论意见; rows may run over the page end."""
    return Table(GRID_WIDTHS, (header("序号", "内容", "个人设计", "备课组集体讨论意见"), *rows), header_rows=1)


def grid_row(row: int, designs: Paragraphs, opinion: Paragraphs, height: float = 0) -> Row:
    """One of the four rows."""
    cells = (
        label(chinese_number(row)),
        label(AnalysisRow(row).label),
        Cell(designs),
        Cell(opinion),
    )
    return Row(cells, breakable=True, min_height_mm=height)


def _grid_row(row: RowView, view: UnitView) -> Row:
    written = [(person, design) for person, design in row.designs if design is not None]
    designs = tuple(part for person, design in written for part in _design(person, design, named=len(written) > 1))
    opinion = markup.cell_paragraphs(row.opinion.text) if row.opinion else ()
    if row.row == ATTAINMENT_ROW:
        designs = (*designs, *_figures(view))
    return grid_row(row.row, designs, opinion, height=LEAST_ROW_MM)


def _design(person: Person, design: PersonalDesign, *, named: bool) -> Paragraphs:
    """The text, begun with the name in its own line's paragraph, so that no page ends with a name alone."""
    first, *rest = markup.cell_paragraphs(design.text) or ((),)
    return ((Run(f"{person.name}：", bold=True), *first), *rest) if named else (first, *rest)


def _figures(view: UnitView) -> Paragraphs:
    """That the rates stand below, and which goal was reached least; without counts what is wanted here."""
    if view.lowest is None:
        return ((DATA_WANTED,),)
    lowest = view.lowest
    lines: list[tuple[Inline, ...]] = [("各目标达成人数和达成率见附表。",)]
    if sum(goal.grade.tested > 0 for goal in view.goals) > 1:
        lines.append((f"达成率最低的是目标{lowest.goal.number}（{lowest.grade.percent}）：{lowest.goal.text.rstrip('。')}。",))
    return tuple(lines)


def _goal_table(view: UnitView) -> Table:
    lines = [(text(str(g.goal.number), align="center"), text(g.goal.text), text(g.goal.level, align="center")) for g in view.goals]
    rows = [Row(cells, with_next=number < len(lines)) for number, cells in enumerate(lines, start=1)]
    return Table(GOAL_WIDTHS, (header("序号", "目标", "层次"), *rows), header_rows=1)


def _rate_table(view: UnitView) -> Table:
    """One row for each class and one for the grade: goals are few, classes may be many, and a narrow column would break the numbers."""
    names = header("班级", *(f"目标{goal.goal.number}" for goal in view.goals))
    by_class = zip(*((*goal.classes, goal.grade) for goal in view.goals), strict=True)
    lines = [(label(rates[0].short), *(_rate_cell(rate) for rate in rates)) for rates in by_class]
    last = len(lines) if len(lines) <= WHOLE_ROWS else 0
    rows = [Row(cells, with_next=number < last) for number, cells in enumerate(lines, start=1)]
    return Table((CLASS_WIDTH, *[RATES_WIDTH / len(view.goals)] * len(view.goals)), (names, *rows), header_rows=1)


def _rate_cell(rate: ClassRate) -> Cell:
    return text(*((f"{rate.reached}/{rate.tested}", rate.percent) if rate.tested else (rate.percent,)), align="center")


def blank_grid() -> tuple[Block, ...]:
    """The empty form."""
    rows = [grid_row(row, ((DATA_WANTED,),) if row == ATTAINMENT_ROW else (), (), height=48) for row in AnalysisRow.values]
    return (Heading("第　　单元（　　　　　　）单元分析", level=1), grid(rows), para("主备人：　　　　　　　　日期：", indent=False))
