"""The small state machine of approval."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.schools.rules.approval import (
    EVENT_LABELS,
    STATUS_LABELS,
    Event,
    NotPossible,
    Status,
    forbid_own,
    may_edit,
    next_status,
    opens_new_version,
    possible_events,
)

STEPS = {
    ("draft", "submit"): "submitted",
    ("returned", "submit"): "submitted",
    ("submitted", "withdraw"): "draft",
    ("submitted", "approve"): "approved",
    ("submitted", "return"): "returned",
    ("approved", "reopen"): "draft",
    ("approved", "archive"): "archived",
}
IMPOSSIBLE = [pair for pair in itertools.product([s.value for s in Status], [e.value for e in Event]) if pair not in STEPS]


@pytest.mark.parametrize(("step", "after"), STEPS.items())
def test_step_that_is_possible(step: tuple[str, str], after: str) -> None:
    assert next_status(*step) == after


@pytest.mark.parametrize(("status", "event"), IMPOSSIBLE)
def test_any_other_step_says_in_chinese_what_and_why(status: str, event: str) -> None:
    with pytest.raises(NotPossible) as refusal:
        next_status(status, event)

    assert EVENT_LABELS[Event(event)] in str(refusal.value)
    assert str(refusal.value).endswith("。")


@pytest.mark.parametrize(("status", "event"), [("lost", "submit"), ("draft", "burn")])
def test_unknown_words_are_a_programming_error(status: str, event: str) -> None:
    with pytest.raises(ValueError, match="is not a valid"):
        next_status(status, event)


@pytest.mark.parametrize("status", list(Status))
def test_buttons_offered_are_exactly_the_possible_steps(status: Status) -> None:
    assert {(status.value, event.value) for event in possible_events(status)} == {pair for pair in STEPS if pair[0] == status}


def test_text_may_be_edited_as_draft_and_after_return_only() -> None:
    assert [status.value for status in Status if may_edit(status)] == ["draft", "returned"]


def test_only_reopening_starts_a_new_version() -> None:
    assert [event.value for event in Event if opens_new_version(event)] == ["reopen"]


@pytest.mark.parametrize("event", ["approve", "return"])
def test_nobody_decides_on_his_own_paper(event: str) -> None:
    with pytest.raises(NotPossible, match="自己"):
        forbid_own(event, by=7, authors={3, 7})

    forbid_own(event, by=8, authors={3, 7})


@pytest.mark.parametrize("event", ["submit", "withdraw", "reopen", "archive"])
def test_authors_handle_their_own_paper_otherwise(event: str) -> None:
    forbid_own(event, by=7, authors={7})


@given(st.lists(st.sampled_from(list(Event)), max_size=40))
def test_walk_reaches_approval_only_through_a_submission_and_never_leaves_the_archive(events: list[Event]) -> None:
    status, path = Status.DRAFT, [Status.DRAFT]
    for event in events:
        try:
            status = next_status(status, event)
        except NotPossible:
            assert event not in possible_events(status)
            continue
        assert path[-1] is not Status.ARCHIVED
        path.append(status)

    for before, after in itertools.pairwise(path):
        assert after is not Status.APPROVED or before is Status.SUBMITTED
        assert after is not Status.RETURNED or before is Status.SUBMITTED


def test_every_status_and_event_has_a_chinese_label() -> None:
    assert set(STATUS_LABELS) == set(Status)
    assert set(EVENT_LABELS) == set(Event)
