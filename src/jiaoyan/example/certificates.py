"""A certificate of an award, drawn: what a teacher would have photographed."""

from __future__ import annotations

import io
from datetime import date

from jiaoyan.example.sheet import lettering

SIZE = (1200, 840)
PAPER, RED, INK = "#fdf6e3", "#a5382b", "#3b3027"
LINES = ((70, "荣誉证书", 92, RED), (290, "{name}", 44, INK), (380, "在“{event}”中", 40, INK), (460, "荣获{prize}", 56, RED))


def draw_certificate(name: str, event: str, prize: str, issuer: str, day: date) -> bytes:
    """The certificate as a JPEG, ``name`` as one is called there (林知远老师, 赵可馨同学); without its words where the machine has no Chinese font."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(picture)
    for inset, width in ((24, 10), (48, 3)):
        pen.rectangle((inset, inset, SIZE[0] - inset, SIZE[1] - inset), outline=RED, width=width)
    words = [
        ((SIZE[0] // 2, top), line.format(name=name, event=event, prize=prize), size, colour, "ma") for top, line, size, colour in LINES
    ]
    signed = ((640, issuer), (710, f"{day.year}年{day.month}月{day.day}日"))
    for place, line, size, colour, anchor in [*words, *(((SIZE[0] - 130, top), line, 34, INK, "ra") for top, line in signed)]:
        font, chinese = lettering(size)
        if chinese:
            pen.text(place, line, fill=colour, font=font, anchor=anchor)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()
