"""Which names and addresses the site answers to: those of a school's own network, and those the installation names. 访问地址

A school's server has no fixed address: it is opened as 192.168.…, by the machine's name, or as localhost, and that changes with the router.
A page somewhere else can make a browser ask this machine under a name of its own (DNS rebinding), never under an address; so addresses
of private networks are let in as they are, and names only when they are known.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Collection

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host

from jiaoyan.web import errors

SHARED = ipaddress.ip_network("100.64.0.0/10")  # what a provider's router gives out; private to Python it is not
EVERY = "*"


def own_names() -> frozenset[str]:
    """What this machine is called, in full, in short, and as others on its network find it."""
    name = socket.gethostname().lower()
    short = name.split(".")[0]
    return frozenset({name, short, f"{short}.local"})


def is_ours(host: str, *, own: Collection[str], named: Collection[str]) -> bool:
    """Whether ``host`` (a Host header, with or without port) is one the site answers to.

    ``own``: the machine's names; ``named``: what the installation names, ``.school.cn`` with all below it, ``*`` everything.
    """
    domain, _ = split_domain_port(host)
    if not domain:
        return False
    if domain == "localhost" or domain.endswith(".localhost") or domain in own or validate_host(domain, named):
        return True
    try:
        address = ipaddress.ip_address(domain.strip("[]"))
    except ValueError:
        return False
    return address.is_private or (address.version == 4 and address in SHARED)


class HostMiddleware:
    """Answers 400 to a request for any other host, before anything else looks at it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.own = own_names()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host = request.META.get("HTTP_HOST", request.META.get("SERVER_NAME", ""))
        if not is_ours(host, own=self.own, named=settings.HOSTS):
            return errors.problem(request, 400, text="这不是本系统的网址，没有打开任何内容。请用学校里常用的网址打开。")
        return self.get_response(request)
