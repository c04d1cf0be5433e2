"""Visitors' pages, kept whole: in front of Flask, under all that they depend on, for a minute at most.

A page is used again only while the stamp of `core/versions.py` is the one it was made under, so a thing that was
hidden or made private is gone from every cached page at once. A session cookie passes the cache by.
"""

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from cachelib import BaseCache, FileSystemCache, RedisCache
from flask import Flask, Response, current_app, g, has_request_context, request
from redis import Redis
from sqlalchemy import Engine

from community.core import metrics, request_id, signals
from community.core.clock import now
from community.core.http_edge.locale import LOCALE_COOKIE, THEME_COOKIE, THEMES, negotiate
from community.core.versions import STAMP

SECONDS = 60
MAX_BYTES = 32 * 1024 * 1024
MAX_PAGE_BYTES = 512 * 1024
KINDS = ("text/html", "application/atom+xml", "application/xml", "application/json")
VARY = "Accept-Encoding, Accept-Language, Cookie, HX-Request"

Stamp = tuple[Any, ...]
STAMP_KEY = "portal.stamp"
StartResponse = Callable[..., Any]


@dataclass(frozen=True)
class CachedPage:
    """A page as it was answered, with what it was made under and what reading it leaves behind."""

    stamp: Stamp
    until: float
    headers: tuple[tuple[str, str], ...]
    etag: str
    body: bytes
    packed: bytes
    signals: tuple[tuple[str, dict[str, Any]], ...]


class PageCache:
    """A WSGI layer: an own memory for each process before a store that all processes share."""

    def __init__(self, app: Flask, engine: Engine, session_cookie: str) -> None:
        config = app.config["PORTAL"]
        self.app, self.inner = app, app.wsgi_app
        self.session_cookie, self.secret = session_cookie + "=", config.secret_key
        self.stamps = Stamps(engine)
        self.shared = _store(config.redis_url, config.data_folder / "cache")
        self.pages: OrderedDict[str, CachedPage] = OrderedDict()
        self.size, self.guard = 0, threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer from the cache where that is allowed, else ask Flask and keep what may be kept."""
        cookies = environ.get("HTTP_COOKIE", "")
        plain = environ["REQUEST_METHOD"] == "GET" and "HTTP_HX_REQUEST" not in environ
        stamp = environ[STAMP_KEY] = self.stamps.read()
        if stamp is None or not plain or self.session_cookie in cookies:
            return self.inner(environ, start_response)
        key = self._key(environ, cookies)
        page = self._find(key, stamp)
        if page is None:
            return self._ask(environ, start_response, key, stamp)
        self._leave_signals(environ, page)
        return _send(page, environ, start_response)

    def _key(self, environ: dict[str, Any], cookies: str) -> str:
        locale, theme = _taste(cookies, environ.get("HTTP_ACCEPT_LANGUAGE", ""))
        query = _normalised(environ.get("QUERY_STRING", ""))
        kind = "json" if "json" in environ.get("HTTP_ACCEPT", "") else ""
        return f"{environ.get('HTTP_HOST', '')}|{environ.get('PATH_INFO', '')}|{query}|{locale}|{theme}|{kind}"

    def _find(self, key: str, stamp: Stamp) -> CachedPage | None:
        page = self.pages.get(key)
        if page is None or page.stamp != stamp:
            page = self.shared.get(_hashed(key))
            if not isinstance(page, CachedPage) or page.stamp != stamp:
                return None
            self._keep(key, page)
        return page if page.until > now().timestamp() else None

    def _ask(
        self, environ: dict[str, Any], start_response: StartResponse, key: str, stamp: Stamp
    ) -> Iterable[bytes]:
        answer: dict[str, Any] = {}

        def listen(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            answer.update(status=status, headers=headers)
            return lambda _chunk: None

        chunks = self.inner(environ, listen)
        until = environ.get("portal.keep_until")
        if until is None:
            start_response(answer["status"], answer["headers"])
            return chunks
        body = b"".join(chunks)
        if hasattr(chunks, "close"):
            chunks.close()
        left = tuple(environ.get("portal.signals", ()))
        page = _page(stamp, until, answer["headers"], body=body, left=left)
        if len(body) <= MAX_PAGE_BYTES:
            self._keep(key, page)
            self.shared.set(_hashed(key), page, timeout=SECONDS)
        return _send(page, environ, start_response)

    def _keep(self, key: str, page: CachedPage) -> None:
        with self.guard:
            old = self.pages.pop(key, None)
            self.size += (
                len(page.body) + len(page.packed) - (len(old.body) + len(old.packed) if old else 0)
            )
            self.pages[key] = page
            while self.size > MAX_BYTES:
                _, gone = self.pages.popitem(last=False)
                self.size -= len(gone.body) + len(gone.packed)

    def _leave_signals(self, environ: dict[str, Any], page: CachedPage) -> None:
        spool = self.app.extensions["portal_spool"]
        for kind, fields in page.signals:
            signals.leave(spool, kind, fields | {"visitor": _visitor(self.secret, environ)})


class Stamps:
    """Reads the stamp on a connection of its own for each thread, outside any transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.own = engine, threading.local()
        self.sql = str(STAMP.compile(dialect=engine.dialect))

    def read(self) -> Stamp | None:
        """What cached pages depend on now; None when the database is away."""
        try:
            return tuple(self._connection().execute(self.sql).fetchone())
        except Exception:  # noqa: BLE001 – whatever the driver raises, Flask answers and says what is wrong
            self.own.connection = None
            return None

    def _connection(self) -> Any:
        connection = getattr(self.own, "connection", None)
        if connection is None:
            pooled = self.engine.raw_connection()
            connection = pooled.driver_connection
            pooled.detach()
            if self.engine.dialect.name == "postgresql":
                connection.autocommit = True  # type: ignore[union-attr]
            self.own.connection = connection
        return connection


