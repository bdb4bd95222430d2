"""The words of the Friday collection: courteous, short, what is late first, and without names where names are not wanted."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.dashboard.rules.reminding import (
    MOST,
    PAPERS,
    Missing,
    end_of_week,
    for_one,
    for_the_group,
    gathered,
    of_gaps,
    pieces,
    week_title,
)
from jiaoyan.schools.rules.calendar import Calendar, TermDates
from jiaoyan.schools.rules.gaps import Gap

FRIDAY = date(2024, 6, 14)
CALENDAR = Calendar(TermDates(date(2024, 2, 21), date(2024, 6, 28)))


def missing(words: str, due: date | None = None, *, late: bool = False) -> Missing:
    return Missing(words, words, words.partition(" ")[0], due, late, "/x/")


def test_whoever_is_late_with_most_comes_first_and_nobodys_things_last() -> None:
    found = gathered(
        [
            (None, "还没有定人", missing("第2单元没有主备人", late=True)),
            (1, "周予安", missing("听课 9/15", FRIDAY)),
            (2, "沈知行", missing("教学反思 1/2", date(2024, 5, 31), late=True)),
            (1, "周予安", missing("研究课", date(2024, 5, 1), late=True)),
        ]
    )
    assert [(each.name, each.late) for each in found] == [("周予安", 1), ("沈知行", 1), ("还没有定人", 1)]
    assert [thing.words for thing in found[0].things] == ["研究课", "听课 9/15"]


def test_the_message_without_names_names_nobody() -> None:
    owing = gathered([(1, "周予安", missing("听课 9/15")), (2, "沈知行", missing("教学反思 1/2"))])
    text = for_the_group("第17周", owing, "林知远", names=False)
    assert "周予安" not in text
    assert "沈知行" not in text
    assert "2位老师" in text
    assert text.endswith("——林知远")


def test_the_message_with_names_has_a_line_for_each_person_and_a_number_for_the_rest() -> None:
    things = [missing(f"第{n}件") for n in range(1, MOST + 3)]
    owing = gathered([(1, "周予安", thing) for thing in things] + [(None, "还没有定人", missing("没有主备人"))])
    lines = for_the_group("第17周", owing, "林知远", names=True).split("\n")
    assert lines[1].startswith("周予安：第1件；")
    assert lines[1].endswith("另有2项")
    assert len(lines) == 3, "what belongs to nobody is the leader's, not the chat's"


def test_a_thing_not_yet_due_is_asked_for_with_its_day_and_a_late_one_without() -> None:
    [owing] = gathered([(1, "周予安", missing("听课 9/15", FRIDAY)), (1, "周予安", missing("反思", FRIDAY, late=True))])
    text = for_one("第17周", owing, "林知远")
    assert text.startswith("周老师好！")
    assert "反思；听课 9/15（6月14日前）" in text


def test_when_nobody_owes_anything_the_message_says_thank_you() -> None:
    assert for_the_group("第17周", [], "林知远", names=True) == "各位老师好！第17周的各项工作都做好了，谢谢大家。——林知远"


def test_a_gap_is_late_and_leads_to_its_page() -> None:
    found = of_gaps([Gap("第3次活动没有记录", "周予安", 1, FRIDAY, "/activities/3/")])
    assert found == Missing("第3次活动没有记录", "第3次活动没有记录", PAPERS, FRIDAY, late=True, url="/activities/3/")


def test_what_lacks_at_one_place_is_one_thing_since_the_oldest() -> None:
    found = of_gaps([Gap(f"第{week}周没有记每日一议", "周予安", 1, date(2024, 3, week), "/talks/") for week in (4, 2, 3)])
    assert (found.words, found.due) == ("第2—4周没有记每日一议", date(2024, 3, 2))


def test_kinds_of_things_that_concern_as_many_people_come_in_the_order_they_are_wanted() -> None:
    kinds = [f"{kind} 还缺1篇" for kind in "戊己庚辛甲乙丙丁"]
    owed = [(1, "周予安", missing(words, date(2024, 6, day), late=True)) for day, words in enumerate(kinds, start=1)]
    said = for_the_group("第17周", gathered(owed), "林知远", names=False)
    assert [line[0] for line in said.splitlines()[1:-1]] == [words[0] for words in kinds]


def test_the_message_without_names_counts_the_people_of_each_kind_of_thing() -> None:
    owing = gathered([(1, "周予安", missing("听课 9/15")), (2, "沈知行", missing("听课 8/15")), (2, "沈知行", missing("教学反思 1/2"))])
    assert for_the_group("第17周", owing, "林知远", names=False).split("\n")[1:-1] == ["听课：2位老师", "教学反思：1位老师"]


@given(st.text(alphabet="听课，。\n a😀", max_size=300), st.integers(min_value=8, max_value=60))
def test_pieces_hold_the_whole_message_in_order_and_none_is_too_long(text: str, most: int) -> None:
    found = pieces(text, most)
    assert all(0 < len(piece.encode()) <= most for piece in found)
    assert "".join("".join(found).split()) == "".join(text.split())


def test_a_message_is_cut_between_its_lines() -> None:
    assert pieces("甲乙\n丙丁\n戊己", 13) == ["甲乙\n丙丁", "戊己"]


def test_the_week_of_a_day_and_its_end() -> None:
    assert (week_title(CALENDAR, FRIDAY), end_of_week(CALENDAR, FRIDAY)) == ("第17周", date(2024, 6, 16))
    assert (week_title(CALENDAR, date(2024, 8, 1)), end_of_week(CALENDAR, date(2024, 8, 1))) == ("本学期", date(2024, 8, 1))
