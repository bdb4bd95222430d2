"""The ledger as one document: cover, contents, then the parts, each record once."""

from __future__ import annotations

from jiaoyan.documents.blocks import Block, Cover, Document, Heading, PageBreak, Paragraph
from jiaoyan.ledger.contents import Content, Part
from jiaoyan.ledger.queries import Ledger
from jiaoyan.schools.rules import naming
from jiaoyan.schools.rules.calendar import long_day


def book(ledger: Ledger) -> Document:
    """The whole ledger of a group and term, ready for a writer."""
    place = ledger.place
    body: list[Block] = []
    for part, content in ledger.parts[1:]:
        body += [PageBreak(), *_part(part, content)]
    return Document(
        title=f"{place.term.label}{place.group.name}{naming.LEDGER_TITLE}",
        body=tuple(body[1:]),
        cover=Cover(
            school=place.group.school.name,
            term=place.term.label.replace("—", "~"),
            title=naming.LEDGER_TITLE,
            lines=naming.cover_lines(place.group.name, ledger.standing.leader.name if ledger.standing.leader else ""),
            month=naming.cover_month(place.day.year, place.day.month),
        ),
        contents=True,
    )


def _part(part: Part, content: Content) -> tuple[Block, ...]:
    """A part's own pages, or one page that says what is lacking."""
    opens_itself = bool(content.blocks) and isinstance(content.blocks[0], Heading)
    heading: tuple[Block, ...] = () if opens_itself else (Heading(part.title),)
    return (*heading, *content.blocks, *(_lacking(content) if not opens_itself else ()))


def _lacking(content: Content) -> tuple[Block, ...]:
    """The lines that say what a part without records still lacks."""
    state = content.state
    if state.state == "missing":
        return tuple(Paragraph((f"缺：{gap.what}（负责人：{gap.owner_name}，应于{long_day(gap.since)}前完成）。",)) for gap in state.gaps)
    if state.state == "not_due" and state.due:
        return (Paragraph((f"未到时间：应于{long_day(state.due)}前完成。",)),)
    return ()
