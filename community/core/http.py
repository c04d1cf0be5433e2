"""Requests to addresses that others chose leave here: only to the outside, without redirects, bounded in time and size.

A name is resolved once, every address that it has is checked, and the connection goes to the first checked one that
takes it: whoever lets his name lead elsewhere a moment later reaches nothing inside.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from urllib.parse import urlsplit

from community.core.clock import now

# All of it, and of that at most so much until a name is resolved.
SECONDS, NAME_SECONDS = 15, 5
MOST_BYTES = 16 * 1024
PORTS = {"http": 80, "https": 443}
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")

Address = IPv4Address | IPv6Address
Networks = Sequence[IPv4Network | IPv6Network]


class Unreachable(Exception):
    """Nobody answered, or the address is not to be asked; it says why in a few plain words."""


@dataclass(frozen=True)
class Answer:
    """What was answered: the status, Retry-After in seconds if it says so, the beginning of the body."""

    status: int
    retry_after: int | None
    body: bytes


@dataclass(frozen=True)
class Target:
    """Where a request goes: checked addresses of one place, and the name under which it is asked."""

    scheme: str
    host: str
    port: int
    path: str
    addresses: tuple[str, ...]


def post(url: str, body: bytes, headers: dict[str, str], *, allowed: Networks = ()) -> Answer:
    """Post these bytes; Unreachable when nobody answers in 15 s, or the address leads inside and is not allowed."""
    deadline = _Deadline(SECONDS)
    try:
        target = find_target(url, allowed)
        connection = _connect(target, deadline)
        connection.request("POST", target.path, body, {"Host": _host_header(target), **headers})
        response = connection.getresponse()
        read = response.read(MOST_BYTES)
        if deadline.is_over:  # a connection that was shut looks like the end of an answer
            raise OSError
        return Answer(response.status, _seconds(response.headers.get("Retry-After")), read)
    except ssl.SSLError as error:
        raise Unreachable(f"TLS: {getattr(error, 'verify_message', '') or error.reason}") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        words = "no answer in time" if deadline.is_over else _legible(str(error))
        raise Unreachable(words or type(error).__name__) from error
    finally:
        deadline.end()


def find_target(url: str, allowed: Networks = ()) -> Target:
    """The checked target of an address; Unreachable for what is not http(s), has no name, or leads inside."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".").encode("idna").decode()
        port = parts.port or PORTS.get(parts.scheme, 0)
    except (ValueError, UnicodeError) as error:
        raise Unreachable("not an address") from error
    if not host or not port or parts.scheme not in PORTS or parts.username or parts.password:
        raise Unreachable("not an address")
    addresses = _resolve(host, port)
    if not addresses:
        raise Unreachable("the name leads nowhere")
    for address in addresses:
        is_allowed = any(address in network for network in allowed)
        if not is_allowed and (not _is_outside(address) or parts.scheme != "https"):
            raise Unreachable("the address is inside, or not https")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path, tuple(dict.fromkeys(map(str, addresses))))


def _resolve(host: str, port: int) -> list[Address]:
    """All addresses of a name; `2130706433` and `0x7f.1` are names, too, and what they lead to is checked."""
    found: list[str] = []

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        found.extend(str(row[4][0]).partition("%")[0] for row in rows)

    # The resolver takes as long as it likes: beyond the bound nobody waits for it any more.
    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(NAME_SECONDS)
    if asking.is_alive():
        raise Unreachable("the name was not found in time")
    return [ipaddress.ip_address(one) for one in found]


def _is_outside(address: Address) -> bool:
    """Whether an address is a public one, and so is what it stands for (mapped, translated, tunnelled)."""
    if isinstance(address, IPv6Address):
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in TRANSLATED:
            inner.append(IPv4Address(int(address) & 0xFFFFFFFF))
        if any(one is not None and not _is_outside(one) for one in inner):
            return False
        if address.ipv4_mapped or address.is_site_local:
            return False
    is_special = address.is_multicast or address.is_reserved or address.is_unspecified
    return address.is_global and not is_special and not address.is_loopback


class _Deadline:
    """Shuts the connection when the time is over, however slowly the other side drips."""

    def __init__(self, seconds: float) -> None:
        self.ends_at, self.is_over = time.monotonic() + seconds, False
        self.connection: socket.socket | None = None
        self.timer = threading.Timer(seconds, self._strike)
        self.timer.daemon = True
        self.timer.start()

    @property
    def seconds(self) -> float:
        """What is left; OSError for nothing."""
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def watch(self, connection: socket.socket) -> None:
        self.connection = connection

    def _strike(self) -> None:
        self.is_over = True
        if self.connection is not None:
            try:
                self.connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                return

    def end(self) -> None:
        self.timer.cancel()
        if self.connection is not None:
            self.connection.close()


def _open(target: Target, deadline: _Deadline) -> socket.socket:
    """A connection to the first address that takes one; each has its share of the time that is left."""
    failed: OSError = ConnectionRefusedError()
    for tried, address in enumerate(target.addresses):
        share = deadline.seconds / (len(target.addresses) - tried)
        try:
            found = socket.create_connection((address, target.port), timeout=share)
        except OSError as error:
            failed = error
        else:
            found.settimeout(deadline.seconds)
            return found
    raise failed


def _connect(target: Target, deadline: _Deadline) -> http.client.HTTPConnection:
    plain = _open(target, deadline)
    deadline.watch(plain)
    connection = http.client.HTTPConnection(target.host, target.port)
    connection.auto_open = 0  # a lost connection must not be opened anew, by the name
    connection.sock = plain
    if target.scheme == "https":
        context = ssl.create_default_context()
        connection.sock = context.wrap_socket(plain, server_hostname=target.host)
        deadline.watch(connection.sock)
    return connection


def _host_header(target: Target) -> str:
    name = f"[{target.host}]" if ":" in target.host else target.host
    return name if target.port == PORTS[target.scheme] else f"{name}:{target.port}"


def _legible(words: str) -> str:
    """What can be kept and shown: an error may quote the first bytes that came, whatever they are."""
    return "".join(one if one.isprintable() else " " for one in words).strip()


def _seconds(text: str | None) -> int | None:
    """Retry-After in seconds from now: it is said as a number or as a date (RFC 9110 10.2.3)."""
    if text is None or not text.isascii() or len(text) > 40:
        return None
    if text.isdecimal():
        return int(text) if len(text) < 7 else None
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    # Without a zone it is meant in UTC, as all such dates are.
    wait = until.replace(tzinfo=until.tzinfo or UTC) - now()
    return max(0, round(wait.total_seconds()))
