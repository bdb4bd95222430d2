"""What accepting a proposal would change."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.schools.rules.changes import PartChanges, changes, fingerprint, told_apart

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


def test_part_whose_rows_have_all_gone_became_empty_and_a_new_one_did_not() -> None:
    rows = [(1, ("甲",)), (2, ("乙",))]

    assert PartChanges("分工", ("任务",), changes(rows, [])).became_empty
    assert not PartChanges("分工", ("任务",), changes(rows, rows[:1])).became_empty
    assert not PartChanges("分工", ("任务",), changes([], rows)).became_empty
    assert not PartChanges("分工", ("任务",), changes([], [])).became_empty


def test_cell_that_was_emptied_says_so() -> None:
    (change,) = changes([(1, ("甲", "乙"))], [(1, ("甲", ""))])

    assert change.cells == (("甲", ""), ("（空）", "乙"))


def test_part_shows_only_rows_that_differ_under_their_columns() -> None:
    part = PartChanges("分工", ("任务", "负责人"), changes([(1, ("甲", "乙")), (2, ("丙", "丁"))], [(1, ("甲", "戊")), (2, ("丙", "丁"))]))

    assert [(change.label, cells) for change, cells in part.shown] == [("改动", [("任务", "甲", ""), ("负责人", "戊", "乙")])]
    assert (part.unchanged, part.changes_nothing) == (1, False)


def test_changed_row_is_named_by_what_stays_and_tells_only_what_differs() -> None:
    columns = ("周次", "内容", "形式", "备注")
    before = [(1, ("第3周", "研讨\n教材", "集中", "")), (2, ("第5周", "", "", ""))]
    after = [(1, ("第3周", "研讨\n教材", "集中", "带课本")), (3, ("第7周", "听课", "", ""))]
    part = PartChanges("表1", columns, changes(before, after))

    assert [(change.label, name, cells) for change, name, cells in part.told] == [
        ("改动", "第3周　研讨 教材", [("备注", "带课本", "（空）")]),
        ("新增", "", [("周次", "第7周", ""), ("内容", "听课", "")]),
        ("删去", "", [("周次", "第5周", "")]),
    ]


def test_long_words_that_name_a_row_are_clipped() -> None:
    before, after = [(1, ("长" * 60, "甲"))], [(1, ("长" * 60, "乙"))]
    ((_, name, _),) = PartChanges("分工", ("任务", "负责人"), changes(before, after)).told
    assert name == "长" * 24 + "…"


@given(st.lists(st.sampled_from("甲乙"), max_size=8))
def test_keys_told_apart_are_all_different_and_keep_their_order(keys: list[str]) -> None:
    told = told_apart(keys)

    assert [key for key, _ in told] == keys
    assert len(set(told)) == len(keys)
