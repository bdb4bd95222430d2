"""Problems and the measures against them, as every summary prints them: each measure under the number of its problem."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from jiaoyan.documents.blocks import Block, Heading, ListItem
from jiaoyan.planning.models.pairs import ProblemPair
from jiaoyan.planning.rules.summary import filled

PROBLEMS_HEADING = "二、存在问题"
MEASURES_HEADING = "三、后续改进措施"


def problem_blocks(pairs: Sequence[ProblemPair], values: Mapping[str, str]) -> Iterator[Block]:
    """The problems; ``values`` stand in the place of marks."""
    yield Heading(PROBLEMS_HEADING, level=2, listed=False)
    for number, pair in enumerate(pairs, start=1):
        yield from _item(number, filled(pair.problem, values))


def measure_blocks(pairs: Sequence[ProblemPair], values: Mapping[str, str]) -> Iterator[Block]:
    """The measures."""
    yield Heading(MEASURES_HEADING, level=2, listed=False)
    for number, pair in enumerate(pairs, start=1):
        when = f"（{pair.when}）" if pair.when else ""
        yield from _item(number, f"针对问题{number}：{filled(pair.measure, values).rstrip('。')}{when}。" if pair.measure else "")


def _item(number: int, words: str) -> Iterator[Block]:
    first, *more = words.splitlines() or [""]
    yield ListItem((first,), marker=f"{number}.")
    yield from (ListItem((line,), marker="") for line in more)
