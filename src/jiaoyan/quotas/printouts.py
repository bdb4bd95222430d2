"""What a research group asks, as a list for the wall; and the forms to be filled in by hand. 指标一览、未完成说明"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import count

from jiaoyan.documents.blocks import Block, Document, Heading, Row, Subtitle, Table, header, para, text
from jiaoyan.quotas import presets
from jiaoyan.quotas.models import Area, Quota
from jiaoyan.quotas.rules import demand as rules
from jiaoyan.quotas.rules.demand import Demand
from jiaoyan.quotas.rules.sentence import demand_text
from jiaoyan.schools.rules.calendar import long_day, month_day

TITLE = "指标一览"
EXCUSES = "未完成说明"
COLUMNS = ("序号", "指标", "起止")
WIDTHS = (1.2, 11.0, 3.0)
BLANK_COLUMNS = ("序号", "谁", "做什么", "多少", "每学期、每月还是每次", "到什么时候")
BLANK_WIDTHS = (0.9, 2.8, 4.2, 1.6, 2.0, 2.6)
EXCUSE_COLUMNS = ("姓名（组）", "哪一项", "哪一段", "缺多少", "原因", "答复（认可、约谈）", "签名")
EXCUSE_WIDTHS = (2.0, 2.6, 1.7, 1.3, 3.6, 2.6, 1.6)
BLANK_ROWS = 14


def asked_on(quota: rules.Quota, day: date) -> Demand | None:
    """What is asked on a day; before the first edition what it will ask."""
    demand = quota.on(day)
    if demand is None and quota.editions and quota.editions[0].begins > day:
        return quota.editions[0].demand
    return demand


def source_of(row: Quota | None) -> str:
    """Where a quota came from: 国家规定, the preset, or 本校自定."""
    if row is None:
        return "国家规定"
    return presets.preset(row.preset).title if row.preset else "本校自定"


def quota_list(rows: Sequence[Quota], group: str, term: str, day: date) -> Document:
    """The quotas in force on a day or beginning later (with editions loaded), by area, after the national rules. No query."""
    return Document(
        TITLE,
        (
            Heading(f"{group}{TITLE}"),
            Subtitle(f"——{term}"),
            *_table(rows, day),
            para(f"国家规定始终执行：{'；'.join(_national())}。", indent=False),
            para(f"本表按{long_day(day)}的指标印出；完成情况由系统按活动、听课等记录自动计数，不用另外填报。", indent=False),
        ),
    )


def _national() -> Iterable[str]:
    for line in presets.preset(presets.NATIONAL).lines:
        yield demand_text(rules.Quota(0, line.name, line.unit, ()), line.demand) if line.demand else line.name


def _table(rows: Sequence[Quota], day: date) -> Iterable[Block]:
    """One table, each area under its own line."""
    lines: list[Row] = []
    numbers = count(1)
    for area, label in Area.choices:
        asked = [(row.value, demand) for row in rows if row.area == area and (demand := asked_on(row.value, day)) is not None]
        if asked:
            lines.append(Row((text(label, bold=True, columns=len(COLUMNS)),), with_next=True))
        lines += [_line(next(numbers), quota, demand, day) for quota, demand in asked]
    if lines:
        yield Table(WIDTHS, (header(*COLUMNS), *lines), header_rows=1)
    else:
        yield para("本学期还没有定指标。")


def _line(number: int, quota: rules.Quota, demand: Demand, day: date) -> Row:
    cells = (str(number), f"{demand_text(quota, demand)}。", _dates(quota, day))
    return Row(tuple(text(cell, align="left" if place == 1 else "center") for place, cell in enumerate(cells)))


def _dates(quota: rules.Quota, day: date) -> str:
    begun = [edition for edition in quota.editions if edition.begins <= day]
    coming = next((edition for edition in quota.editions if edition.begins > day), None)
    since = begun[-1].begins if begun else quota.editions[0].begins
    if begun and coming is not None:
        return f"{month_day(since)}起，{month_day(coming.begins)}{'改' if coming.demand else '止'}"
    return f"{month_day(since)}起"


def blank_list() -> Document:
    """The list to be filled in by hand, and entered later."""
    head = para("　　　　学年第　　学期　　　　　　教研组", indent=False, align="center")
    return Document(TITLE, (Heading(TITLE), head, _empty(BLANK_COLUMNS, BLANK_WIDTHS)))


def blank_excuses() -> Document:
    """Excuses to be filled in by hand."""
    reasons = para("原因：病假、外出培训、学校活动冲突、课务调整，或者写一句。不要写学生姓名。", indent=False)
    head = para("　　　　学年第　　学期　　　　　　组", indent=False, align="center")
    return Document(EXCUSES, (Heading(EXCUSES), head, _empty(EXCUSE_COLUMNS, EXCUSE_WIDTHS), reasons))


def _empty(columns: Sequence[str], widths: tuple[float, ...]) -> Table:
    rows = (Row(tuple(text("") for _ in columns), min_height_mm=11) for _ in range(BLANK_ROWS))
    return Table(widths, (header(*columns), *rows), header_rows=1)
