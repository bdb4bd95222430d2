"""The table of awards as it prints, filled and blank. 师生获奖情况表（F13）"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jiaoyan.documents.blocks import Block, Cell, Document, Heading, Picture, Row, Table, para, text
from jiaoyan.growth.access.awards import is_public
from jiaoyan.growth.models import Award
from jiaoyan.schools import files
from jiaoyan.schools.rules.calendar import long_day
from jiaoyan.schools.rules.people import class_short, grade_of

TITLE = "师生获奖情况表"
COLUMNS = ("姓名", "身份", "班级", "项目", "级别", "等第", "颁奖单位", "日期", "指导教师")
# Nine columns would leave room for three characters each: who and which class, level and prize share a place.
TOGETHER = ((0,), (1, 2), (3,), (4, 5), (6,), (7,), (8,))
HEADS = (("姓名",), ("身份", "班级"), ("项目",), ("级别", "等第"), ("颁奖单位",), ("日期",), ("指导", "教师"))
WIDTHS = (2.3, 1.8, 3.9, 1.8, 2.6, 1.6, 1.8)
LEFT = (2, 4)
LEVEL = 4
WHO = {"师": "教师", "生": "学生"}
BLANK_ROWS = 14
CERTIFICATES = "获奖证书"
CERTIFICATE_MM = 66.0


def award_cells(award: Award) -> tuple[str, ...]:
    """The nine cells of an award (loaded by ``queries``); a pupil without consent stands by code. No query."""
    return (
        award.shown_name,
        "师" if award.person_kind == Award.PersonKind.TEACHER else "生",
        _class(award),
        award.event,
        award.get_level_display(),
        award.prize,
        award.issuer,
        f"{award.day.month}.{award.day.day}",
        award.coach.name if award.coach else "",
    )


def _class(award: Award) -> str:
    """五2班, as narrow columns have it."""
    if award.school_class is None:
        return ""
    grade = grade_of(award.school_class.entry_year, award.term.school_year.first_calendar_year)
    return f"{class_short(grade, award.school_class.number)}班" if grade else str(award.school_class)


def awards_table(rows: Iterable[Sequence[str]], *, height: float = 8.0) -> Table:
    """The table of such rows in seven places, its head repeated on every page."""
    head = Row(tuple(Cell(tuple((line,) for line in lines), bold=True, align="center") for lines in HEADS), with_next=True)
    return Table(WIDTHS, (head, *(_row(row, height) for row in rows)), header_rows=1)


def _row(cells: Sequence[str], height: float) -> Row:
    said = [_said(place, cell) for place, cell in enumerate(cells)]
    together = ([said[place] for place in places if said[place]] for places in TOGETHER)
    return Row(tuple(text(*lines, align="left" if n in LEFT else "center") for n, lines in enumerate(together)), min_height_mm=height)


def _said(place: int, cell: str) -> str:
    """教师 and 区级: there is room for the whole word."""
    return f"{cell}级" if place == LEVEL and cell else WHO.get(cell, cell)


def awards(found: Sequence[Award], group: str, term: str) -> tuple[Block, ...]:
    """The table with its title and what it belongs to."""
    return (Heading(TITLE), para(f"{term}　{group}", indent=False, align="center"), awards_table(award_cells(award) for award in found))


def certificates(found: Iterable[Award]) -> tuple[Block, ...]:
    """The certificates of awards that whoever reads the group's papers may see, two in a row, each with its line; ``()`` when there are none.

    A PDF, and a file that is damaged or lost, is said in its place. Certificates not to be shown are counted at the end.
    """
    having = [award for award in found if award.certificate]
    if not having:
        return ()
    shown = [_certificate(award) for award in having if is_public(award)]
    pairs = [shown[place : place + 2] for place in range(0, len(shown), 2)]
    rows = [Row((*pair, text("")) if len(pair) == 1 else tuple(pair)) for pair in pairs]
    hidden = len(having) - len(shown)
    return (
        Heading(CERTIFICATES),
        *((Table((1.0, 1.0), tuple(rows)),) if rows else ()),
        *((para(f"另有{hidden}张学生证书，监护人没有同意公开姓名，不收入。", indent=False),) if hidden else ()),
    )


def _certificate(award: Award) -> Cell:
    lines = [f"{award.shown_name}：{award.event}", f"{award.get_level_display()}级{award.prize}，{long_day(award.day)}"]
    file, picture = award.certificate, None
    if file and not file.content_type.startswith("image/"):
        lines.append("（证书是PDF，在系统里下载）")
    elif file:
        try:
            picture = Picture(files.read(file), f"{award.event}{award.prize}证书", CERTIFICATE_MM)
        except (files.DamagedFile, OSError):
            lines.append("（证书的图片读不出来）")
    return Cell(tuple((line,) for line in lines), align="center", picture=picture)


def blank() -> Document:
    """The same to be filled in by hand."""
    head = para("　　　　学年第　　学期　　　　年级　　　备课组", indent=False, align="center")
    return Document(TITLE, (Heading(TITLE), head, awards_table([("",) * len(COLUMNS)] * BLANK_ROWS, height=11)))
