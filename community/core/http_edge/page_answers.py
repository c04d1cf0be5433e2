"""What is kept of a page, and how it is sent: a visitor's page whole, a member's as a frame."""

import gzip
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from community.core import request_id
from community.core.http_edge.frames import Frame
from community.core.http_edge.page_store import Stamp
from community.core.metrics import METRICS

VARY = "Accept-Encoding, Accept-Language, Cookie, HX-Request"

Environ = dict[str, Any]
Headers = tuple[tuple[str, str], ...]
Signals = tuple[tuple[str, dict[str, Any]], ...]
StartResponse = Callable[..., Any]


@dataclass(frozen=True)
class CachedPage:
    """A page as it was answered, with what it was made under and what reading it leaves behind."""

    stamp: Stamp
    until: float
    headers: Headers
    etag: str
    body: bytes
    packed: bytes
    signals: Signals

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return len(self.body) + len(self.packed)


@dataclass(frozen=True)
class KeptFrame:
    """A frame with what it was made under and what reading its page leaves behind."""

    stamp: Stamp
    until: float
    headers: Headers
    frame: Frame
    signals: Signals

    @cached_property
    def size(self) -> int:
        """About how many bytes it takes."""
        return self.frame.size


def page_of(
    stamp: Stamp,
    until: float,
    headers: list[tuple[str, str]],
    *,
    body: bytes,
    left: tuple[Any, ...],
) -> CachedPage:
    """A visitor's page as it is kept."""
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
    kept = (*lasting(headers), ("ETag", etag))
    return CachedPage(stamp, until, kept, etag, body, gzip.compress(body, 6, mtime=0), left)


def lasting(headers: list[tuple[str, str]]) -> Headers:
    """The headers of an answer that hold for others too."""
    unwanted = ("content-length", "x-request-id", "etag", "vary")
    kept = [(name, value) for name, value in headers if name.lower() not in unwanted]
    return (*kept, ("Vary", VARY))


def sets_cookie(headers: list[tuple[str, str]]) -> bool:
    """Whether an answer gives its reader a cookie: Flask adds the session's last, and such an answer is never kept."""
    return any(name.lower() == "set-cookie" for name, _ in headers)


def send_page(page: CachedPage, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """Answer with a kept page, or say that the reader has it already."""
    identity = request_id.begin(environ.get("HTTP_X_REQUEST_ID"))
    headers = [*page.headers, ("X-Request-Id", identity)]
    if environ.get("HTTP_IF_NONE_MATCH") == page.etag:
        METRICS.requests.labels("GET", 304).inc()
        start_response("304 Not Modified", headers)
        return []
    METRICS.requests.labels("GET", 200).inc()
    body = page.body
    if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
        body = page.packed
        headers.append(("Content-Encoding", "gzip"))
    headers.append(("Content-Length", str(len(body))))
    start_response("200 OK", headers)
    return [body]


def send_body(
    kept: Headers, body: bytes, environ: Environ, start_response: StartResponse
) -> Iterable[bytes]:
    """A member's page, which is not compressed: it holds his token beside words that others wrote."""
    METRICS.requests.labels("GET", 200).inc()
    identity = request_id.begin(environ.get("HTTP_X_REQUEST_ID"))
    start_response(
        "200 OK", [*kept, ("X-Request-Id", identity), ("Content-Length", str(len(body)))]
    )
    return [body]
