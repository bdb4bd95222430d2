"""Slows guessing of passwords down, by account and by address, and never locks anybody for ever. 登录限速

An attempt is counted before the password is looked at, so attempts made at the same moment cannot slip through together; a right password
takes its count back. While somebody has to wait, attempts are neither looked at nor counted: after the wait the right password works.
"""

from __future__ import annotations

import hashlib
import threading
import time
import unicodedata
from dataclasses import dataclass

from django.core.cache import cache


@dataclass(frozen=True, slots=True)
class Limits:
    """Everything that can be tuned about sign-in: failures allowed in a window, then waits that double up to the longest. Seconds."""

    account_failures: int = 10
    address_failures: int = 10
    window: int = 15 * 60
    first_wait: int = 5
    longest_wait: int = 5 * 60

    def wait(self, failures: int, allowed: int) -> int:
        """How long the next attempt must wait after so many failures in the window; 0 while within what is allowed."""
        beyond = failures - allowed
        return 0 if beyond < 0 else min(self.longest_wait, self.first_wait * 2 ** min(beyond, 20))


LIMITS = Limits()
_lock = threading.Lock()


def clock() -> float:
    """Seconds; a name of its own so that tests can turn it."""
    return time.time()


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at the door. ``seconds_to_wait`` is 0 when the password may be looked at."""

    account: str
    address: str
    seconds_to_wait: int

    def succeeded(self) -> None:
        """The password was right: the account starts afresh, the address takes this one attempt back."""
        with _lock:
            cache.delete(self.account)
            cache.set(self.address, _recent(self.address, clock())[:-1], LIMITS.window)


def attempt(username: str, address: str) -> Attempt:
    """Count an attempt at ``username`` from ``address``, unless it has to wait."""
    account_key = _key("account", unicodedata.normalize("NFKC", username).strip().lower())
    address_key = _key("address", address)
    now = clock()
    with _lock:
        counts = [(account_key, LIMITS.account_failures), (address_key, LIMITS.address_failures)]
        remaining = [_remaining(_recent(key, now), allowed, now) for key, allowed in counts]
        if max(remaining) <= 0:
            for key, _ in counts:
                cache.set(key, [*_recent(key, now), now], LIMITS.window)
    return Attempt(account_key, address_key, max(0, *(int(-(-seconds // 1)) for seconds in remaining)))


def _recent(key: str, now: float) -> list[float]:
    """When attempts failed within the window."""
    return [moment for moment in cache.get(key) or [] if now - LIMITS.window < moment <= now]


def _remaining(failures: list[float], allowed: int, now: float) -> float:
    return failures[-1] + LIMITS.wait(len(failures), allowed) - now if failures else 0


def _key(kind: str, name: str) -> str:
    """A key every cache accepts, whatever people type."""
    return f"sign-in:{kind}:{hashlib.sha256(name.encode(errors='replace')).hexdigest()}"
