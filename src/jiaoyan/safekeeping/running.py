"""Whether a site is served from a data folder just now: two servers, or a restore under a running one, would work against each other."""

from __future__ import annotations

from pathlib import Path

from jiaoyan.database.gate import GateTimeout, WriteGate

NAME = "serving"


def hold(data: Path) -> WriteGate | None:
    """Take the folder for this process until it ends or releases it; None when another process serves from it.

    A lock of the system, so a crash leaves nothing behind.
    """
    gate = WriteGate(str(data / NAME), 0.0)
    try:
        gate.acquire()
    except GateTimeout:
        return None
    return gate


def is_served(data: Path) -> bool:
    """Whether another process serves from the folder."""
    if not data.exists():
        return False
    gate = hold(data)
    if gate is not None:
        gate.release()
    return gate is None
