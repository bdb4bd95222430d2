"""Pictures of pupils' sheets for the example, drawn by us on ``sheet.Sheet``: several layouts, mathematics that is right."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from jiaoyan.documents.pictures_in import CleanPicture
from jiaoyan.example.sheet import BLUE, GREEN, INK, ORANGE, RED, Color, Sheet
from jiaoyan.items.actions.showcase_works import WorkPicture, lay_down
from jiaoyan.items.rules.showcase import LONGEST_SIDE, SMALL_SIDE

if TYPE_CHECKING:
    from PIL import Image


def parallelogram(sheet: Sheet) -> None:
    """Cut off a triangle, push it over: base 6, height 4."""
    u, x, y = 62, 110, 560
    sheet.shape([(x, y), (x + 6 * u, y), (x + 8 * u, y - 4 * u), (x + 2 * u, y - 4 * u)], BLUE)
    sheet.shape([(x, y), (x + 2 * u, y), (x + 2 * u, y - 4 * u)], BLUE, ORANGE)
    sheet.line((x + 2 * u, y - 4 * u), (x + 2 * u, y), RED, 5, dashed=True)
    sheet.write((x + 2.15 * u, y - 2 * u), "高4厘米", 32, RED)
    sheet.write((x + 3 * u, y + 36), "底6厘米", 34, BLUE, middle=True)
    sheet.arrow((625, 435), (705, 435))
    a = 740
    sheet.shape([(a, y), (a + 6 * u, y), (a + 6 * u, y - 4 * u), (a, y - 4 * u)], BLUE)
    sheet.shape([(a + 4 * u, y), (a + 6 * u, y), (a + 6 * u, y - 4 * u)], BLUE, ORANGE)
    sheet.write((a + 3 * u, y + 36), "长6厘米", 34, BLUE, middle=True)
    sheet.write((a + 3 * u, y - 4 * u - 36), "宽4厘米", 34, RED, middle=True)
    sheet.write((110, 690), "剪下三角形，平移到另一边，面积没有变。", 38)
    sheet.write((110, 760), "平行四边形的底＝长方形的长，高＝宽", 38)
    sheet.write((110, 840), "6×4＝24（平方厘米）", 46, RED)


def triangle(sheet: Sheet) -> None:
    """Two equal triangles make a parallelogram: 8×5÷2."""
    u, x, y = 66, 130, 560
    left, top, right = (x, y), (x + 3 * u, y - 5 * u), (x + 8 * u, y)
    sheet.shape([left, right, top], BLUE, GREEN)
    sheet.line(top, (top[0], y), RED, 5, dashed=True)
    sheet.shape([top, right, (top[0] + 8 * u, top[1])], BLUE, ORANGE)
    sheet.write((top[0] + 14, y - 2.2 * u), "高5厘米", 32, RED)
    sheet.write((x + 4 * u, y + 38), "底8厘米", 36, BLUE, middle=True)
    sheet.write((900, 470), "完全一样的", 36)
    sheet.write((900, 520), "两个三角形", 36)
    sheet.write((120, 700), "拼成的平行四边形：8×5＝40（平方厘米）", 40)
    sheet.write((120, 780), "一个三角形是它的一半", 40)
    sheet.write((120, 860), "8×5÷2＝20（平方厘米）", 46, RED)


def trapezoid(sheet: Sheet) -> None:
    """Two equal trapezoids: (3＋7)×4÷2."""
    u, x, y = 66, 150, 540
    sheet.shape([(x, y), (x + 7 * u, y), (x + 5 * u, y - 4 * u), (x + 2 * u, y - 4 * u)], BLUE, ORANGE)
    sheet.shape([(x + 7 * u, y), (x + 10 * u, y), (x + 12 * u, y - 4 * u), (x + 5 * u, y - 4 * u)], BLUE, GREEN)
    sheet.line((x + 2 * u, y - 4 * u), (x + 2 * u, y), RED, 5, dashed=True)
    sheet.write((x + 2 * u + 12, y - 2 * u), "4", 42, RED)
    sheet.write((x + 3.5 * u, y + 36), "下底7", 36, BLUE, middle=True)
    sheet.write((x + 3.5 * u, y - 4 * u - 34), "上底3", 36, BLUE, middle=True)
    sheet.write((x + 8.5 * u, y + 36), "3", 38, BLUE, middle=True)
    sheet.write((x + 8.5 * u, y - 4 * u - 34), "7", 38, BLUE, middle=True)
    sheet.write((120, 690), "拼成的平行四边形底是3＋7＝10（厘米）", 40)
    sheet.write((120, 765), "10×4＝40（平方厘米），再除以2", 40)
    sheet.write((120, 850), "（3＋7）×4÷2＝20（平方厘米）", 46, RED)


def bars(sheet: Sheet) -> None:
    """A bar chart of a class of 45: 18, 12, 9, 6."""
    x, y, u = 190, 720, 26
    for n in range(0, 21, 2):
        sheet.line((x, y - n * u), (1120, y - n * u), (190, 190, 186), 2)
        sheet.write((x - 66, y - n * u), str(n), 28)
    sheet.line((x, y), (1140, y))
    sheet.line((x, y), (x, y - 21 * u))
    for n, (name, count, color) in enumerate((("跳绳", 18, RED), ("踢毽", 12, BLUE), ("足球", 9, GREEN), ("篮球", 6, ORANGE))):
        left = x + 80 + n * 225
        sheet.shape([(left, y), (left + 110, y), (left + 110, y - count * u), (left, y - count * u)], INK, color)
        sheet.write((left + 55, y - count * u - 28), str(count), 36, color, middle=True)
        sheet.write((left + 55, y + 36), name, 36, middle=True)
    sheet.write((120, 160), "人数", 30)
    sheet.write((120, 815), "18＋12＋9＋6＝45（人），全班都投了票。", 38)
    sheet.write((120, 880), "跳绳的人数是篮球的3倍，最受欢迎。", 38, RED)


def number_line(sheet: Sheet) -> None:
    """1.35 lies half way between 1.3 and 1.4; 1.3 equals 1.30."""
    y, x, u = 380, 130, 1000
    sheet.line((x, y), (x + u, y))
    for n in range(11):
        long = n % 10 == 0
        sheet.line((x + n * u / 10, y), (x + n * u / 10, y - (46 if long else 28)))
        sheet.write((x + n * u / 10, y + 34), f"{1 + n / 10:g}" if n % 10 else str(1 + n // 10), 30, middle=True)
    sheet.arrow((x + 0.35 * u, y - 150), (x + 0.35 * u, y - 12))
    sheet.write((x + 0.35 * u, y - 185), "1.35", 46, RED, middle=True)
    y2 = 640
    sheet.line((x + 0.3 * u, y + 60), (x, y2 - 60), GREEN, 3, dashed=True)
    sheet.line((x + 0.4 * u, y + 60), (x + u, y2 - 60), GREEN, 3, dashed=True)
    sheet.line((x, y2), (x + u, y2))
    for n in range(11):
        sheet.line((x + n * u / 10, y2), (x + n * u / 10, y2 - 30), RED if n == 5 else INK)
        sheet.write((x + n * u / 10, y2 + 36), f"{1.3 + n / 100:.2f}", 28, RED if n == 5 else INK, middle=True)
    sheet.write((120, 770), "把1.3到1.4再平均分成10份，每份是0.01。", 38)
    sheet.write((120, 850), "1.3＝1.30，1.4＝1.40，1.35正好在中间", 40, RED)


def thermometer(sheet: Sheet) -> None:
    """From 6 below zero to 3 above are nine degrees."""
    x, zero, u = 330, 520, 36
    sheet.shape([(x - 46, zero - 8 * u), (x + 46, zero - 8 * u), (x + 46, zero + 8 * u), (x - 46, zero + 8 * u)], INK)
    sheet.shape([(x - 14, zero + 6 * u), (x + 14, zero + 6 * u), (x + 14, zero + 8 * u), (x - 14, zero + 8 * u)], RED, RED)
    for n in range(-7, 8):
        sheet.line((x + 46, zero - n * u), (x + (96 if n % 5 == 0 else 74), zero - n * u), INK, 4)
    for n in (-6, 0, 3):
        sheet.write((x - 150, zero - n * u), str(n), 44, RED if n else INK)
        sheet.line((x - 60, zero - n * u), (x + 46, zero - n * u), RED if n else INK, 5)
    sheet.line((x + 150, zero), (x + 150, zero - 3 * u), GREEN, 8)
    sheet.line((x + 150, zero), (x + 150, zero + 6 * u), BLUE, 8)
    sheet.write((x + 180, zero - 1.5 * u), "零上3摄氏度", 36, GREEN)
    sheet.write((x + 180, zero + 3 * u), "零下6摄氏度", 36, BLUE)
    sheet.write((700, 260), "0是分界，不是最低。", 40)
    sheet.write((560, 800), "从-6到0是6格，从0到3是3格", 40)
    sheet.write((560, 870), "6＋3＝9，相差9摄氏度", 46, RED)


def product(sheet: Sheet) -> None:
    """0.3×0.4 on a square of a hundred."""
    x, y, u = 130, 190, 54
    sheet.shape([(x, y), (x + 4 * u, y), (x + 4 * u, y + 3 * u), (x, y + 3 * u)], RED, ORANGE)
    for n in range(11):
        sheet.line((x + n * u, y), (x + n * u, y + 10 * u), INK, 3)
        sheet.line((x, y + n * u), (x + 10 * u, y + n * u), INK, 3)
    sheet.write((x + 2 * u, y - 26), "0.4", 36, RED, middle=True)
    sheet.write((x - 70, y + 1.5 * u), "0.3", 36, RED)
    sheet.write((740, 300), "大正方形是1", 40)
    sheet.write((740, 380), "平均分成100格", 40)
    sheet.write((740, 460), "每格是0.01", 40)
    sheet.write((740, 560), "涂了3×4＝12格", 40, BLUE)
    sheet.write((740, 640), "就是12个0.01", 40, BLUE)
    sheet.write((130, 850), "0.3×0.4＝0.12", 58, RED)
    sheet.write((640, 850), "积比两个乘数都小！", 40)


def hectare(sheet: Sheet) -> None:
    """A square of 100 m; the school's field is 0.8 of it."""
    x, y, u = 140, 190, 46
    sheet.shape([(x, y), (x + 10 * u, y), (x + 10 * u, y + 10 * u), (x, y + 10 * u)], BLUE, None, 7)
    sheet.shape([(x, y + 2 * u), (x + 10 * u, y + 2 * u), (x + 10 * u, y + 10 * u), (x, y + 10 * u)], GREEN, GREEN)
    sheet.write((x + 5 * u, y - 34), "100米", 38, BLUE, middle=True)
    sheet.write((x + 10 * u + 20, y + 5 * u), "100米", 38, BLUE)
    sheet.write((x + 5 * u, y + 6 * u), "操场", 48, GREEN, middle=True)
    sheet.write((790, 250), "1公顷＝100×100", 40)
    sheet.write((790, 320), "＝10000平方米", 40)
    sheet.write((790, 440), "操场长100米，宽80米", 38, GREEN)
    sheet.write((790, 510), "100×80＝8000", 40, GREEN)
    sheet.write((140, 740), "8000平方米＝0.8公顷，还不到1公顷。", 42, RED)
    sheet.write((140, 820), "我们全班绕边长100米的正方形走一圈是400米。", 36)


