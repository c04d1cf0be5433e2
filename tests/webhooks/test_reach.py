"""Nothing inside is ever asked, however its address is spelled, and whatever its name leads to a moment later."""

from __future__ import annotations

import socket
import threading
from ipaddress import ip_network
from typing import Any

import pytest

from community.core import http
from community.core.http import Unreachable, find_target
from tests.services.receiver import Receiver

pytestmark = pytest.mark.both
INSIDE = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "localhost",
    "0.0.0.0",  # noqa: S104 – nobody listens there
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:10.0.0.1]",
    "[fe80::1]",
    "[fd00::1]",
    "[ff02::1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
]
ADDRESS = "93.184.215.14"


@pytest.mark.parametrize("host", INSIDE)
def test_addresses_inside_are_refused(host: str) -> None:
    with pytest.raises(Unreachable):
        find_target(f"https://{host}/hook")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/",
        "file:///etc/passwd",
        "https://user:secret@example.com/",
        "https:///nowhere",
        "https://example.com:99999/",
        "//example.com/",
        "gopher://127.0.0.1:70/",
    ],
)
def test_what_is_no_plain_address_is_refused(url: str) -> None:
    with pytest.raises(Unreachable):
        find_target(url, (ip_network("127.0.0.0/8"),))


def resolves_to(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Names lead to the next of these answers each time that somebody asks; who asked."""
    asked: list[str] = []

    def resolve(host: str, port: int, **_options: Any) -> list[Any]:
        asked.append(host)
        found = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return asked


def test_an_address_outside_is_asked_by_its_checked_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resolves_to(monkeypatch, [ADDRESS])
    target = find_target("https://hooks.example/a?b=c")
    assert (target.addresses, target.host, target.port, target.path) == (
        (ADDRESS,),
        "hooks.example",
        443,
        "/a?b=c",
    )


def test_one_address_inside_spoils_all(monkeypatch: pytest.MonkeyPatch) -> None:
    resolves_to(monkeypatch, [ADDRESS, "10.0.0.1"])
    with pytest.raises(Unreachable):
        find_target("https://hooks.example/")


def test_a_plain_http_address_outside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    resolves_to(monkeypatch, [ADDRESS])
    with pytest.raises(Unreachable):
        find_target("http://hooks.example/", (ip_network("127.0.0.0/8"),))


@pytest.mark.long
def test_a_name_that_leads_elsewhere_a_moment_later_reaches_nothing(
    monkeypatch: pytest.MonkeyPatch, receiver: Receiver
) -> None:
    asked = resolves_to(monkeypatch, [ADDRESS], ["127.0.0.1"])
    reached: list[tuple[str, int]] = []

    def connect(address: tuple[str, int], **_options: Any) -> socket.socket:
        reached.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(Unreachable):
        http.post(f"https://rebinding.example:{receiver.port}/", b"{}", {})
    assert asked == ["rebinding.example"]
    assert reached == [(ADDRESS, receiver.port)]
    assert receiver.requests == []


@pytest.mark.long
def test_the_next_address_is_asked_where_one_takes_nothing(
    monkeypatch: pytest.MonkeyPatch, receiver: Receiver
) -> None:
    places = ["127.0.0.2", "127.0.0.1"]
    resolve = socket.getaddrinfo

    def two(host: str, port: int, *given: Any, **more: Any) -> list[Any]:
        found = [one for each in places for one in resolve(each, port, *given, **more)]
        return found if host == "hooks.example" else resolve(host, port, *given, **more)

    monkeypatch.setattr(socket, "getaddrinfo", two)
    url, loopback = f"http://hooks.example:{receiver.port}/", ip_network("127.0.0.0/8")
    assert http.post(url, b"{}", {}, allowed=(loopback,)).status == 204
    with pytest.raises(Unreachable):
        http.post(url, b"{}", {}, allowed=(ip_network("127.0.0.1/32"),))
    places.pop()
    with pytest.raises(Unreachable):
        http.post(url, b"{}", {}, allowed=(loopback,))
    assert len(receiver.requests) == 1


def test_a_name_that_nobody_resolves_is_waited_for_no_longer_than_the_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done, answered = threading.Event(), threading.Event()

    def resolve(*_all: object, **_more: object) -> list[object]:
        done.wait(30)
        answered.set()
        return []

    monkeypatch.setattr(http, "NAME_SECONDS", 0.05)
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(Unreachable, match="in time"):
        http.post("https://slow.example/", b"{}", {})
    assert not answered.is_set()
    done.set()


@pytest.mark.long
def test_the_operator_can_allow_a_network(receiver: Receiver) -> None:
    answer = http.post(receiver.url, b"{}", {}, allowed=(ip_network("127.0.0.0/8"),))
    assert answer.status == 204
    with pytest.raises(Unreachable):
        http.post(receiver.url, b"{}", {})
    assert len(receiver.requests) == 1
