"""The write gate lets one writer in at a time, across threads, and never for longer than its timeout."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from jiaoyan.database.gate import GateTimeout, WriteGate


def test_second_writer_waits_until_the_first_leaves(tmp_path: Path) -> None:
    first, second = WriteGate(str(tmp_path / "db"), 5), WriteGate(str(tmp_path / "db"), 5)
    order: list[str] = []
    first.acquire()

    def enter() -> None:
        second.acquire()
        order.append("second in")
        second.release()

    waiting = threading.Thread(target=enter)
    waiting.start()
    time.sleep(0.05)
    order.append("first out")
    first.release()
    waiting.join(5)
    assert order == ["first out", "second in"]


def test_gate_that_stays_shut_times_out_and_can_be_entered_later(tmp_path: Path) -> None:
    holder, late = WriteGate(str(tmp_path / "db"), 5), WriteGate(str(tmp_path / "db"), 0.05)
    holder.acquire()
    with pytest.raises(GateTimeout):
        late.acquire()
    assert not late.inside
    holder.release()
    late.acquire()
    assert late.inside
    late.release()


def test_release_without_entering_is_harmless(tmp_path: Path) -> None:
    gate = WriteGate(str(tmp_path / "db"), 1)
    gate.release()
    gate.acquire()
    gate.release()
    gate.release()
    assert not gate.inside
