"""Words of a record inside a sentence: one line, cut, and never two pairs of the same marks inside each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.schools.rules.quoting import quoted


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("每节课留两分钟检验", None, "“每节课留两分钟检验”"),
        ("针对“审题”：\n先读 后算", None, "“针对‘审题’： 先读 后算”"),
        ("一二三四五", 3, "“一二三…”"),
        ("一二三", 3, "“一二三”"),
        ("针对“单位一变就乱”：画图", 5, "“针对‘单位…’”"),
    ],
)
def test_words_stand_in_marks_of_the_right_kind(text: str, most: int | None, expected: str) -> None:
    assert quoted(text, most) == expected


@given(st.text("“”‘’甲乙 ", max_size=30), st.none() | st.integers(1, 20))
def test_outer_marks_are_the_only_outer_marks(text: str, most: int | None) -> None:
    inside = quoted(text, most)[1:-1]
    assert not set(inside) & set("“”")
