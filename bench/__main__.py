"""``make bench``: the figures this project quotes, measured in one run on this machine. Ratios travel, seconds do not."""

from __future__ import annotations

import platform
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from bench import pages
from bench.measure import in_fresh_process, save

TARGET = Path(__file__).parent / "figures.json"


def main() -> None:
    """Measure, print as a table, keep as ``bench/figures.json``."""
    ours, peer = in_fresh_process("bench.ledger_ours"), in_fresh_process("bench.ledger_peer")
    writers = {kind: in_fresh_process("bench.writers", kind) for kind in ("ours", "plain")}
    counting = in_fresh_process("bench.quotas_count")
    with tempfile.TemporaryDirectory(prefix="jiaoyan-bench-") as folder:
        subprocess.run([sys.executable, "-m", "jiaoyan.cli.command", "--data", folder, "demo"], check=True, stdout=subprocess.DEVNULL)
        visited = pages.measure(Path(folder))
    results: dict[str, Any] = {
        "on": {"day": date.today().isoformat(), "python": platform.python_version(), "cores": len(__import__("os").sched_getaffinity(0))},  # noqa: DTZ011
        "ledger": {"ours": ours, "python-docx row by row": peer},
        "counting quotas": counting,
        "pages": visited,
        "fifty writers on SQLite": writers,
    }
    save(results, TARGET)
    report(results)


def report(results: dict[str, Any]) -> None:
    """The figures for reading."""
    ours, peer = results["ledger"]["ours"], results["ledger"]["python-docx row by row"]
    print(f"ledger of the test sample   ours {ours['wall'] * 1000:6.0f} ms, peak {ours['peak_mb']:.0f} MB")
    print(
        f"  python-docx row by row         {peer['wall'] * 1000:6.0f} ms, peak {peer['peak_mb']:.0f} MB   ({peer['wall'] / ours['wall']:.1f} times as long)"
    )
    count = results["counting quotas"]
    print(
        f"counting {count['quotas']} quotas of {count['teachers']} teachers in {count['facts']} facts   "
        f"{count['wall'] * 1000:.0f} ms, first {count['first'] * 1000:.0f} ms, peak {count['peak_mb']:.0f} MB"
    )
    for name, page in results["pages"].items():
        print(
            f"{name:<17} {page['cpu_ms']:6.1f} ms CPU, median {page['median_ms']:6.1f} ms, "
            f"{page['requests_per_second']:6.1f} requests/s, p95 with 8 clients {page['p95_ms_eight_clients']:6.0f} ms"
        )
    for kind, run in results["fifty writers on SQLite"].items():
        print(
            f"50 writers, {kind:<6} {run['errors']} of {run['tried']} failed, {run['lost']} lost, {run['per_second']:.0f}/s, slowest {run['slowest_s']:.2f} s"
        )


if __name__ == "__main__":
    main()
