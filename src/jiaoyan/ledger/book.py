"""The ledger as one document: cover, contents, then the parts, each record once."""

from __future__ import annotations

from dataclasses import replace

from jiaoyan.documents.blocks import Block, Cover, Document, Heading, PageBreak, Paragraph, Subtitle, para
from jiaoyan.ledger.contents import Part
from jiaoyan.ledger.reading import Ledger
from jiaoyan.ledger.rules import PartState, begun_words
from jiaoyan.schools.rules import naming
from jiaoyan.schools.rules.calendar import long_day

NOTHING_YET = "本学期还没有可以收入的材料。"


def book(ledger: Ledger) -> Document:
    """The whole ledger of a group and term, or its wider evidence, ready for a writer. Reads the records; a fixed number of queries."""
    place = ledger.place
    leader = ledger.standing.leader
    body: list[Block] = []
    for part, state in ledger.printed:
        body += [PageBreak(), *_part(ledger, part, state)]
    return Document(
        title=f"{place.term.label}{place.group.name}{ledger.title}",
        body=tuple(body[1:]) or (para(NOTHING_YET),),
        cover=Cover(
            school=place.group.school.name,
            term=place.term.label.replace("—", "~"),
            title=ledger.title,
            lines=naming.cover_lines(place.group.name, leader.name if leader else ""),
            month=naming.cover_month(place.day.year, place.day.month),
        ),
        contents=True,
    )


def _part(ledger: Ledger, part: Part, state: PartState) -> tuple[Block, ...]:
    """A part's own pages, or one page that says what is lacking."""
    pages = part.pages(ledger.standing)
    if pages and isinstance(pages[0], Heading):
        return _in_contents(pages) if part.slogan else pages
    return (Heading(part.title), *pages, *_lacking(ledger, state))


def _in_contents(pages: tuple[Block, ...]) -> tuple[Block, ...]:
    """Under a slogan of the group's own stands the generated title behind dashes (F01, F13): it is what the contents list."""
    match pages:
        case (Heading() as slogan, Subtitle() as title, *rest) if title.text.startswith("——"):
            return (replace(slogan, listed=False), replace(title, listed=True), *rest)
    return pages


def _lacking(ledger: Ledger, state: PartState) -> tuple[Block, ...]:
    """The lines that say what a part without records still lacks, and from which day on that is counted."""
    begun = (para(begun_words(ledger.begun)),) if ledger.begun and state.state in ("missing", "uncounted") else ()
    if state.state == "missing":
        late = (f"缺：{gap.what}（负责人：{gap.owner_name}，应于{long_day(gap.since)}前完成）。" for gap in state.gaps)
        return (*(Paragraph((line,)) for line in late), *begun)
    if state.state == "not_due" and state.due:
        return (Paragraph((f"未到时间：应于{long_day(state.due)}前完成。",)),)
    return begun
