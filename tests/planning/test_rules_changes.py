"""What accepting a proposal would change."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.planning.rules.changes import changes, fingerprint

TABLE = st.dictionaries(st.integers(0, 9), st.tuples(st.sampled_from("甲乙"), st.sampled_from(["", "丙"])), max_size=6).map(
    lambda rows: list(rows.items())
)


def test_rows_are_matched_by_key_and_those_that_go_come_last() -> None:
    found = changes([("a", ("甲",)), ("b", ("乙",)), ("c", ("丙",))], [("c", ("丙",)), ("b", ("丁",)), ("d", ("戊",))])

    assert [(change.state, change.label) for change in found] == [
        ("same", "不变"),
        ("changed", "改动"),
        ("added", "新增"),
        ("removed", "删去"),
    ]


def test_cells_show_what_stood_before_only_where_it_differs() -> None:
    changed, removed = changes([(1, ("甲", "")), (2, ("乙", "丙"))], [(1, ("甲", "丁"))])

    assert changed.cells == (("甲", ""), ("丁", "（空）"))
    assert removed.cells == (("乙", ""), ("丙", ""))


@given(TABLE, TABLE)
def test_after_cells_of_the_changes_are_the_new_table(before: list, after: list) -> None:
    found = changes(before, after)

    assert [change.after for change in found if change.after is not None] == [cells for _, cells in after]
    assert sorted(change.before for change in found if change.before is not None) == sorted(cells for _, cells in before)


@given(TABLE)
def test_table_compared_with_itself_changes_nothing(table: list) -> None:
    assert all(change.state == "same" for change in changes(table, table))


def test_fingerprint_differs_with_a_single_cell() -> None:
    assert fingerprint(changes([], [(1, ("甲",))])) != fingerprint(changes([], [(1, ("乙",))]))
