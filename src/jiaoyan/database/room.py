"""Room on the data disk: a reserve that is given up when the disk is full, so that there is room left to say so.

Without it a disk filled by another program stops even reading: a session that is prolonged and a line of history for a look at names
are small writes. Below ``STOP_BYTES`` people's writes are refused before they begin; what is left then is for the small ones.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

RESERVE_BYTES = 16 * 1024 * 1024
STOP_BYTES = 2 * RESERVE_BYTES  # giving the reserve up must not open the door again
GIVE_UP_BYTES = 4 * 1024 * 1024
WARN_BYTES = 500 * 1024 * 1024
NAME = "reserve.bin"


def free_bytes(folder: Path) -> int:
    """How much the disk of ``folder`` still takes."""
    return shutil.disk_usage(folder).free


def lay_reserve(folder: Path) -> bool:
    """Put the reserve down when it is missing and there is ample room; returns whether it lies there. Never raises."""
    path = folder / NAME
    try:
        if path.exists() and path.stat().st_size == RESERVE_BYTES:
            return True
        if free_bytes(folder) < STOP_BYTES + RESERVE_BYTES:
            return False
        _fill(path)
    except OSError:
        path.unlink(missing_ok=True)
        return False
    return True


def give_up_reserve(folder: Path) -> None:
    """Free the reserve's room at once; harmless when it is gone already."""
    try:
        (folder / NAME).unlink(missing_ok=True)
    except OSError:  # a virus scanner may hold it on Windows; the next request tries again
        return


def may_write(folder: Path) -> bool:
    """Whether people's writes have room. Gives the reserve up when the disk is as good as full, lays it again when there is room.

    Two or three system calls, so every request may ask. A folder that cannot be asked counts as having room: the write will tell.
    """
    try:
        free = free_bytes(folder)
    except OSError:
        return True
    if free < GIVE_UP_BYTES:
        give_up_reserve(folder)
    elif free >= STOP_BYTES + RESERVE_BYTES:
        lay_reserve(folder)
    return free >= STOP_BYTES


def warning(free: int) -> str:
    """What to say when the data disk has little room, or none for people's writes any more; "" when it has enough."""
    if free >= WARN_BYTES:
        return ""
    left = f"数据文件夹所在磁盘只剩 {free // 1024**2} MB"
    if free < STOP_BYTES:
        return f"{left}，现在只能查看，不能保存。请立即清理磁盘，清理后自动恢复。"
    return f"{left}，请尽快清理；少于 {STOP_BYTES // 1024**2} MB 时只能查看，不能保存。"


def _fill(path: Path) -> None:
    """Real bytes, not a hole: a sparse file would reserve nothing. Random ones, because some disks pack zeros away."""
    block = os.urandom(1024 * 1024)
    with path.open("wb") as file:
        for _ in range(RESERVE_BYTES // len(block)):
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
