"""The figures of a test, from additive counts: classes add up to the grade, and nothing depends on the order of pupils. F11

All marks are whole half-points; rates are fractions; the standard deviation is that of the whole group (divided by n).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from jiaoyan.assessments.rules.numbers import NOTHING, half_up, points, ratio, root_half_up
from jiaoyan.schools.rules.numerals import percent

BAND_PERCENTS = (100, 90, 80, 70, 60, 0)
LEVELS = ("优秀", "良好", "合格", "待提高")
EXTREME_PERCENT = 27
FEWEST_FOR_DISCRIMINATION = 100  # measured: with one class of 40 the figure is mostly chance


@dataclass(frozen=True, slots=True)
class Policy:
    """The lines of a test, stored and printed with it. ``full``: the full mark in half-points; the others per cent of it."""

    full: int
    pass_percent: int = 60
    good_percent: int = 75
    excellent_percent: int = 85
    low_percent: int = 40

    def reaches(self, half_points: int, per_cent: int) -> bool:
        """Whether a total reaches that share of the full mark."""
        return half_points * 100 >= self.full * per_cent

    def line(self, per_cent: int) -> int:
        """The smallest total that reaches it, in half-points."""
        return -(-self.full * per_cent // 100)

    @property
    def words(self) -> str:
        """合格 ≥60分，良好 ≥75分，优秀 ≥85分，低分 <40分, as printed below every table."""
        lines = (("合格", self.pass_percent), ("良好", self.good_percent), ("优秀", self.excellent_percent))
        return "，".join(f"{name}≥{points(self.line(line))}分" for name, line in lines) + f"，低分<{points(self.line(self.low_percent))}分"

    @property
    def bands(self) -> tuple[tuple[int, int], ...]:
        """The score bands 分数段 from the top, as (from, to) in half-points, both included."""
        lows = [self.line(per_cent) for per_cent in BAND_PERCENTS]
        return tuple((low, high) for low, high in zip(lows, [self.full, *(low - 1 for low in lows[:-1])], strict=True))

    @property
    def band_names(self) -> tuple[str, ...]:
        """100, 90—99.5, …, 60以下."""
        names = [points(low) if low == high else f"{points(low)}—{points(high)}" for low, high in self.bands[:-1]]
        return (*names, f"{points(self.bands[-2][0])}以下")


@dataclass(frozen=True, slots=True)
class Question:
    """One item of the paper as figures need it. ``full`` in half-points, ``expected`` per cent or None."""

    label: str
    full: int
    section: str = ""
    knowledge: str = ""
    unit: str = ""
    cognitive: str = ""
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one class or of the grade: every figure follows from them, and they add up."""

    enrolled: int
    tested: int
    total: int
    squares: int
    highest: int | None
    lowest: int | None
    excellent: int
    good: int
    passed: int
    low: int
    bands: tuple[int, ...]
    items: tuple[int, ...]
    item_squares: tuple[int, ...]

    def __add__(self, other: Tally) -> Tally:
        tops = [each for each in (self.highest, other.highest) if each is not None]
        feet = [each for each in (self.lowest, other.lowest) if each is not None]
        return Tally(
            self.enrolled + other.enrolled,
            self.tested + other.tested,
            self.total + other.total,
            self.squares + other.squares,
            max(tops, default=None),
            min(feet, default=None),
            self.excellent + other.excellent,
            self.good + other.good,
            self.passed + other.passed,
            self.low + other.low,
            _added(self.bands, other.bands),
            _added(self.items, other.items),
            _added(self.item_squares, other.item_squares),
        )

    # figures, exact

    @property
    def mean(self) -> Fraction | None:
        """均分 = 总分 / 实考, never 应考."""
        return ratio(self.total, 2 * self.tested)

    @property
    def variance(self) -> Fraction | None:
        """The square of the 标准差."""
        return ratio(self.tested * self.squares - self.total**2, 4 * self.tested**2)

    @property
    def pass_rate(self) -> Fraction | None:
        return ratio(self.passed, self.tested)

    @property
    def excellent_rate(self) -> Fraction | None:
        return ratio(self.excellent, self.tested)

    @property
    def low_rate(self) -> Fraction | None:
        return ratio(self.low, self.tested)

    @property
    def levels(self) -> tuple[int, int, int, int]:
        """How many are 优秀、良好、合格、待提高."""
        return self.excellent, self.good - self.excellent, self.passed - self.good, self.tested - self.passed

    def item_rate(self, place: int, full: int) -> Fraction | None:
        """得分率 of an item = mean mark / full mark: also its 难度 (larger is easier)."""
        return ratio(self.items[place], full * self.tested)

    def score_rate(self, full: int) -> Fraction | None:
        """得分率 of the whole paper."""
        return ratio(self.total, full * self.tested)

    # as printed

    @property
    def absent(self) -> int:
        return self.enrolled - self.tested

    @property
    def shown(self) -> dict[str, str]:
        """Every figure as it is printed, by name."""
        sample = self.tested > 0
        return {
            "enrolled": str(self.enrolled),
            "tested": str(self.tested),
            "total": points(self.total) if sample else NOTHING,
            "mean": half_up(self.mean, 2),
            "sd": root_half_up(self.variance, 2),
            "highest": points(self.highest),
            "lowest": points(self.lowest),
            "pass": percent(self.pass_rate),
            "excellent": percent(self.excellent_rate),
            "low": percent(self.low_rate),
        }


