"""The guard against outgoing connections bites, and lets this machine talk to itself."""

from __future__ import annotations

import socket

import pytest

from tests.trust.socket_guard import OutgoingConnection, is_local


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_connection_to_another_machine_is_refused_and_remembered(no_outgoing_connection: list[str], kind: int) -> None:
    with socket.socket(socket.AF_INET, kind) as outside, pytest.raises(OutgoingConnection):
        outside.connect(("192.0.2.1", 80))
    assert len(no_outgoing_connection) == 1
    no_outgoing_connection.clear()


def test_asking_for_another_machines_address_is_refused(no_outgoing_connection: list[str]) -> None:
    with pytest.raises(OutgoingConnection):
        socket.create_connection(("school.example", 443), timeout=1)
    no_outgoing_connection.clear()


def test_this_machine_may_talk_to_itself() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as here:
        assert here.getpeername() == server.getsockname()


@pytest.mark.parametrize(
    ("host", "local"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("10.0.0.5", False), ("8.8.8.8", False), ("x.cn", False)]
)
def test_what_counts_as_this_machine(host: str, local: bool) -> None:
    assert is_local(socket.AF_INET6 if ":" in host else socket.AF_INET, (host, 80)) is local
