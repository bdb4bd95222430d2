"""CPU per request, requests per second and p95 of the pages people open most, served by the real server on the example school."""

from __future__ import annotations

import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from bench.measure import percentile

REQUESTS = 240
CLIENTS = 8


def free_port() -> int:
    """A port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def cpu_seconds(pid: int) -> float:
    """User and system seconds of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Visitor:
    """A signed-in client on one kept-open connection."""

    def __init__(self, port: int, name: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookies: dict[str, str] = {}
        page = self.get("/sign-in/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token is not None
        body = f"csrfmiddlewaretoken={token[1]}&username={name}&password=jiaoyan-demo"
        self.connection.request("POST", "/sign-in/", body, {**self.headers(), "Content-Type": "application/x-www-form-urlencoded"})
        self.take(self.connection.getresponse())

    def headers(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items()), "Referer": "http://127.0.0.1/"}

    def take(self, response: http.client.HTTPResponse) -> str:
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return response.read().decode("utf-8", "replace")

    def get(self, path: str) -> str:
        self.connection.request("GET", path, headers=self.headers())
        response = self.connection.getresponse()
        text = self.take(response)
        assert response.status == 200, f"{path}: {response.status}"
        return text


def measure(data: Path) -> dict[str, Any]:
    """Serve a copy of the example and visit the pages."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "jiaoyan.cli.command", "--data", str(data), "serve", "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port)
        own, whole = _group_of(Visitor(port, "leader"), "collection"), _group_of(Visitor(port, "head"), "research/plan")
        pages = {
            "home": ("leader", "/"),
            "home, all groups": ("head", "/"),
            "activity list": ("leader", f"{own}/activities/"),
            "ledger": ("leader", f"{own}/ledger/"),
            "my progress": ("leader", "/progress/"),
            "progress": ("leader", f"{own}/progress/"),
            "collection": ("leader", f"{own}/collection/"),
            "collection, all": ("head", f"{whole}/collection/"),
            "summary": ("leader", f"{own}/summary/"),
            "burden": ("leader", f"{own}/burden/"),
            "static sheet": ("leader", "/static/web/jiaoyan.css"),
        }
        return {name: _visit(server.pid, port, *page) for name, page in pages.items()}
    finally:
        server.terminate()
        server.wait(10)


def _group_of(visitor: Visitor, page: str) -> str:
    """The address of the group, in the running term, of whose ``page`` somebody's home speaks."""
    group = re.search(rf'href="(/groups/\d+/2023-2024-2)/{page}/', visitor.get("/"))
    assert group is not None
    return group[1]


def _wait(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("the server did not start")


def _visit(pid: int, port: int, who: str, path: str) -> dict[str, float]:
    """One client for CPU and latency alone, then eight at once for throughput."""
    one = Visitor(port, who)
    one.get(path)
    used, times = cpu_seconds(pid), []
    for _ in range(60):
        begun = time.perf_counter()
        one.get(path)
        times.append(time.perf_counter() - begun)
    cpu = (cpu_seconds(pid) - used) / 60
    crowd: list[float] = []
    visitors = [Visitor(port, who) for _ in range(CLIENTS)]

    def work(visitor: Visitor) -> None:
        for _ in range(REQUESTS // CLIENTS):
            begun = time.perf_counter()
            visitor.get(path)
            crowd.append(time.perf_counter() - begun)

    threads = [threading.Thread(target=work, args=[visitor]) for visitor in visitors]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {
        "cpu_ms": cpu * 1000,
        "median_ms": statistics.median(times) * 1000,
        "requests_per_second": REQUESTS / (time.perf_counter() - begun),
        "p95_ms_eight_clients": percentile(crowd, 0.95) * 1000,
    }
