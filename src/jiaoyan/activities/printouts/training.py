"""Trainings on paper. 培训与二次培训记录（F37）"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jiaoyan.activities.models import ShareBack, Training
from jiaoyan.activities.queries.training import names
from jiaoyan.documents import markup
from jiaoyan.documents.blocks import Block, Cell, Heading, PageBreak, Row, Table, header, label, text
from jiaoyan.schools.rules.calendar import full_day, month_day

TITLE = "培训记录"
WIDTHS = (1.9, 5.6, 1.9, 4.6)
SHARED = (2.2, 2.8, 3.6, 5.4)


def training(row: Training) -> tuple[Block, ...]:
    """One training as it prints, with what was passed on; expects people and share-backs loaded."""
    cells = (
        row.theme,
        full_day(row.day),
        row.get_kind_display(),
        row.get_form_display(),
        names(row.trainers.all(), row.guest),
        names(row.participants.all()),
    )
    body: list[Block] = [Heading(TITLE, level=1), training_table(cells, Cell(markup.cell_paragraphs(row.digest), columns=4))]
    if row.share_by is not None:
        shares = list(row.share_backs.all())
        lines = [_shared(share) for share in shares] or [(f"应在{month_day(row.share_by)}前", "", "", "")]
        body += [Heading("二次培训", level=2, listed=False), share_table(lines)]
    return tuple(body)


def _shared(share: ShareBack) -> tuple[str, str, str, str]:
    return (month_day(share.day), names(share.givers.all()), share.audience, share.materials)


def training_table(cells: Sequence[str], digest: Cell, *, roomy: bool = False) -> Table:
    """The form: theme, day, kind, form, trainers, participants; then the digest in one wide cell."""
    theme, day, kind, form, trainers, participants = cells
    rows = (
        Row((label("主题"), text(theme, columns=3)), min_height_mm=9),
        Row((label("日期"), text(day), label("类型"), text(kind)), min_height_mm=9),
        Row((label("主讲"), text(trainers), label("形式"), text(form)), min_height_mm=9),
        Row((label("参加人员"), text(participants, columns=3)), min_height_mm=20 if roomy else 9),
        Row((label("要点", columns=4),), with_next=True),
        Row((digest,), breakable=True, min_height_mm=110 if roomy else 45),
    )
    return Table(WIDTHS, rows)


def share_table(lines: Iterable[Sequence[str]], *, height: float = 9) -> Table:
    """Who passed it on, when, to whom, with what."""
    rows = (Row(tuple(text(cell) for cell in line), min_height_mm=height) for line in lines)
    return Table(SHARED, (header("日期", "主讲", "听众", "资料"), *rows), header_rows=1)


def collection(rows: Iterable[Training]) -> tuple[Block, ...]:
    """The trainings of a term, each on its page."""
    blocks: list[Block] = []
    for row in rows:
        blocks += [PageBreak(), *training(row)] if blocks else training(row)
    return tuple(blocks)


def blank() -> tuple[Block, ...]:
    """The same to be filled in by hand."""
    return (
        Heading(TITLE, level=1),
        training_table(("", "　　　　年　　月　　日", "", "", "", ""), Cell(((),), columns=4), roomy=True),
        Heading("二次培训", level=2, listed=False),
        share_table([("", "", "", "")] * 2, height=10),
    )
