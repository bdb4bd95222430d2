"""A child process for reading files that people upload: limited in memory, processor time and wall time, without secrets.

``run`` starts a fresh interpreter on this very module. Request and answer are JSON and bytes over pipes; nothing is pickled, no
file is written, the environment (database address, secret key) stays outside. Whatever goes wrong in the child, an exception, an
abort inside a native library, an endless loop, becomes one ``ChildFailed`` with a sentence a teacher can act on.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, cast

SECONDS = 30
MEGABYTES = 768
RESULT_BYTES = 64 * 1024 * 1024
CHILDREN = 2
WAIT_SECONDS = 30
OPEN_FILES = 64

_seats = threading.BoundedSemaphore(CHILDREN)


class ChildFailed(Exception):
    """The child gave no result. ``str()`` is a Chinese sentence for the person; ``reason`` is for logs and holds no content."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


def run(
    function: str,
    payload: bytes,
    arguments: Mapping[str, object] | None = None,
    *,
    seconds: float = SECONDS,
    megabytes: int = MEGABYTES,
    result_bytes: int = RESULT_BYTES,
) -> Any:
    """Call ``function`` ("package.module:name", a constant of ours) as ``name(payload, **arguments)`` in a child process.

    ``arguments`` and the result are JSON values. At most ``CHILDREN`` run at a time; others wait. Where the platform has no
    resource limits (Windows) only the wall time is enforced. Raises ``ChildFailed``.
    """
    if not _seats.acquire(timeout=WAIT_SECONDS):
        raise ChildFailed("现在有好几份文件正在读取，请过一分钟再试。", "busy")
    try:
        request = {"function": function, "arguments": dict(arguments or {}), "seconds": seconds, "megabytes": megabytes}
        header = json.dumps({**request, "result_bytes": result_bytes}).encode("ascii") + b"\n"
        answer, code, late = _converse(header, payload, seconds, result_bytes)
    finally:
        _seats.release()
    return _result(answer, code, late, seconds, result_bytes)


def _converse(header: bytes, payload: bytes, seconds: float, result_bytes: int) -> tuple[bytes, int, bool]:
    """Send the request, read at most the allowed answer; gives (answer, exit code, whether the time ran out)."""
    process = subprocess.Popen(
        [sys.executable, "-I", "-B", "-X", "utf8", "-m", "jiaoyan.documents.sandbox"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        cwd=Path(sys.executable).anchor,
    )
    late = threading.Event()

    def stop() -> None:
        late.set()
        process.kill()

    clock = threading.Timer(seconds, stop)
    sender = threading.Thread(target=_send, args=(process, header, payload), daemon=True)
    clock.start()
    sender.start()
    output = cast("IO[bytes]", process.stdout)
    try:
        answer = output.read(result_bytes + 1)
        if len(answer) > result_bytes:
            process.kill()
        code = process.wait()
    finally:
        clock.cancel()
        process.kill()
        process.wait()
        sender.join()
        output.close()
    return answer, code, late.is_set()


def _send(process: subprocess.Popen[bytes], header: bytes, payload: bytes) -> None:
    try:
        with cast("IO[bytes]", process.stdin) as pipe:
            pipe.write(header)
            pipe.write(payload)
    except OSError:
        return  # the child ended before it had read everything; its exit code tells


def _result(answer: bytes, code: int, late: bool, seconds: float, result_bytes: int) -> Any:
    if late:
        raise ChildFailed(f"文件太复杂，读了 {seconds:g} 秒还没有读完，已停止。请删去多余的工作表、图片和格式后再试。", "timeout")
    if len(answer) > result_bytes:
        raise ChildFailed("文件内容太多，请分成几份再试。", "result too large")
    try:
        outcome = json.loads(answer)
        failure, value = outcome.get("failure"), outcome.get("value")
    except (ValueError, AttributeError, RecursionError) as error:
        raise ChildFailed("文件读不出来，可能已损坏。请用 Excel 或 WPS 打开，另存后再试。", f"exit code {code}") from error
    if failure == "MemoryError":
        raise ChildFailed("文件展开后太大，读不下。请删去多余的工作表、图片和空白行后再试。", "memory")
    if failure == "ResultTooLarge":
        raise ChildFailed("文件内容太多，请分成几份再试。", "result too large")
    if failure:
        raise ChildFailed("文件读不出来，可能已损坏。请用 Excel 或 WPS 打开，另存后再试。", str(failure))
    return value


def _environment() -> dict[str, str]:
    """Only what an interpreter needs to start: Windows will not without SYSTEMROOT."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    return {**kept, "MALLOC_ARENA_MAX": "1"}


def _limit(seconds: float, megabytes: int) -> None:
    """Lower this process's own limits before anything foreign is read."""
    try:
        import resource
    except ImportError:  # Windows: the parent's clock is the only limit
        return
    processor = int(seconds) + 1
    wanted = {
        resource.RLIMIT_AS: megabytes * 1024 * 1024,
        resource.RLIMIT_CPU: processor,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: OPEN_FILES,
    }
    for kind, value in wanted.items():
        hard = resource.getrlimit(kind)[1]
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (allowed, allowed))


def _work(request: dict[str, Any], payload: bytes) -> bytes:
    """Call the function and wrap what happens. Only the kind of an error goes out: its text could quote the file."""
    try:
        module, _, name = request["function"].partition(":")
        value = getattr(importlib.import_module(module), name)(payload, **request["arguments"])
        answer = json.dumps({"value": value}, ensure_ascii=True, allow_nan=False).encode("ascii")
    except MemoryError:
        return b'{"failure": "MemoryError"}'
    except BaseException as error:  # noqa: BLE001 - native parsers raise anything, PanicException included
        return json.dumps({"failure": type(error).__name__}).encode("ascii")
    return answer if len(answer) <= request["result_bytes"] else b'{"failure": "ResultTooLarge"}'


def main() -> None:
    """The child's side: one request on standard input, one answer on what was standard output."""
    out = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a library that prints must not spoil the answer
    header = sys.stdin.buffer.readline()
    request = json.loads(header)
    _limit(request["seconds"], request["megabytes"])
    answer = _work(request, sys.stdin.buffer.read())
    with os.fdopen(out, "wb") as pipe:
        pipe.write(answer)
    os._exit(0)  # no finalisers of foreign objects


if __name__ == "__main__":
    main()
