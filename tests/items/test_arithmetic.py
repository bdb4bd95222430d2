"""Keys of calculations are recomputed exactly; what cannot be judged is left alone."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.items.rules.arithmetic import expressions, shown, wrong_key


@pytest.mark.parametrize(
    ("stem", "answer"),
    [
        ("0.25×4＝", "1"),
        ("直接写出得数。\n0.25×4＝{()}　1.2＋3＝", "1；4.2"),
        ("{1/2}＋{1/3}＝", "{5/6}"),
        ("{1/2}＋{1/3}＝", "10/12"),
        ("3{1/4}－1＝", "2又1/4"),
        ("47÷6＝", "7……5"),
        ("(1)25×4=\n(2)125×8=", "(1)100；(2)1000"),
        ("计算：3.6÷(0.4+0.5)", "原式=3.6÷0.9=4"),
        ("50%＋0.5＝", "1"),
        ("{竖:345+267}", "612"),
        ("[(1+2)×3]÷9=", "1"),
    ],
)
def test_a_right_key_is_accepted_however_it_is_written(stem: str, answer: str) -> None:
    assert expressions(stem)
    assert wrong_key(stem, answer) == ""


@pytest.mark.parametrize(
    ("stem", "answer", "says"),
    [
        ("0.25×4＝", "10", "应得1"),
        ("{1/2}＋{1/3}＝", "{2/5}", "应得5/6"),
        ("47÷6＝", "7……4", "7……4"),
        ("0.5＋0.5＝　1－0.1＝", "1；0.8", "应得0.9"),
        ("0.5＋0.5＝　1－0.1＝", "1；0.9；3", "2道算式，答案有3个"),
        ("5÷(2－2)＝", "0", "除数是0"),
        ("8－3×2＝", "10", "应得2"),
        ("计算 {3/4}+{1/6}=（  ）", "{5/6}", "应得11/12"),
        ("脱式计算8－3×2＝____", "10", "应得2"),
    ],
)
def test_a_wrong_key_is_said_with_what_it_should_be(stem: str, answer: str, says: str) -> None:
    assert says in wrong_key(stem, answer)


@pytest.mark.parametrize(
    "stem",
    [
        "解方程：x＋3＝5",
        "12＋{()}＝15",
        "3.2{○}3.5",
        "小明有3个苹果，吃了1个，还剩几个？",
        "3.5÷1.7（得数保留两位小数）＝",
        "{1/2}",
        "",
        "3 4=",
        "(",
    ],
)
def test_what_is_no_pure_calculation_is_left_to_the_reviewer(stem: str) -> None:
    assert expressions(stem) == ()
    assert wrong_key(stem, "999") == ""


def test_an_answer_that_cannot_be_read_is_left_to_the_reviewer() -> None:
    assert wrong_key("0.25×4＝", "略") == ""


@given(st.integers(0, 9999), st.integers(1, 9999), st.integers(0, 9999))
def test_sums_agree_with_exact_arithmetic_and_a_neighbour_is_refused(a: int, b: int, c: int) -> None:
    stem = f"{a}÷{b}＋{c}×2＝"
    value = Fraction(a, b) + c * 2
    assert expressions(stem)[0].value == value
    assert wrong_key(stem, shown(value)) == ""
    assert wrong_key(stem, shown(value + 1)) != ""


@given(st.fractions(min_value=-1000, max_value=1000, max_denominator=5000))
def test_a_value_is_shown_so_that_it_reads_back(value: Fraction) -> None:
    assert Fraction(shown(value)) == value


@given(st.text(alphabet="0123456789.+-×÷()=＝ {}/_\n", max_size=40))
def test_no_stem_makes_the_check_fail(stem: str) -> None:
    wrong_key(stem, stem)
