"""Small tools to measure with: a fresh process for memory, the minimum of several runs for time."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def best_of(runs: int, work: Callable[[], object]) -> tuple[float, float]:
    """Best wall and CPU seconds of ``runs`` runs."""
    wall = cpu = float("inf")
    for _ in range(runs):
        begun, used = time.perf_counter(), time.process_time()
        work()
        wall, cpu = min(wall, time.perf_counter() - begun), min(cpu, time.process_time() - used)
    return wall, cpu


def in_fresh_process(module: str, *arguments: str, environment: dict[str, str] | None = None) -> dict[str, Any]:
    """Run ``python -m module``, whose last line is JSON, and add its peak memory as ``peak_mb``."""
    code = f"import runpy, resource, sys; sys.argv[1:] = {list(arguments)!r}; runpy.run_module({module!r}, run_name='__main__')"
    code += "; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=True
    )
    *_, answer, peak = done.stdout.strip().splitlines()
    result: dict[str, Any] = json.loads(answer)
    return {**result, "peak_mb": int(peak) / 1024}


def peak_mb() -> float:
    """Peak memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def percentile(values: list[float], share: float) -> float:
    """The value below which ``share`` of the sorted values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def save(results: dict[str, Any], path: Path) -> None:
    """Keep the figures, so that documents can quote them."""
    path.write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
