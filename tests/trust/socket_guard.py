"""The suite talks to nobody outside: any connection but loopback and local sockets fails the test that made it.

A plugin loaded by ``tests/conftest.py``. It guards this process; Chromium's requests are guarded by the pages' own policy and their tests.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest

LOCAL_NAMES = {"localhost", "", None}


class OutgoingConnection(AssertionError):
    """A test tried to reach another machine."""


def is_local(family: int, address: Any) -> bool:
    """Whether an address is this machine itself: loopback, any address of ours to bind, or a local socket."""
    if family not in (socket.AF_INET, socket.AF_INET6):
        return family == getattr(socket, "AF_UNIX", None)
    host = address[0] if isinstance(address, tuple) else address
    if host in LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(str(host).split("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def no_outgoing_connection(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Refuse at once, and fail the test at its end too, should the code have swallowed the refusal."""
    tried: list[str] = []
    originals = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex", "sendto")}

    def refuse(what: str) -> None:
        tried.append(what)
        raise OutgoingConnection(f"a test reached out: {what}")

    def guarded(name: str) -> Any:
        def call(self: socket.socket, *arguments: Any) -> Any:
            if not is_local(self.family, arguments[-1]):
                refuse(f"{name} {arguments[-1]!r}")
            return originals[name](self, *arguments)

        return call

    for name in originals:
        monkeypatch.setattr(socket.socket, name, guarded(name))
    resolve = socket.getaddrinfo

    def guarded_resolve(host: Any, *arguments: Any, **more: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if not is_local(socket.AF_INET, (name,)):
            refuse(f"resolve {name!r}")
        return resolve(host, *arguments, **more)

    monkeypatch.setattr(socket, "getaddrinfo", guarded_resolve)
    yield tried
    assert tried == []
