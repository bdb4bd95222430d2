"""The child process: whatever happens in there, the caller gets a value or one clear failure, in time."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from jiaoyan.documents import sandbox
from jiaoyan.documents.sandbox import ChildFailed
from tests.conftest import worked

posix = pytest.mark.skipif(sys.platform == "win32", reason="resource limits exist on POSIX only")


def failure(code: str, **limits: float) -> ChildFailed:
    """Run Python source as the child's work; the builtins serve as the function called."""
    with pytest.raises(ChildFailed) as caught:
        sandbox.run("builtins:exec", code.encode(), **limits)  # type: ignore[arg-type]
    return caught.value


def test_a_result_comes_back() -> None:
    assert sandbox.run("builtins:len", b"abc") == 3


def test_arguments_travel_as_json() -> None:
    assert sandbox.run("json:loads", b'{"a": ["\xe4\xba\x94"]}', {"parse_int": None}) == {"a": ["五"]}


def test_a_child_starts_within_half_a_second() -> None:
    start = worked()
    sandbox.run("builtins:len", b"")
    assert worked() - start < 0.5


def test_an_exception_names_its_kind_but_not_its_text() -> None:
    failed = failure("raise KeyError('张三 92 分')")
    assert failed.reason == "KeyError"
    assert "张三" not in str(failed)


def test_an_abort_of_a_native_library_is_a_failure() -> None:
    assert failure("import os; os.abort()").reason.startswith("exit code")


def test_a_segmentation_fault_is_a_failure() -> None:
    assert failure("import ctypes; ctypes.string_at(0)").reason.startswith("exit code")


def test_leaving_quietly_without_an_answer_is_a_failure() -> None:
    assert failure("import os; os._exit(0)").reason == "exit code 0"


@posix
def test_memory_beyond_the_limit_is_a_failure() -> None:
    assert failure("bytearray(300 * 1024 * 1024)", megabytes=200).reason == "memory"


@posix
def test_memory_within_the_limit_is_granted() -> None:
    assert sandbox.run("builtins:exec", b"bytearray(50 * 1024 * 1024)", megabytes=200) is None


def test_an_endless_wait_ends_with_the_clock() -> None:
    start = time.monotonic()
    assert failure("import time; time.sleep(600)", seconds=0.5).reason == "timeout"
    assert time.monotonic() - start < 300


def test_a_payload_that_is_never_read_does_not_hang_the_caller() -> None:
    with pytest.raises(ChildFailed):
        sandbox.run("no.such.module:name", b"x" * 30_000_000)


def test_a_result_at_the_limit_comes_back_and_one_above_does_not() -> None:
    size = len('{"value": "xxxx"}')
    assert sandbox.run("builtins:eval", b"'xxxx'", result_bytes=size) == "xxxx"
    with pytest.raises(ChildFailed) as caught:
        sandbox.run("builtins:eval", b"'xxxx'", result_bytes=size - 1)
    assert caught.value.reason == "result too large"


def test_a_flood_on_the_answer_pipe_is_cut() -> None:
    flood = "import os\nwhile True:\n    for fd in range(3, 20):\n        try: os.write(fd, b'x' * 65536)\n        except OSError: pass"
    assert failure(flood, result_bytes=1_000_000, seconds=10).reason == "result too large"


def test_printing_does_not_spoil_the_answer() -> None:
    assert sandbox.run("builtins:eval", b"print('noise') or 5") == 5


def test_nan_is_no_result() -> None:
    with pytest.raises(ChildFailed):
        sandbox.run("builtins:eval", b"float('nan')")


def test_the_environment_stays_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIAOYAN_SECRET_KEY", "secret")
    assert "JIAOYAN_SECRET_KEY" not in sandbox.run("builtins:eval", b"list(__import__('os').environ)")


@posix
def test_the_child_can_write_nothing_into_a_file(tmp_path: Path) -> None:
    assert failure(f"f = open({str(tmp_path / 'x')!r}, 'w'); f.write('x'); f.flush()").reason == "OSError"
    assert (tmp_path / "x").read_bytes() == b""


@posix
def test_the_child_can_open_few_files_only() -> None:
    assert failure("kept = [open('/dev/null') for _ in range(100)]").reason == "OSError"


def test_no_more_children_than_seats_run_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_seats", threading.BoundedSemaphore(1))
    monkeypatch.setattr(sandbox, "WAIT_SECONDS", 0.2)
    meanwhile: list[str] = []
    converse = sandbox._converse

    def another_beside(*request: Any) -> Any:
        with pytest.raises(ChildFailed) as caught:
            sandbox.run("builtins:len", b"")
        meanwhile.append(caught.value.reason)
        return converse(*request)

    monkeypatch.setattr(sandbox, "_converse", another_beside)
    assert sandbox.run("builtins:len", b"abc") == 3
    assert sandbox.run("builtins:len", b"") == 0  # the seat is free again
    assert meanwhile == ["busy", "busy"]


def test_where_the_platform_has_no_resource_limits_the_child_still_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resource", None)
    sandbox._limit(1, 1)
