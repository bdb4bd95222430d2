"""Does a finished Word file keep the format rule of the paper ledger? Asked in tests and before each export.

The rule: 宋体; 大标题 三号 bold centred; 副标题 四号 right; 正文 小四; 小标题 bold; 1.5 lines. Looks are resolved through style
inheritance, so a leak from a default template or a theme shows. Beside it stand the traps that made files look wrong in Word or WPS
though they kept the rule.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from jiaoyan.documents.word.resolve import Look, StyleSheet
from jiaoyan.documents.word.styles import BODY, FONT, FOURTH, LINE, THIRD
from jiaoyan.documents.word.xml import Element, parse, q

Rule = Literal["font", "theme", "size", "bold", "align", "line", "twin", "grid", "style", "table", "cell", "field", "contents"]

_SIZES = {THIRD: "三号", FOURTH: "四号", BODY: "小四号"}
_ALIGN = {"center": "居中", "right": "右对齐"}


@dataclass(frozen=True, slots=True)
class Violation:
    """One way in which a file leaves the rule: which rule, the first place, a sentence for the person, and how many places."""

    rule: Rule
    where: str
    message: str
    count: int = 1

    def __str__(self) -> str:
        return f"{self.where}：{self.message}" + (f"（共{self.count}处）" if self.count > 1 else "")


@dataclass(frozen=True, slots=True)
class _Want:
    """What one kind of paragraph must look like; ``None`` leaves it free."""

    size: int | None = BODY
    bold: bool = False
    align: str | None = None
    line: bool = True


_TITLE, _SUBTITLE, _SUBHEADING, _TEXT = _Want(THIRD, bold=True, align="center"), _Want(FOURTH, align="right"), _Want(bold=True), _Want()
_FREE = _Want(size=None, line=False)
_WANTED = {"heading 1": _TITLE, "subtitle": _SUBTITLE, "副标题（入目录）": _SUBTITLE, "heading 2": _SUBHEADING, "heading 3": _SUBHEADING}
_WANTED |= {"标题1（不入目录）": _TITLE, "标题2（不入目录）": _SUBHEADING, "标题3（不入目录）": _SUBHEADING}
_WANTED |= {"目录标题": _FREE, "footer": _FREE, "header": _FREE}


def _want(style_name: str) -> _Want:
    if style_name.startswith("封面"):
        return _FREE
    return _WANTED.get(style_name.lower(), _TEXT)


@dataclass(slots=True)
class _Report:
    """Collects equal findings into one, with its first place."""

    first: dict[tuple[Rule, str, str], str] = field(default_factory=dict)
    counts: Counter[tuple[Rule, str, str]] = field(default_factory=Counter)

    def add(self, rule: Rule, group: str, message: str, place: str = "") -> None:
        key = (rule, group, message)
        self.first.setdefault(key, f"{group}“{place}”" if place else group)
        self.counts[key] += 1

    def violations(self) -> list[Violation]:
        return [Violation(rule, self.first[key], message, self.counts[key]) for key in self.first for rule, _, message in (key,)]


def _text(element: Element, tag: str) -> str:
    return "".join(node.text or "" for node in element.iter(q(tag)))


def _faults(look: Look, want: _Want) -> Iterator[tuple[Rule, str]]:
    if {look.east_asia, look.ascii, look.h_ansi} != {FONT}:
        named = "、".join(dict.fromkeys(name or "未指定" for name in (look.east_asia, look.ascii, look.h_ansi)))
        yield "font", f"字体应为{FONT}，现为{named}"
    if want.size and look.size != want.size:
        yield "size", f"字号应为{_SIZES[want.size]}（{want.size / 2:g}磅），现为{look.size / 2:g}磅"
    if want.bold and not look.bold:
        yield "bold", "标题应加粗"
    if want.align and look.align != want.align:
        yield "align", f"应{_ALIGN[want.align]}"
    if want.line and look.line != (LINE, "auto"):
        yield "line", "行间距应为1.5倍"


def _check_paragraphs(root: Element, sheet: StyleSheet, report: _Report) -> None:
    for p in root.iter(q("p")):
        own = p.find(q("pPr"))
        named = own.find(q("pStyle")) if own is not None else None
        style = named.get(q("val"), "") if named is not None else sheet.default
        if not sheet.knows(style):
            report.add("style", f"样式 {style}", "用到了没有定义的样式")
        name = sheet.name(style)
        base = sheet.paragraph(style, _table_style(p), own)
        for run, tag in _runs(p):
            words = _text(run, tag).strip()
            if not words:
                continue
            for rule, message in _faults(sheet.run(base, run.find(q("rPr"))), _want(name)):
                report.add(rule, name, message, words[:12])


def _runs(p: Element) -> Iterator[tuple[Element, str]]:
    for run in p.iter(q("r"), q("m:r")):
        yield run, "t" if run.tag == q("r") else "m:t"


def _table_style(p: Element) -> str:
    parent = p.getparent()
    if parent is None or parent.tag != q("tc"):
        return ""
    table = next(p.iterancestors(q("tbl")), None)
    style = table.find(f"{q('tblPr')}/{q('tblStyle')}") if table is not None else None
    return style.get(q("val"), "") if style is not None else ""


def _check_properties(root: Element, part: str, report: _Report) -> None:
    """Traps that hide in single properties: theme fonts, a size or bold without its twin for complex scripts, line grids."""
    for fonts in root.iter(q("rFonts")):
        if any(str(name).lower().endswith("theme") for name in fonts.attrib):
            report.add("theme", part, "不能使用主题字体：它会盖过指定的宋体")
    for properties in root.iter(q("rPr")):
        for one, twin, words in (("sz", "szCs", "字号"), ("b", "bCs", "加粗")):
            first, second = properties.find(q(one)), properties.find(q(twin))
            if first is not None and (second is None or second.get(q("val")) != first.get(q("val"))):
                report.add("twin", part, f"{words}缺少成对的设置（{one}与{twin}）")
    if next(root.iter(q("docGrid")), None) is not None:
        report.add("grid", part, "不能设置文档网格：较大的字会占两行")


def _check_tables(root: Element, report: _Report) -> None:
    for number, table in enumerate(root.iter(q("tbl")), 1):
        place = f"第{number}个表格"
        properties = table.find(q("tblPr"))
        width, layout = (properties.find(q(name)) if properties is not None else None for name in ("tblW", "tblLayout"))
        if width is None or width.get(q("type")) != "dxa":
            report.add("table", place, "表格没有写明总宽度")
        if layout is None or layout.get(q("type")) != "fixed":
            report.add("table", place, "表格列宽不固定")
        columns = table.findall(f"{q('tblGrid')}/{q('gridCol')}")
        if not columns or any(not column.get(q("w")) for column in columns):
            report.add("table", place, "表格没有写明各列的宽度，WPS 中会走样")
        for row in table.findall(q("tr")):
            _check_row(row, len(columns), place, report)


def _check_row(row: Element, columns: int, place: str, report: _Report) -> None:
    covered = 0
    for cell in row.findall(q("tc")):
        properties = cell.find(q("tcPr"))
        width, span = (properties.find(q(name)) if properties is not None else None for name in ("tcW", "gridSpan"))
        covered += int(span.get(q("val"), "1")) if span is not None else 1
        if width is None or width.get(q("type")) != "dxa":
            report.add("cell", place, "单元格没有写明宽度")
        if len(cell) == 0 or cell[-1].tag != q("p"):
            report.add("cell", place, "单元格必须以段落结尾，否则 Word 打不开")
    if columns and covered != columns:
        report.add("cell", place, f"有一行占{covered}列，与表格的{columns}列不符")


@dataclass(slots=True)
class _Field:
    instruction: str = ""
    separated: bool = False
    dirty: bool = False
    result: str = ""


def _check_fields(root: Element, report: _Report) -> None:
    """Each field carries its result; the contents carry page numbers, or are marked as out of date."""
    open_fields: list[_Field] = []
    for node in root.iter(q("fldChar"), q("instrText"), q("t")):
        if node.tag == q("fldChar"):
            _turn(node, open_fields, report)
        elif open_fields and node.tag == q("instrText"):
            open_fields[-1].instruction += node.text or ""
        else:
            for one in open_fields:
                one.result += node.text or "" if one.separated else ""
    if open_fields:
        report.add("field", "域", "有一个域没有结束标记")


def _turn(node: Element, open_fields: list[_Field], report: _Report) -> None:
    kind = node.get(q("fldCharType"))
    if kind == "begin":
        open_fields.append(_Field(dirty=node.get(q("dirty")) in ("1", "true")))
    elif not open_fields:
        report.add("field", "域", "有一个域没有开始标记")
    elif kind == "separate":
        open_fields[-1].separated = True
    else:
        done = open_fields.pop()
        words = done.instruction.split()
        name = words[0] if words else "?"
        if not done.separated:
            report.add("field", f"域 {name}", "没有缓存结果，WPS 中会显示空白")
        elif name == "TOC" and not done.result.strip():
            report.add("contents", "目录", "目录是空的，要等更新域才有内容")
        elif name == "PAGEREF" and not done.result.strip() and not any(one.dirty for one in open_fields):
            report.add("contents", "目录", "目录缺少页码")


def check(docx: bytes) -> list[Violation]:
    """All violations of the format rule in a .docx of our own, equal ones counted together; an empty list when it is kept.

    Not for files from people: those are opened in the sandbox only. Raises ``KeyError`` or ``zipfile.BadZipFile`` for what is no .docx.
    """
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        styles, document = parse(archive.read("word/styles.xml")), parse(archive.read("word/document.xml"))
        footers = [parse(archive.read(name)) for name in archive.namelist() if name.startswith("word/footer")]
    report, sheet = _Report(), StyleSheet(styles)
    _check_properties(styles, "样式表", report)
    for part, root in (("正文", document), *(("页脚", footer) for footer in footers)):
        _check_properties(root, part, report)
        _check_paragraphs(root, sheet, report)
        _check_fields(root, report)
    _check_tables(document, report)
    return report.violations()
