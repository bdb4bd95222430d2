"""What is held about a person, as a document that person can read. 个人信息查阅单"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from jiaoyan.documents.blocks import Block, Document, Heading, Row, Table, header, para, text
from jiaoyan.schools.registers.personal import Kind
from jiaoyan.schools.rules.calendar import long_day

ROWS_SHOWN = 100


def personal_data(called: str, school: str, kinds: Sequence[Kind], *, on: date) -> Document:
    """Each kind of data with its purpose, what becomes of it, and its rows; of very many the last ``ROWS_SHOWN``."""
    body: list[Block] = [Heading("个人信息查阅单"), para(f"{called}。{school}，{long_day(on)}。")]
    if not kinds:
        body.append(para("本系统没有关于此人的信息。"))
    for kind in kinds:
        body += [Heading(f"{kind.name}（{len(kind.rows)}条）", 2), para("用途：" + "；".join(kind.purposes) + "。"), *_rows(kind)]
    return Document("个人信息查阅单", tuple(body))


def personal_json(called: str, kinds: Sequence[Kind]) -> bytes:
    """The same as data: every row of every kind, as UTF-8 JSON."""
    held = [{"kind": each.name, "purposes": each.purposes, "fates": each.fates, "rows": each.rows} for each in kinds]
    return json.dumps({"person": called, "held": held}, ensure_ascii=False, indent=1).encode()


def _rows(kind: Kind) -> list[Block]:
    said: list[Block] = [para("离校以后：" + "；".join(kind.fates) + "。")]
    if len(kind.rows) > ROWS_SHOWN:
        said.append(para(f"只列最近{ROWS_SHOWN}条，全部内容见同时提供的数据文件。"))
    shown = kind.rows[-ROWS_SHOWN:]
    filled = [[(label, value) for label, value in row.items() if value] for row in shown]
    rows = tuple(
        Row((text(str(number)), text(*(f"{label}：{value}" for label, value in row))), breakable=True)
        for number, row in enumerate(filled, start=len(kind.rows) - len(shown) + 1)
    )
    return [*said, Table((1, 9), (header("序号", "内容"), *rows), header_rows=1)]
