"""Exact numbers until they are printed: integer half-points and fractions inside, rounded half up once, — where there is no figure."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

NOTHING = "—"


def half_up(value: Fraction | None, places: int) -> str:
    """``value`` ≥ 0 with that many decimals, a half rounded up: 86.345 → 86.35; — for None."""
    if value is None:
        return NOTHING
    scale = 10**places
    whole = (2 * value.numerator * scale + value.denominator) // (2 * value.denominator)
    return _decimal(whole, places)


def root_half_up(value: Fraction | None, places: int) -> str:
    """The square root of ``value`` ≥ 0, rounded half up without ever becoming a float; — for None.

    round(√v · s) = ⌊(⌊2s√v⌋ + 1) / 2⌋ and ⌊√r⌋ = isqrt(⌊r⌋), so whole numbers suffice.
    """
    if value is None:
        return NOTHING
    scaled = value * 4 * 10 ** (2 * places)
    return _decimal((isqrt(scaled.numerator // scaled.denominator) + 1) // 2, places)


def ratio(part: int, whole: int) -> Fraction | None:
    """The share of a part, exact; None without a sample."""
    return Fraction(part, whole) if whole else None


def points(half_points: int | None) -> str:
    """Half-points as a teacher writes them: 15 → 7.5, 14 → 7; — for None."""
    if half_points is None:
        return NOTHING
    return f"{half_points // 2}{'.5' if half_points % 2 else ''}"


def _decimal(whole: int, places: int) -> str:
    if not places:
        return str(whole)
    digits = str(whole).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}"
