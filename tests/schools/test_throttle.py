"""Guessing gets slower and slower, and nobody is locked out for ever."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.schools import throttle
from jiaoyan.schools.throttle import LIMITS, Limits, attempt


class Clock:
    """A clock that tests turn."""

    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    cache.clear()
    clock = Clock()
    monkeypatch.setattr(throttle, "clock", clock)
    yield clock
    cache.clear()


def fail(count: int, username: str = "leader", address: str = "10.0.0.1") -> None:
    for _ in range(count):
        assert attempt(username, address).seconds_to_wait == 0


def test_exactly_the_allowed_failures_pass_and_the_next_one_waits(clock: Clock) -> None:
    fail(LIMITS.account_failures)
    assert attempt("leader", "10.0.0.1").seconds_to_wait == LIMITS.first_wait


def test_address_is_limited_across_accounts(clock: Clock) -> None:
    for number in range(LIMITS.address_failures):
        fail(1, f"name{number}")
    assert attempt("somebody", "10.0.0.1").seconds_to_wait > 0
    assert attempt("somebody", "10.0.0.2").seconds_to_wait == 0


def test_account_is_limited_across_addresses_and_letter_case(clock: Clock) -> None:
    for number in range(LIMITS.account_failures):
        fail(1, "Leader" if number % 2 else "leader ", f"10.0.1.{number}")
    assert attempt("LEADER", "10.0.9.9").seconds_to_wait > 0


def test_waits_grow_while_failures_go_on_and_are_not_counted_while_waiting(clock: Clock) -> None:
    fail(LIMITS.account_failures)
    for _ in range(50):
        assert attempt("leader", "10.0.0.1").seconds_to_wait == LIMITS.first_wait
    clock.now += LIMITS.first_wait
    fail(1)
    assert attempt("leader", "10.0.0.1").seconds_to_wait == 2 * LIMITS.first_wait


def test_after_the_wait_a_right_password_works_and_starts_the_account_afresh(clock: Clock) -> None:
    fail(LIMITS.account_failures)
    clock.now += LIMITS.first_wait
    right = attempt("leader", "10.0.0.1")
    assert right.seconds_to_wait == 0
    right.succeeded()
    clock.now += LIMITS.window
    fail(LIMITS.account_failures)


def test_success_takes_its_own_attempt_back_from_the_address(clock: Clock) -> None:
    for number in range(LIMITS.address_failures * 3):
        right = attempt(f"name{number}", "10.0.0.1")
        assert right.seconds_to_wait == 0
        right.succeeded()


def test_everything_is_forgotten_after_the_window(clock: Clock) -> None:
    fail(LIMITS.account_failures)
    clock.now += LIMITS.window + 1
    fail(LIMITS.account_failures)


def test_attempts_made_at_the_same_moment_are_all_counted(clock: Clock) -> None:
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: attempt("leader", "10.0.0.1").seconds_to_wait, range(60)))
    assert sum(wait == 0 for wait in waits) == LIMITS.account_failures


def test_any_typed_name_makes_a_key_the_cache_accepts(clock: Clock) -> None:
    for name in ("", " ", "张\x00三", "\ud800", "x" * 5000, "a b\nc"):
        assert attempt(name, "::1").seconds_to_wait == 0


@given(st.integers(0, 10_000))
def test_wait_never_exceeds_the_longest_one(failures: int) -> None:
    limits = Limits()
    assert 0 <= limits.wait(failures, 10) <= limits.longest_wait < limits.window


@given(st.integers(0, 200))
def test_wait_never_shrinks_with_more_failures(failures: int) -> None:
    assert Limits().wait(failures, 10) <= Limits().wait(failures + 1, 10)
