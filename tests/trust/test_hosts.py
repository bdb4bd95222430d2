"""The site answers to the school's own network and to what the installation names; any other name gets 400."""

from __future__ import annotations

import pytest
from django.test import Client

from jiaoyan.web.hosts import is_ours, own_names

OWN = {"jiaowu-pc", "jiaowu-pc.local"}


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8000",
        "jiaoyan.localhost",
        "LOCALHOST",
        "127.0.0.1:8000",
        "127.1.2.3",
        "[::1]:8000",
        "10.1.2.3",
        "172.16.0.9:8000",
        "172.31.255.255",
        "192.168.1.20:80",
        "169.254.7.7",
        "100.64.0.1",
        "[fd00::5]:8000",
        "[fe80::1]",
        "jiaowu-pc",
        "JIAOWU-PC:8000",
        "jiaowu-pc.local",
    ],
)
def test_private_addresses_and_the_machines_own_names_are_answered(host: str) -> None:
    assert is_ours(host, own=OWN, named=())


@pytest.mark.parametrize(
    "host",
    [
        "",
        ":8000",
        "evil.example",
        "192.168.1.20.evil.example",
        "localhost.evil.example",
        "evil-localhost",
        "jiaowu-pc.evil.example",
        "8.8.8.8",
        "172.32.0.1",
        "100.128.0.1",
        "[2001:4860::1]",
        "3232235786",
        "0x7f000001",
        "a b",
        "evil.example/192.168.1.1",
        "evil.example@192.168.1.1",
        "192.168.1.1, evil.example",
        "学校",
    ],
)
def test_other_names_and_public_addresses_are_not(host: str) -> None:
    assert not is_ours(host, own=OWN, named=())


@pytest.mark.parametrize(
    ("host", "named", "answered"),
    [
        ("jiaoyan.school.cn", ["jiaoyan.school.cn"], True),
        ("a.school.cn", [".school.cn"], True),
        ("school.cn.evil", [".school.cn"], False),
        ("anything", ["*"], True),
    ],
)
def test_names_of_the_installation_are_answered(host: str, named: list[str], answered: bool) -> None:
    assert is_ours(host, own=(), named=named) is answered


def test_machine_knows_its_own_name() -> None:
    assert all(is_ours(f"{name}:8000", own=own_names(), named=()) for name in own_names())


@pytest.mark.django_db
@pytest.mark.parametrize(("host", "status"), [("evil.example", 400), ("192.168.7.7:8000", 302), ("localhost", 302)])
def test_page_is_given_to_hosts_of_ours_only_and_the_refusal_is_a_chinese_page(host: str, status: int) -> None:
    client = Client(headers={"host": host})
    client.raise_request_exception = False
    answer = client.get("/sign-in/")
    assert answer.status_code == status
    assert "evil" not in answer.content.decode()
    assert ("编号" in answer.content.decode()) is (status == 400)
