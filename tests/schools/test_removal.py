"""What was taken out: left out by every question but those that ask for it, and of one school only."""

from __future__ import annotations

from typing import Any

import pytest

from jiaoyan.activities.models import TheoryNote
from jiaoyan.items.models import ExerciseItem
from jiaoyan.schools.queries import KEPT_REMOVED, taken_out_last
from jiaoyan.schools.scope import NoScope, school_scope
from tests.activities.builders import note_removed, theory_note
from tests.conftest import SmallSchool, TwoSchools
from tests.items import builders as items


def test_no_question_is_put_outside_a_school_and_none_finds_another_schools_rows(two_schools: TwoSchools, here: SmallSchool) -> None:
    row = note_removed(here)
    assert TheoryNote.even_removed.get() == row
    assert not TheoryNote.objects.exists()
    with school_scope(two_schools.there.school.pk):
        assert not TheoryNote.even_removed.exists()


@pytest.mark.django_db
def test_no_rows_are_given_outside_a_school() -> None:
    for rows in (TheoryNote.objects, TheoryNote.even_removed):
        with pytest.raises(NoScope):
            rows.all()


def test_related_names_and_what_is_fetched_by_them_leave_it_out_but_a_foreign_key_leads_to_it(here: SmallSchool) -> None:
    item = items.item_removed(here)
    row = items.fresh(here, item.exercise)
    assert [each.pk for each in row.items.all()] == [each.pk for each in row.items.order_by("pk")]
    assert item not in row.items.all()
    assert ExerciseItem.even_removed.filter(exercise=row).count() == 2
    assert here.group.theory_notes.count() == 0
    note = note_removed(here)
    assert here.group.theory_notes.count() == 0
    note.refresh_from_db()
    assert note.removed_at is not None


def test_the_last_taken_out_stand_first_and_no_more_than_are_shown(here: SmallSchool, django_assert_num_queries: Any) -> None:
    for number in range(KEPT_REMOVED + 2):
        TheoryNote.objects.filter(pk=theory_note(here, theme=f"{number}", key_points=[f"{number}{x}" for x in "甲乙丙"]).pk).update(
            removed_at=f"2024-06-{number + 1:02}T12:00+08:00"
        )
    with django_assert_num_queries(1):
        found = taken_out_last(TheoryNote.even_removed.filter(group=here.group))
    assert [row.theme for row in found] == [str(number) for number in range(KEPT_REMOVED + 1, 1, -1)]
