"""The agreement of a pair and its weekly log on paper. 师徒结对（F18）"""

from __future__ import annotations

from collections.abc import Sequence

from jiaoyan.documents.blocks import Block, Document, Heading, PageBreak, Row, Table, header, label, para, text
from jiaoyan.growth.models import Mentorship
from jiaoyan.growth.queries.mentorship import PairTerm, PairWeek
from jiaoyan.schools.rules.calendar import full_day, month_day

TITLE = "师徒结对协议"
LOG = "听一堂上一堂记录"
WIDTHS = (2.2, 4.8, 2.2, 4.8)
COLUMNS = ("周次", "听师傅的课", "跟上的课", "对照比较", "师傅意见")
LOG_WIDTHS = (1.2, 3.7, 3.7, 2.7, 3.7)
BLANK_WEEKS = 10


def agreement(pair: Mentorship) -> tuple[Block, ...]:
    """What the two agreed on; expects people loaded."""
    duties = (
        (pair.goals, pair.mentor_duties, pair.mentee_duties),
        f"每周听师傅{pair.observe_per_week}节课，听后跟上一节，及时写对照比较。",
    )
    return (
        Heading(TITLE, level=1),
        _agreement(pair.mentor.name, pair.mentee.name, f"{full_day(pair.starts)}至{full_day(pair.ends)}", *duties),
    )


def _agreement(mentor: str, mentee: str, time: str, lists: Sequence[Sequence[str]], promise: str, height: float = 14) -> Table:
    names = ("培养目标", "师傅职责", "徒弟职责")
    rows = (
        Row((label("师傅"), text(mentor), label("徒弟"), text(mentee)), min_height_mm=10),
        Row((label("起止"), text(time, columns=3)), min_height_mm=10),
        *(
            Row((label(name), text(*numbered(entries), columns=3)), min_height_mm=height)
            for name, entries in zip(names, lists, strict=True)
        ),
        Row((label("约定"), text(promise, columns=3)), min_height_mm=height),
    )
    return Table(WIDTHS, rows)


def numbered(entries: Sequence[str]) -> tuple[str, ...]:
    """1. … 2. …; one empty line when there is nothing."""
    return tuple(f"{n}. {entry}" for n, entry in enumerate(entries, start=1)) or ("",)


def log(found: PairTerm) -> tuple[Block, ...]:
    """The weeks of a term, the first on top."""
    rows = [_week(week) for week in reversed(found.weeks)]
    pair = found.pair
    head = para(f"{found.term.label}　师傅：{pair.mentor.name}　徒弟：{pair.mentee.name}", indent=False, align="center")
    return (Heading(LOG, level=1), head, _log_table(rows))


def _week(week: PairWeek) -> tuple[tuple[str, ...], ...]:
    return (
        (str(week.week.no),),
        tuple(f"{month_day(each.day)}《{each.topic}》" for each in week.observed),
        tuple(f"{month_day(each.lesson.day)}《{each.lesson.topic}》{_after(each.lesson.line)}" for each in week.taught),
        tuple(f"{month_day(each.comparison.day)}《{each.comparison.title}》" for each in week.taught if each.comparison),
        (week.line.text if week.line else "",),
    )


def _after(line: str) -> str:
    return f"：{line}" if line else ""


def _log_table(rows: Sequence[Sequence[Sequence[str]]], height: float = 9) -> Table:
    lines = (Row(tuple(text(*(cell or ("",))) for cell in row), min_height_mm=height) for row in rows)
    return Table(LOG_WIDTHS, (header(*COLUMNS), *lines), header_rows=1)


def paper(found: PairTerm) -> Document:
    """Agreement and log together."""
    pair = found.pair
    return Document(f"师徒结对{pair.mentor.name}{pair.mentee.name}{found.term.label}", (*agreement(pair), PageBreak(), *log(found)))


def blank() -> Document:
    """Both to be filled in by hand."""
    time = "　　　　年　　月　　日至　　　　年　　月　　日"
    promise = "每周听师傅　　节课，听后跟上　　节，　　天内写对照比较。"
    empty: tuple[tuple[str, ...], ...] = (("",),) * len(COLUMNS)
    return Document(
        f"{TITLE}（空白）",
        (
            Heading(TITLE, level=1),
            _agreement("", "", time, ((), (), ()), promise, 26),
            PageBreak(),
            Heading(LOG, level=1),
            para("　　　　学年第　　学期　师傅：　　　　徒弟：　　　　", indent=False, align="center"),
            _log_table([empty] * BLANK_WEEKS, 18),
        ),
    )
