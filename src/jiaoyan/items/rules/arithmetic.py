"""Calculation keys recomputed by exact arithmetic: whole numbers, decimals, fractions, per cent, brackets; never floats, never ``eval``.

Only a stem that is nothing but expressions is judged; whatever holds an unknown, a unit or a gap before its equals sign is left to the reviewer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from jiaoyan.documents.item_text import Brace, Column, Figure, Gap, Over, parse, tidy

Token = Fraction | str
LONGEST = 300
DEEPEST = 20
_GAP = "_"
_OPERATIONS = ("+", "-", "×", "÷", "/")

_TOKEN = re.compile(
    r"(?P<number>\d{1,12}(?:\.\d{1,8})?)(?P<percent>[%％])?|(?P<sign>[+＋\-－−×*÷:：∶/／()（）\[\]［］=＝])|(?P<space>[ \t　\u00a0]+)"
)
_SIGNS = str.maketrans("＋－−*:：∶／（）[]［］＝", "+--×÷÷÷/()()()=")
_INSTRUCTION = re.compile(r"^(?:[^\d{}()（）=＝]*[：:]|\s*(?:口算|笔算|(?:脱式|简便|列竖式)?计算)(?=[\s\d{(（]))")
_NUMBERED = re.compile(r"^\s*(?:[(（]\d{1,2}[)）]|[①-⑳])\s*(?=[\d{(（])")
_SEPARATORS = re.compile(r"[；;，,、\n]| {2,}|　+")
_ROUNDED = re.compile("保留|≈|约|估|循环")
_REMAINDER = re.compile(r"^\s*(\d{1,9})\s*(?:…+|⋯+|\.{3,6}|余)\s*(\d{1,9})\s*$")


class NotArithmetic(ValueError):
    """The text holds something that is not arithmetic."""


@dataclass(frozen=True, slots=True)
class Sum:
    """One expression of a stem: as typed, and its value (None: it divides by nought)."""

    typed: str
    value: Fraction | None


def wrong_key(stem: str, answer: str) -> str:
    """What is wrong with the key of a calculation, as one sentence; nothing when it is right or cannot be judged."""
    sums = expressions(stem)
    if not sums:
        return ""
    for each in sums:
        if each.value is None:
            return f"“{each.typed}”的除数是0，请改题。"
    given = _answers(answer)
    if given is None:
        return ""
    if len(given) != len(sums):
        return f"题目有{len(sums)}道算式，答案有{len(given)}个，请核对。" if len(given) > 1 or len(sums) > 1 else ""
    for each, typed in zip(sums, given, strict=True):
        if each.value is not None and not _agrees(each, typed):
            return f"“{each.typed}”应得{shown(each.value)}，答案写的是{typed}，请核对。"
    return ""


def expressions(stem: str) -> tuple[Sum, ...]:
    """The expressions of a stem that holds nothing else; empty when it holds anything else, or asks for a rounded value."""
    if _ROUNDED.search(stem):
        return ()
    found: list[Sum] = []
    try:
        for line in tidy(stem).split("\n"):
            found += _of_line(_NUMBERED.sub("", _INSTRUCTION.sub("", line)))
    except NotArithmetic:
        return ()
    return tuple(found)


def _of_line(line: str) -> Iterator[Sum]:
    """The expressions of one line; a line without digits is an instruction."""
    if len(line) > LONGEST:
        raise NotArithmetic
    if not re.search(r"\d", line):
        return
    part: list[tuple[Token, str]] = []
    for piece in parse(line.strip()):
        for sign, text in _tokens(piece):
            if sign == "=":
                yield _sum_of(part)
                part = []
            elif sign != _GAP:
                part.append((sign, text))
            elif part:
                raise NotArithmetic  # a gap before the equals sign is an unknown
    if any(sign in _OPERATIONS for sign, _ in part):
        yield _sum_of(part)
    elif part:
        raise NotArithmetic  # a bare number is no expression


def _sum_of(part: Sequence[tuple[Token, str]]) -> Sum:
    return Sum("".join(text for _, text in part), _value([sign for sign, _ in part]))


def _tokens(piece: object) -> Iterator[tuple[Token, str]]:
    match piece:
        case Over(above, below):
            top, bottom = above.strip(), below.strip()
            if not (re.fullmatch(r"\d{1,9}", top) and re.fullmatch(r"\d{1,9}", bottom)) or int(bottom) == 0:
                raise NotArithmetic
            yield Fraction(int(top), int(bottom)), f"{{{above}/{below}}}"
        case Column(left, sign, right):
            yield Fraction(left), left
            yield sign.translate(_SIGNS), sign
            yield Fraction(right), right
        case Gap("()" | "_"):
            yield _GAP, ""
        case Figure() | Brace() | Gap():
            raise NotArithmetic
        case str():
            yield from _of_text(piece)


def _of_text(text: str) -> Iterator[tuple[Token, str]]:
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise NotArithmetic
        place = match.end()
        if match["number"]:
            value = Fraction(match["number"])
            yield (value / 100 if match["percent"] else value), match[0]
        elif match["sign"]:
            yield match["sign"].translate(_SIGNS), match["sign"]


def _value(tokens: Sequence[Token]) -> Fraction | None:
    """The value of an expression; None when it divides by nought. Raises ``NotArithmetic``."""
    try:
        value, rest = _sum(_mixed(tokens), 0)
    except ZeroDivisionError:
        return None
    if rest:
        raise NotArithmetic
    return value


def _mixed(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """A whole number directly before a proper fraction is a mixed number."""
    joined: list[Token] = []
    for token in tokens:
        before = joined[-1] if joined else None
        if isinstance(token, Fraction) and isinstance(before, Fraction):
            if before.denominator != 1 or token.denominator == 1 or token >= 1:
                raise NotArithmetic
            joined[-1] = before + token
        else:
            joined.append(token)
    return tuple(joined)


def _sum(tokens: tuple[Token, ...], depth: int) -> tuple[Fraction, tuple[Token, ...]]:
    value, tokens = _product(tokens, depth)
    while tokens and tokens[0] in ("+", "-"):
        sign = tokens[0]
        other, tokens = _product(tokens[1:], depth)
        value = value + other if sign == "+" else value - other
    return value, tokens


def _product(tokens: tuple[Token, ...], depth: int) -> tuple[Fraction, tuple[Token, ...]]:
    value, tokens = _factor(tokens, depth)
    while tokens and tokens[0] in ("×", "÷", "/"):
        sign = tokens[0]
        other, tokens = _factor(tokens[1:], depth)
        value = value * other if sign == "×" else value / other
    return value, tokens


def _factor(tokens: tuple[Token, ...], depth: int) -> tuple[Fraction, tuple[Token, ...]]:
    if not tokens or depth > DEEPEST:
        raise NotArithmetic
    first, rest = tokens[0], tokens[1:]
    if isinstance(first, Fraction):
        return first, rest
    if first == "(":
        value, rest = _sum(rest, depth + 1)
        if not rest or rest[0] != ")":
            raise NotArithmetic
        return value, rest[1:]
    raise NotArithmetic


def _answers(answer: str) -> list[str] | None:
    """The answers one by one, what stands after the last equals sign of each; None when one cannot be read."""
    parts = [re.split(r"[=＝]", _NUMBERED.sub("", part))[-1].strip(" 。.") for part in _SEPARATORS.split(answer)]
    given = [part for part in parts if part]
    return given if given and all(_readable(part) for part in given) else None


def _readable(typed: str) -> bool:
    return bool(_REMAINDER.match(typed)) or _number(typed) is not None


def _number(typed: str) -> Fraction | None:
    """The value of an answer: 0.5, {1/2}, 1/2, 3{1/4}, 3又1/4, 75%."""
    text = re.sub(r"(\d)又(\d{1,9})/(\d{1,9})", r"\1{\2/\3}", typed)
    try:
        return _value([sign for piece in parse(text) for sign, _ in _tokens(piece)])
    except NotArithmetic:
        return None


def _agrees(each: Sum, typed: str) -> bool:
    """Whether an answer is the value of the expression; 7……2 is the quotient and remainder of a plain division."""
    remainder = _REMAINDER.match(typed)
    if remainder is None:
        return _number(typed) == each.value
    quotient, left = int(remainder[1]), int(remainder[2])
    division = re.fullmatch(r"(\d{1,12})÷(\d{1,12})", each.typed)
    return bool(division) and divmod(int(division[1]), int(division[2])) == (quotient, left)  # type: ignore[index]


def shown(value: Fraction) -> str:
    """A value as people write it: 0.25, 12, 1/3."""
    if value.denominator == 1:
        return str(value.numerator)
    below = value.denominator
    for prime in (2, 5):
        while below % prime == 0:
            below //= prime
    if below != 1:
        return f"{value.numerator}/{value.denominator}"
    digits = next(n for n in range(1, 200) if (value * 10**n).denominator == 1)
    scaled = str(abs(int(value * 10**digits))).rjust(digits + 1, "0")
    return f"{'-' if value < 0 else ''}{scaled[:-digits]}.{scaled[-digits:]}"