def same_value(sheet: Sheet) -> None:
    """0.5 and 0.50 cover the same."""
    for left, rows, columns, filled, name in ((150, 1, 10, 5, "0.5"), (710, 10, 10, 50, "0.50")):
        wide = 420
        sheet.shape([(left, 210), (left + wide / 2, 210), (left + wide / 2, 630), (left, 630)], GREEN, GREEN if columns == rows else ORANGE)
        for n in range(columns + 1):
            sheet.line((left + n * wide / columns, 210), (left + n * wide / columns, 630), INK, 3)
        for n in range(rows + 1):
            sheet.line((left, 210 + n * 420 / rows), (left + wide, 210 + n * 420 / rows), INK, 3)
        sheet.write((left + wide / 2, 690), f"{name}是{filled}个{'0.1' if rows == 1 else '0.01'}", 38, BLUE, middle=True)
    sheet.write((640, 420), "＝", 60, RED, middle=True)
    sheet.write((150, 790), "涂色的部分一样大，所以0.5＝0.50", 44, RED)
    sheet.write((150, 865), "大小相等，计数单位不同。", 40)


def combined(sheet: Sheet) -> None:
    """An L of two rectangles, found in two ways: 6×2＋3×4＝24 and 6×6−3×4＝24."""
    u = 58
    for left, cut in ((150, True), (720, False)):
        top = 240
        sheet.shape(
            [
                (left, top),
                (left + 6 * u, top),
                (left + 6 * u, top + 2 * u),
                (left + 3 * u, top + 2 * u),
                (left + 3 * u, top + 6 * u),
                (left, top + 6 * u),
            ],
            BLUE,
            ORANGE if cut else GREEN,
        )
        sheet.write((left + 3 * u, top - 30), "6", 38, BLUE, middle=True)
        sheet.write((left + 6 * u + 18, top + u), "2", 38, BLUE)
        sheet.write((left + 1.5 * u, top + 6 * u + 34), "3", 38, BLUE, middle=True)
        sheet.write((left - 46, top + 3 * u), "6", 38, BLUE)
        if cut:
            sheet.line((left, top + 2 * u), (left + 3 * u, top + 2 * u), RED, 5, dashed=True)
        else:
            sheet.line((left + 6 * u, top + 2 * u), (left + 6 * u, top + 6 * u), RED, 5, dashed=True)
            sheet.line((left + 3 * u, top + 6 * u), (left + 6 * u, top + 6 * u), RED, 5, dashed=True)
    sheet.write((150, 720), "分割：6×2＋3×4＝24", 42, ORANGE)
    sheet.write((720, 720), "添补：6×6-3×4＝24", 42, GREEN)
    sheet.write((150, 820), "两种方法结果相同，都是24平方厘米。", 42, RED)