@dataclass(frozen=True, slots=True)
class Extremes:
    """The item sums of those among the highest and the lowest 27 per cent; ties at the cut are kept whole."""

    high: int
    high_items: tuple[int, ...]
    low: int
    low_items: tuple[int, ...]

    def discrimination(self, place: int, full: int) -> Fraction | None:
        """区分度 = (mean of the high group − mean of the low group) / full mark; None without both groups. May be negative."""
        high, low = ratio(self.high_items[place], self.high), ratio(self.low_items[place], self.low)
        return None if high is None or low is None else (high - low) / full


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """One class: ``reasons`` are (why absent, how many). ``hidden``: too few to be shown to whoever reads this."""

    key: int
    name: str
    tally: Tally
    reasons: tuple[tuple[str, int], ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All figures of one test: what the page shows and what an approved report keeps."""

    policy: Policy
    questions: tuple[Question, ...]
    classes: tuple[ClassFigures, ...]
    grade: Tally
    extremes: Extremes | None = None
    hidden: bool = False
    missing: tuple[str, ...] = field(default=())

    @property
    def shown_classes(self) -> tuple[ClassFigures, ...]:
        """Those whose figures may be seen."""
        return tuple(each for each in self.classes if not each.hidden)


def tally(rows: Iterable[Sequence[int]], policy: Policy, questions: int, *, enrolled: int) -> Tally:
    """Count the marks (half-points, one row per tested pupil, in the order of the questions)."""
    marks = [tuple(row) for row in rows]
    totals = [sum(row) for row in marks]
    return Tally(
        enrolled=enrolled,
        tested=len(marks),
        total=sum(totals),
        squares=sum(total * total for total in totals),
        highest=max(totals, default=None),
        lowest=min(totals, default=None),
        excellent=sum(policy.reaches(total, policy.excellent_percent) for total in totals),
        good=sum(policy.reaches(total, policy.good_percent) for total in totals),
        passed=sum(policy.reaches(total, policy.pass_percent) for total in totals),
        low=sum(not policy.reaches(total, policy.low_percent) for total in totals),
        bands=tuple(sum(low <= total <= high for total in totals) for low, high in policy.bands),
        items=tuple(sum(row[place] for row in marks) for place in range(questions)),
        item_squares=tuple(sum(row[place] ** 2 for row in marks) for place in range(questions)),
    )


def added(tallies: Iterable[Tally], policy: Policy, questions: int) -> Tally:
    """The grade: the sum of its classes."""
    total = tally([], policy, questions, enrolled=0)
    for each in tallies:
        total = total + each
    return total


def extremes(rows: Sequence[Sequence[int]], questions: int) -> Extremes | None:
    """High and low group by total; None for fewer pupils than make the figure worth reading.

    The cut is the total of the pupil at 27 per cent from either end; everybody with that total belongs to the group, so no order among
    equals is needed.
    """
    if len(rows) < FEWEST_FOR_DISCRIMINATION:
        return None
    totals = sorted(sum(row) for row in rows)
    size = -(-len(rows) * EXTREME_PERCENT // 100)
    upper, lower = totals[-size], totals[size - 1]
    high = [row for row in rows if sum(row) >= upper]
    low = [row for row in rows if sum(row) <= lower]
    return Extremes(len(high), _sums(high, questions), len(low), _sums(low, questions))


def _sums(rows: Sequence[Sequence[int]], questions: int) -> tuple[int, ...]:
    return tuple(sum(row[place] for row in rows) for place in range(questions))


def _added(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(a + b for a, b in zip(one, other, strict=True))
