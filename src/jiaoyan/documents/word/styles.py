"""The house style as named Word styles: the format rule of the paper ledger, once.

The rule (printed under the templates of the ledger): 宋体; 大标题 三号 bold centred; 副标题 四号 right; 正文 小四; 小标题 bold;
1.5 lines. Sizes are half-points: 三号 32, 四号 28, 小四 24. Every style names all three fonts itself and no theme font, because a theme
wins over names.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from jiaoyan.documents.word.xml import Element, el, q, root, to_bytes

FONT = "宋体"
BODY, FOURTH, THIRD = 24, 28, 32
LINE = 360
SINGLE_LINE = 1.3
"""Word gives 宋体 a single line of 1.3 times its size."""

CELL_MARGIN_SIDE, CELL_MARGIN_TOP, CELL_MARGIN_BOTTOM = 100, 28, 57
CELL_MARGIN_HEIGHT = CELL_MARGIN_TOP + CELL_MARGIN_BOTTOM


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """One named paragraph style. Lengths are twips, ``size`` is half-points, ``outline`` 9 means body text; no page end divides a ``whole`` one."""

    id: str
    name: str
    size: int = BODY
    bold: bool = False
    align: str = "both"
    based_on: str = "Normal"
    before: int = 0
    after: int = 0
    line: int = LINE
    line_rule: str = "auto"
    left: int = 0
    first_line: int = 0
    hanging: int = 0
    keep_next: bool = False
    whole: bool = False
    outline: int | None = None
    right_tab: int = 0
    quick: bool = True


def _headings() -> tuple[ParagraphStyle, ...]:
    shapes = ((1, THIRD, "center", 0, 120), (2, BODY, "both", 120, 60), (3, BODY, "both", 60, 0))
    bare = tuple(ParagraphStyle(f"Heading{n}", f"heading {n}", size, bold=True, align=align) for n, size, align, _, _ in shapes)
    listed = tuple(
        replace(style, before=before, after=after, keep_next=True, outline=n - 1)
        for style, (n, _, _, before, after) in zip(bare, shapes, strict=True)
    )
    plain = tuple(replace(style, id=f"Plain{style.id}", name=f"标题{n}（不入目录）", outline=9) for n, style in enumerate(listed, 1))
    return listed + plain


def _lists() -> tuple[ParagraphStyle, ...]:
    hanging = tuple(ParagraphStyle(f"ListItem{n}", f"列表项{n}", left=480 + 480 * n, hanging=480) for n in (1, 2, 3))
    flush = tuple(ParagraphStyle(f"NumberedText{n}", f"编号段{n}", left=480 * (n - 1), first_line=480) for n in (1, 2, 3))
    return hanging + flush


PARAGRAPH_STYLES: tuple[ParagraphStyle, ...] = (
    ParagraphStyle("Normal", "Normal", based_on=""),
    ParagraphStyle("Prose", "正文段落", first_line=480),
    ParagraphStyle("Centred", "正文居中", align="center"),
    ParagraphStyle("RightAligned", "正文右对齐", align="right"),
    *_headings(),
    ParagraphStyle("Subtitle", "Subtitle", FOURTH, align="right", after=120, keep_next=True),
    ParagraphStyle("ListedSubtitle", "副标题（入目录）", FOURTH, align="right", after=120, keep_next=True, outline=0),
    *_lists(),
    ParagraphStyle("Cell", "表格文字", align="left"),
    ParagraphStyle("CellCentred", "表格文字居中", align="center"),
    ParagraphStyle("CellRight", "表格文字右对齐", align="right"),
    ParagraphStyle("CellBold", "表格文字加粗", bold=True, align="left"),
    ParagraphStyle("CellLabel", "表格标签", bold=True, align="center", whole=True),
    ParagraphStyle("CellRightBold", "表格文字右对齐加粗", bold=True, align="right"),
    ParagraphStyle("Figure", "图片", align="center"),
    ParagraphStyle("TableGap", "表间空行", line=240, line_rule="exact"),
    ParagraphStyle("Hairline", "分隔行", size=2, line=20, line_rule="exact", quick=False),
    ParagraphStyle("CoverSchool", "封面学校", 44, bold=True, align="center", before=2300),
    ParagraphStyle("CoverTerm", "封面学期", 36, align="center", before=900),
    ParagraphStyle("CoverTitle", "封面标题", 60, bold=True, align="center", before=300, after=2900, line=300),
    ParagraphStyle("CoverLabel", "封面栏目", THIRD, align="distribute", before=60),
    ParagraphStyle("CoverValue", "封面内容", THIRD, align="center", before=60),
    ParagraphStyle("CoverMonth", "封面年月", THIRD, align="center", before=1900),
    ParagraphStyle("ContentsHeading", "目录标题", THIRD, bold=True, align="center", after=120),
    ParagraphStyle("TOC1", "toc 1", align="left", right_tab=1),
    ParagraphStyle("TOC2", "toc 2", align="left", left=480, right_tab=1),
    ParagraphStyle("Footer", "footer", 18, align="center", line=240, quick=False),
)


def fonts(parent: Element) -> None:
    """All three font slots named, with the hint that keeps “ ” and … full-width."""
    el(parent, "rFonts", hint="eastAsia", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs="Times New Roman")


def _character(parent: Element, size: int, *, bold: bool = False, language: bool = False) -> None:
    properties = el(parent, "rPr")
    fonts(properties)
    if bold:
        el(properties, "b")
        el(properties, "bCs")
    if language:
        el(properties, "kern", val=2)
    el(properties, "sz", val=size)
    el(properties, "szCs", val=size)
    if language:
        el(properties, "lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA")


def _indent(properties: Element, style: ParagraphStyle) -> None:
    if not (style.left or style.first_line or style.hanging):
        return
    indent = el(properties, "ind")
    if style.left:
        _set(indent, left=style.left)
    if style.hanging:
        _set(indent, hanging=style.hanging)
    if style.first_line:
        # Word measures the indent in characters; the twips are for readers that only know lengths.
        _set(indent, firstLineChars=200, firstLine=style.first_line)


def _set(element: Element, **attributes: int) -> None:
    for key, value in attributes.items():
        element.set(q(key), str(value))


def _paragraph_style(parent: Element, style: ParagraphStyle, text_width: int) -> None:
    node = el(parent, "style", type="paragraph", **({"default": 1} if style.id == "Normal" else {}), styleId=style.id)
    el(node, "name", val=style.name)
    if style.based_on:
        el(node, "basedOn", val=style.based_on)
    if style.quick:
        el(node, "qFormat")
    properties = el(node, "pPr")
    if style.keep_next:
        el(properties, "keepNext")
    if style.keep_next or style.whole:
        el(properties, "keepLines")
    if style.id == "Normal":
        # Said outright: Chinese Word leaves it off, and a line alone at the head of a page is hard to read.
        el(properties, "widowControl", val=1)
    if style.right_tab:
        el(el(properties, "tabs"), "tab", val="right", leader="dot", pos=text_width)
    el(properties, "spacing", before=style.before, after=style.after, line=style.line, lineRule=style.line_rule)
    _indent(properties, style)
    el(properties, "jc", val=style.align)
    if style.outline is not None:
        el(properties, "outlineLvl", val=style.outline)
    _character(node, style.size, bold=style.bold)


def _margins(parent: Element) -> None:
    margins = el(parent, "tblCellMar")
    # 1.5-line text sticks to the top rule without a margin in some readers.
    for side, width in (("top", CELL_MARGIN_TOP), ("left", CELL_MARGIN_SIDE), ("bottom", CELL_MARGIN_BOTTOM), ("right", CELL_MARGIN_SIDE)):
        el(margins, side, w=width, type="dxa")


def _table_styles(parent: Element) -> None:
    for style_id, name, borders in (("TableNormal", "Normal Table", False), ("Ruled", "台账表格", True), ("Unruled", "封面表格", False)):
        node = el(parent, "style", type="table", **({"default": 1} if style_id == "TableNormal" else {}), styleId=style_id)
        el(node, "name", val=name)
        if style_id != "TableNormal":
            el(node, "basedOn", val="TableNormal")
        _character(node, BODY)
        properties = el(node, "tblPr")
        el(properties, "tblInd", w=0, type="dxa")
        if borders:
            lines = el(properties, "tblBorders")
            for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
                el(lines, side, val="single", sz=4, space=0, color="000000")
        _margins(properties)


@cache
def styles_part(text_width: int) -> bytes:
    """``word/styles.xml``; ``text_width`` in twips places the page-number tab of the contents."""
    sheet = root("styles")
    defaults = el(sheet, "docDefaults")
    _character(el(defaults, "rPrDefault"), BODY, language=True)
    el(el(el(defaults, "pPrDefault"), "pPr"), "spacing", before=0, after=0, line=LINE, lineRule="auto")
    for style in PARAGRAPH_STYLES:
        _paragraph_style(sheet, style, text_width)
    _table_styles(sheet)
    return to_bytes(sheet)


@cache
def settings_part() -> bytes:
    """``word/settings.xml``: Chinese line breaking habits, and a mode number without which Word opens in compatibility mode."""
    settings = root("settings")
    el(settings, "zoom", percent=100)
    el(settings, "defaultTabStop", val=420)
    el(settings, "characterSpacingControl", val="compressPunctuation")
    compat = el(settings, "compat")
    for name in ("spaceForUL", "balanceSingleByteDoubleByteWidth", "doNotLeaveBackslashAlone", "ulTrailSpace", "doNotExpandShiftReturn"):
        el(compat, name)
    el(compat, "adjustLineHeightInTable")
    el(compat, "useFELayout")
    el(compat, "compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15)
    el(settings, "themeFontLang", val="en-US", eastAsia="zh-CN")
    return to_bytes(settings)


@cache
def font_table_part() -> bytes:
    """``word/fontTable.xml``: 宋体 under its Latin name too."""
    table = root("fonts")
    font = el(table, "font", name=FONT)
    el(font, "altName", val="SimSun")
    el(font, "panose1", val="02010600030101010101")
    el(font, "charset", val="86")
    el(font, "family", val="auto")
    el(font, "pitch", val="variable")
    return to_bytes(table)