def _line_chart(sheet: Sheet, values: Sequence[int], labels: Sequence[str], top: int, color: Color) -> None:
    x, y, u, step = 180, 720, 500 / top, 900 / (len(values) - 1)
    for n in range(0, top + 1, top // 5):
        sheet.line((x, y - n * u), (x + 940, y - n * u), (190, 190, 186), 2)
        sheet.write((x - 74, y - n * u), str(n), 28)
    sheet.line((x, y), (x + 960, y))
    sheet.line((x, y), (x, y - 540))
    points = [(x + 20 + n * step, y - value * u) for n, value in enumerate(values)]
    for n, point in enumerate(points):
        if n:
            sheet.line(points[n - 1], point, color, 6)
        sheet.shape([(point[0] - 7, point[1]), (point[0], point[1] - 7), (point[0] + 7, point[1]), (point[0], point[1] + 7)], color, color)
        sheet.write((point[0], point[1] - 34), str(values[n]), 30, color, middle=True)
        sheet.write((point[0], y + 34), labels[n], 28, middle=True)


def skipping(sheet: Sheet) -> None:
    """Skips in a minute over six days: 82 to 116."""
    _line_chart(sheet, (82, 88, 95, 93, 108, 116), ("第1天", "第2天", "第3天", "第4天", "第5天", "第6天"), 125, BLUE)
    sheet.write((120, 820), "6天多跳了116-82＝34（个）", 40, RED)
    sheet.write((120, 885), "第4天少了2个，因为那天感冒了。", 38)


def bean(sheet: Sheet) -> None:
    """The height of a bean plant in millimetres."""
    _line_chart(sheet, (0, 4, 12, 25, 41, 60), ("5.27", "5.29", "5.31", "6.2", "6.4", "6.6"), 75, GREEN)
    sheet.write((120, 160), "高度（毫米）", 28)
    sheet.write((120, 820), "6月4日到6日长得最快：60-41＝19（毫米）", 40, RED)
    sheet.write((120, 885), "线越陡，长得越快。", 38)


def reading(sheet: Sheet) -> None:
    """Pages read in a week."""
    _line_chart(sheet, (12, 15, 10, 18, 20, 35, 30), ("一", "二", "三", "四", "五", "六", "日"), 40, ORANGE)
    sheet.write((120, 820), "一周读了12＋15＋10＋18＋20＋35＋30＝140（页）", 38, RED)
    sheet.write((120, 885), "平均每天140÷7＝20（页）", 40)


SHEETS: dict[str, Callable[[Sheet], None]] = {
    drawing.__name__: drawing
    for drawing in (
        parallelogram,
        triangle,
        trapezoid,
        bars,
        number_line,
        thermometer,
        product,
        hectare,
        same_value,
        combined,
        skipping,
        bean,
        reading,
    )
}


def draw(name: str, title: str, seed: int) -> bytes:
    """One sheet of ``SHEETS`` as the JPEG a phone would have made."""
    return _jpeg(_drawn(name, title, seed), LONGEST_SIDE)


def _drawn(name: str, title: str, seed: int) -> Image.Image:
    sheet = Sheet(title, seed)
    SHEETS[name](sheet)
    return sheet.photo()


def lay_drawing(name: str, title: str, seed: int) -> WorkPicture:
    """The same laid down for the verb: written by ourselves, so the limited child is not asked."""
    photo = _drawn(name, title, seed)
    large, small = (_clean(photo, side) for side in (LONGEST_SIDE, SMALL_SIDE))
    return lay_down(large, small, hashlib.sha256(large.data).hexdigest())


def _clean(photo: Image.Image, side: int) -> CleanPicture:
    scale = min(1.0, side / max(photo.size))
    return CleanPicture(_jpeg(photo, side), "jpg", "image/jpeg", round(photo.width * scale), round(photo.height * scale))


def _jpeg(photo: Image.Image, side: int) -> bytes:
    smaller = photo.copy()
    smaller.thumbnail((side, side))
    out = io.BytesIO()
    smaller.save(out, "JPEG", quality=80)
    return out.getvalue()
