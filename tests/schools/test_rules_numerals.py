"""Chinese numerals and dates as people type them (pitfall 14)."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.schools.rules.numerals import bracketed, chinese_number, parse_day, parse_month, parse_number, percent, plain_digits

NEAR = date(2024, 2, 21)


@pytest.mark.parametrize(
    ("number", "text"), [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (19, "十九"), (20, "二十"), (21, "二十一"), (99, "九十九")]
)
def test_numbers_in_chinese(number: int, text: str) -> None:
    assert chinese_number(number) == text


@pytest.mark.parametrize("number", [0, 100, -3])
def test_numbers_outside_one_to_ninety_nine_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="一到九十九"):
        chinese_number(number)


@given(st.integers(1, 99))
def test_chinese_numbers_come_back(number: int) -> None:
    assert parse_number(chinese_number(number)) == number
    assert parse_number(bracketed(number)) == number
    assert parse_number(str(number)) == number


def test_chinese_numbers_are_all_different() -> None:
    assert len({chinese_number(number) for number in range(1, 100)}) == 99


@pytest.mark.parametrize(
    ("text", "number"), [("１１", 11), ("（十一）", 11), ("(３)", 3), (" 十 ", 10), ("一十一", 11), ("二〇", 20), ("两", 2)]
)
def test_numbers_are_read_however_they_are_typed(text: str, number: int) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize("text", ["", "十十", "一二三", "甲", "3.5", "-2", "二十零", "零十", "二百"])
def test_what_is_no_number_is_refused_in_chinese(text: str) -> None:
    with pytest.raises(ValueError, match="看不懂这个数"):
        parse_number(text)


def test_brackets_of_an_activity_number() -> None:
    assert bracketed(11) == "（十一）"


def test_full_width_digits_and_points_become_plain() -> None:
    assert plain_digits("　２．２１ ") == "2.21"


@pytest.mark.parametrize(("text", "month"), [("二月份", 2), ("2月", 2), ("１２月份", 12), ("十二月", 12), ("十月", 10)])
def test_months(text: str, month: int) -> None:
    assert parse_month(text) == month


@pytest.mark.parametrize("text", ["13月", "0月", "月", "二", "十十月"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="看不懂这个"):
        parse_month(text)


@pytest.mark.parametrize(
    "text",
    ["2024-02-21", "2024.2.21", "2024年2月21日", "2.21", "２.２１", "２．２１", "2/21", "2月21日", "2 月 21 日", "二月二十一日", "2月21号"],
)
def test_one_day_in_many_writings(text: str) -> None:
    assert parse_day(text, NEAR) == date(2024, 2, 21)


def test_day_without_year_is_the_one_nearest_to_the_term() -> None:
    assert parse_day("1.15", date(2023, 11, 1)) == date(2024, 1, 15)
    assert parse_day("12.30", date(2024, 1, 10)) == date(2023, 12, 30)
    assert parse_day("2.29", date(2023, 11, 1)) == date(2024, 2, 29)


@pytest.mark.parametrize("text", ["2.30", "13.1", "2023-02-29", "0.1"])
def test_day_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="没有这一天"):
        parse_day(text, NEAR)


@pytest.mark.parametrize("text", ["", "明天", "2", "2.21.", "第3周", "2024", "2024-2"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"看不懂这个日期|没有这一天"):
        parse_day(text, NEAR)


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)))
def test_written_days_come_back(day: date) -> None:
    assert parse_day(f"{day.year}年{day.month}月{day.day}日", NEAR) == day
    assert parse_day(day.isoformat(), NEAR) == day
    assert parse_day(f"{day.month}.{day.day}", day) == day
    assert parse_day(f"{chinese_number(day.month)}月{chinese_number(day.day)}日", day) == day


@pytest.mark.parametrize(
    ("share", "printed"),
    [
        (Fraction(40, 42), "95.2%"),
        (None, "—"),
        (Fraction(3, 3), "100%"),
        (Fraction(9, 100), "9%"),
        (Fraction(1, 2), "50%"),
        (Fraction(904, 10000), "9.0%"),
        (Fraction(1, 2000), "0.1%"),
        (Fraction(1, 2001), "0.0%"),
        (Fraction(0, 7), "0%"),
    ],
)
def test_a_share_is_written_with_one_decimal_unless_it_is_whole(share: Fraction | None, printed: str) -> None:
    assert percent(share) == printed


@given(st.integers(1, 3000).flatmap(lambda whole: st.builds(Fraction, st.integers(0, whole), st.just(whole))))
def test_a_written_share_is_the_exact_one_rounded_half_up(share: Fraction) -> None:
    exact = (Decimal(share.numerator * 100) / Decimal(share.denominator)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert Decimal(percent(share).rstrip("%")) == exact
    assert ("." in percent(share)) is ((share * 100).denominator != 1)
