"""Paper, wobbly pencil and crayons for the example's pupils' sheets.

Every line trembles the same way each time. Where the machine has no Chinese font the words are left out and figures remain.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image, ImageFont

WIDE, HIGH = 1280, 960
INK, BLUE, RED, GREEN, ORANGE = (52, 52, 60), (38, 92, 168), (196, 60, 46), (40, 128, 84), (222, 142, 44)
PAPERS = ((252, 249, 240), (247, 250, 252), (253, 246, 244), (249, 252, 244))
FONTS = (
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    ("/System/Library/Fonts/PingFang.ttc", 0),
    ("C:/Windows/Fonts/simkai.ttf", 0),
    ("C:/Windows/Fonts/msyh.ttc", 0),
)
Point = tuple[float, float]
Color = tuple[int, int, int]


class Sheet:
    """One sheet of paper with pencil and crayons; the hand is a little unsteady, and always in the same way."""

    def __init__(self, title: str, seed: int) -> None:
        from PIL import Image, ImageDraw

        self.hand = random.Random(seed)  # noqa: S311 - a drawing, not a secret
        self.image = Image.new("RGB", (WIDE, HIGH), PAPERS[seed % len(PAPERS)])
        self.pen = ImageDraw.Draw(self.image)
        self._ground(seed)
        self.write((WIDE / 2, 66), title, 52, RED if seed % 2 else BLUE, middle=True)
        self.line((250, 112), (WIDE - 250, 112), ORANGE, 4)

    def _ground(self, seed: int) -> None:
        """Squared, lined or plain paper."""
        step = (40, 64, 0)[seed % 3]
        for place in range(step, WIDE, step) if step else ():
            if step == 40:
                self.pen.line([(place, 0), (place, HIGH)], fill=(226, 234, 238), width=1)
            if place < HIGH:
                self.pen.line([(0, place), (WIDE, place)], fill=(226, 234, 238), width=1)

    def line(self, start: Point, end: Point, color: Color = INK, width: int = 5, dashed: bool = False) -> None:
        """A line that trembles."""
        count = max(2, int(math.dist(start, end) / 14))
        points = [
            (
                start[0] + (end[0] - start[0]) * n / count + self.hand.uniform(-1.6, 1.6),
                start[1] + (end[1] - start[1]) * n / count + self.hand.uniform(-1.6, 1.6),
            )
            for n in range(count + 1)
        ]
        for n in range(count):
            if not dashed or n % 2 == 0:
                self.pen.line([points[n], points[n + 1]], fill=color, width=width)

    def shape(self, points: Sequence[Point], color: Color = INK, fill: Color | None = None, width: int = 5) -> None:
        """A closed shape, hatched with crayon when ``fill`` is given."""
        if fill:
            self.pen.polygon(list(points), fill=_pale(fill))
            self._hatch(points, fill)
        for n, point in enumerate(points):
            self.line(point, points[(n + 1) % len(points)], color, width)

    def _hatch(self, points: Sequence[Point], color: Color) -> None:
        from PIL import Image, ImageDraw

        mask = Image.new("L", (WIDE, HIGH), 0)
        ImageDraw.Draw(mask).polygon(list(points), fill=90)
        strokes = Image.new("L", (WIDE, HIGH), 0)
        pen = ImageDraw.Draw(strokes)
        for place in range(-HIGH, WIDE, 13):
            shift = self.hand.uniform(-4, 4)
            pen.line([(place + shift, HIGH), (place + HIGH + shift, 0)], fill=255, width=3)
        from PIL import ImageChops

        self.image.paste(color, mask=ImageChops.multiply(mask, strokes))

    def write(self, at: Point, words: str, size: int = 38, color: Color = INK, middle: bool = False) -> None:
        """Words as a child writes them, a little up and down; figures alone where there is no Chinese font."""
        font, chinese = _font(size)
        said = words if chinese else "".join(sign for sign in words if sign.isascii() or sign in "×÷＝")
        said = said if chinese else said.replace("×", "x").replace("÷", "/").replace("＝", "=")
        x = at[0] - self.pen.textlength(said, font=font) / 2 if middle else at[0]
        for sign in said:
            self.pen.text((x, at[1] + self.hand.uniform(-3, 3)), sign, fill=color, font=font, anchor="lm")
            x += self.pen.textlength(sign, font=font)

    def arrow(self, start: Point, end: Point, color: Color = RED) -> None:
        """From one thing to another."""
        self.line(start, end, color, 6)
        angle = math.atan2(end[1] - start[1], end[0] - start[0])
        for side in (0.5, -0.5):
            self.line(end, (end[0] - 30 * math.cos(angle + side), end[1] - 30 * math.sin(angle + side)), color, 6)

    def photo(self) -> Image.Image:
        """The sheet as somebody photographed it on a desk: slightly turned, light from one side."""
        from PIL import Image, ImageEnhance

        desk = Image.new("RGB", (WIDE + 120, HIGH + 120), (176, 148, 116))
        turned = self.image.rotate(self.hand.uniform(-1.3, 1.3), expand=True, resample=Image.Resampling.BILINEAR, fillcolor=(176, 148, 116))
        desk.paste(turned, ((desk.width - turned.width) // 2, (desk.height - turned.height) // 2))
        shade = Image.linear_gradient("L").rotate(self.hand.choice((0, 90, 180, 270))).resize(desk.size).point(lambda light: light // 7)
        dark = ImageEnhance.Brightness(desk).enhance(0.62)
        return Image.composite(dark, desk, shade)


def _pale(color: Color) -> Color:
    red, green, blue = (255 - (255 - part) // 4 for part in color)
    return red, green, blue


def lettering(size: int) -> tuple[ImageFont.FreeTypeFont | ImageFont.ImageFont, bool]:
    """A font of that size, and whether it knows Chinese."""
    return _font(size)


@cache
def _font(size: int) -> tuple[ImageFont.FreeTypeFont | ImageFont.ImageFont, bool]:
    from PIL import ImageFont

    for path, index in FONTS:
        if Path(path).exists():
            return ImageFont.truetype(path, size, index=index), True
    return ImageFont.load_default(size), False