def init_page_cache(app: Flask, engine: Engine) -> None:
    """Put the cache in front of the app."""
    app.after_request(_mark)
    app.wsgi_app = PageCache(app, engine, app.config["SESSION_COOKIE_NAME"])  # type: ignore[method-assign]


def stamp_of_request() -> Stamp | None:
    """What the pages of this request depend on, read before all else; None outside a request or without it."""
    return request.environ.get(STAMP_KEY) if has_request_context() else None


def keep_until(instant: datetime) -> None:
    """This page changes at that instant (a due time, an opening hour): no copy is used after it."""
    if has_request_context():
        g.page_until = min(g.get("page_until", instant), instant)


def keep_out() -> None:
    """No copy of this page is kept (search results, which change behind the rows)."""
    g.page_kept_out = True


def page_signal(kind: str, **fields: Any) -> None:
    """Leave a signal now, and again whenever a copy of this page is read."""
    g.setdefault("page_signals", []).append((kind, fields))
    visitor = _visitor(current_app.config["PORTAL"].secret_key, request.environ)
    signals.signal(kind, visitor=visitor, **fields)


def _mark(response: Response) -> Response:
    """Say to the cache in front whether this answer may be kept, and until when."""
    if response.mimetype in KINDS:
        response.headers.setdefault("Vary", VARY)
    kept_out = g.get("page_kept_out") or "no-store" in response.headers.get("Cache-Control", "")
    fits = response.status_code == 200 and response.mimetype in KINDS and not response.is_streamed
    if fits and not kept_out and "Set-Cookie" not in response.headers:
        latest = now() + timedelta(seconds=SECONDS)
        until = min(g.get("page_until", latest), latest).timestamp()
        request.environ["portal.keep_until"] = until
        request.environ["portal.signals"] = tuple(g.get("page_signals", ()))
    return response


def _page(
    stamp: Stamp,
    until: float,
    headers: list[tuple[str, str]],
    *,
    body: bytes,
    left: tuple[Any, ...],
) -> CachedPage:
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
    unwanted = ("content-length", "x-request-id", "etag", "vary")
    kept = [(name, value) for name, value in headers if name.lower() not in unwanted]
    kept += [("ETag", etag), ("Vary", VARY)]
    return CachedPage(stamp, until, tuple(kept), etag, body, gzip.compress(body, 6, mtime=0), left)


def _send(
    page: CachedPage, environ: dict[str, Any], start_response: StartResponse
) -> Iterable[bytes]:
    identity = request_id.begin(environ.get("HTTP_X_REQUEST_ID"))
    headers = [*page.headers, ("X-Request-Id", identity)]
    if environ.get("HTTP_IF_NONE_MATCH") == page.etag:
        metrics.REQUESTS.labels("GET", 304).inc()
        start_response("304 Not Modified", headers)
        return []
    metrics.REQUESTS.labels("GET", 200).inc()
    body = page.body
    if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
        body = page.packed
        headers.append(("Content-Encoding", "gzip"))
    headers.append(("Content-Length", str(len(body))))
    start_response("200 OK", headers)
    return [body]


def _store(redis_url: str | None, folder: Path) -> BaseCache:
    if redis_url:
        return RedisCache(
            host=Redis.from_url(redis_url), key_prefix="portal:page:", default_timeout=SECONDS
        )
    return FileSystemCache(str(folder), threshold=2000, default_timeout=SECONDS, mode=0o600)


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _visitor(secret: str, environ: dict[str, Any]) -> str:
    return signals.visitor_key(
        secret, environ.get("REMOTE_ADDR", ""), environ.get("HTTP_USER_AGENT", "")
    )


@lru_cache(maxsize=4096)
def _taste(cookies: str, accepted: str) -> tuple[str, str]:
    """Language and theme as far as the request says; "" leaves it to the site, whose default may change."""
    found: SimpleCookie = SimpleCookie()
    for part in cookies.split(";"):
        if part.split("=")[0].strip() in (LOCALE_COOKIE, THEME_COOKIE):
            found.load(part.strip())
    cookie = found[LOCALE_COOKIE].value if LOCALE_COOKIE in found else None
    theme = found[THEME_COOKIE].value if THEME_COOKIE in found else ""
    return negotiate(None, cookie, accepted, ""), theme if theme in THEMES else ""


@lru_cache(maxsize=4096)
def _normalised(query: str) -> str:
    return urlencode(sorted(parse_qsl(query, keep_blank_values=True)))
