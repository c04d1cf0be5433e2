"""Pages kept in front of Flask for a minute at most: visitors' whole, members' as frames, under all they depend on.

A page is used again only while the stamp of `core/versions.py` is the one it was made under, so a thing that was
hidden or made private is gone from every kept page at once. A member's own things are put into a frame on each request.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Protocol, TypeVar
from urllib.parse import parse_qsl, urlencode

from flask import Flask, Response, current_app, g, has_request_context, request, session
from sqlalchemy import Engine
from werkzeug.sansio.http import parse_cookie

from community.core import signals
from community.core.bare import BareConnections, Prepared, SharedRead
from community.core.clock import now
from community.core.http_edge.frames import FRAME, VIEWER, WANTED, Frame, Own
from community.core.http_edge.locale import LOCALE_COOKIE, THEME_COOKIE, THEMES, negotiate
from community.core.http_edge.page_answers import (
    VARY,
    CachedPage,
    Environ,
    KeptFrame,
    Signals,
    StartResponse,
    lasting,
    page_of,
    send_body,
    send_page,
    sets_cookie,
)
from community.core.http_edge.page_store import SECONDS, PageStore, Stamp
from community.core.versions import STAMP

KINDS = ("text/html", "application/atom+xml", "application/xml", "application/json")
log = logging.getLogger(__name__)

STAMP_KEY, KEPT_HERE = "portal.stamp", "portal.kept_here"
T = TypeVar("T")


class Viewer(Protocol):
    """A member who was recognised by his cookie."""

    @property
    def stamp(self) -> Stamp:
        """What kept pages depended on when he was recognised."""

    @property
    def rights(self) -> str:
        """Equal for those who may share a frame."""

    @property
    def is_told(self) -> bool:
        """Whether his next page is his alone, because something waits to be told on it."""


class Viewers(Protocol):
    """Who knows members: `accounts/viewers.py`."""

    def recognise(self, cookies: str) -> Viewer | None:
        """The member of this session."""

    def find_own(self, frame: Frame, viewer: Any) -> Own | None:
        """What he adds to the frame, as far as it is known; None when the page must be drawn for him alone."""

    def forget(self) -> None:
        """Know nobody any more."""

    def close(self) -> None:
        """Let this thread's connection go."""


class PageCache:
    """A WSGI layer before Flask."""

    def __init__(self, app: Flask, engine: Engine, viewers: Viewers) -> None:
        config = app.config["PORTAL"]
        self.app, self.inner, self.viewers = app, app.wsgi_app, viewers
        self.session_cookie = app.config["SESSION_COOKIE_NAME"] + "="
        self.secret = config.secret_key
        self.bare, self.stamp = BareConnections(engine), Prepared(STAMP, engine)
        self.read_stamp = SharedRead(lambda: self.bare.rows(self.stamp))
        self.store = PageStore(config.redis_url, config.data_folder / "cache")

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from what is kept where that is allowed, else ask Flask and keep what may be kept."""
        cookies = environ.get("HTTP_COOKIE", "")
        is_plain = environ["REQUEST_METHOD"] == "GET" and "HTTP_HX_REQUEST" not in environ
        is_known = self.session_cookie in cookies
        viewer = environ[VIEWER] = self._recognise(cookies) if is_known else None
        stamp = environ[STAMP_KEY] = viewer.stamp if viewer else self._read_stamp()
        if stamp is None:
            return self.inner(environ, start_response)
        if is_known:
            return self._serve_member(environ, start_response, viewer, is_plain=is_plain)
        if not is_plain:
            return self.inner(environ, start_response)
        key = _key(environ, cookies)
        page = self.store.find(key, CachedPage, stamp)
        if page is None:
            return self._ask(environ, start_response, key, stamp)
        self._leave_signals(environ, page.signals)
        return send_page(page, environ, start_response)

    def forget(self) -> None:
        """Keep nothing any more (a test begins anew)."""
        self.store.empty()
        self.viewers.forget()

    def close(self) -> None:
        """Let this thread's connections go."""
        self.bare.close()
        self.viewers.close()

    def _read_stamp(self) -> Stamp | None:
        """What kept pages depend on now; None when the database is away."""
        found = _unless_away(self.read_stamp)
        return tuple(found[0]) if found else None

    def _recognise(self, cookies: str) -> Viewer | None:
        return _unless_away(lambda: self.viewers.recognise(cookies))

    def _serve_member(
        self,
        environ: Environ,
        start_response: StartResponse,
        viewer: Viewer | None,
        *,
        is_plain: bool,
    ) -> Iterable[bytes]:
        if viewer is None or not is_plain or viewer.is_told:
            return self.inner(environ, start_response)
        stamp = viewer.stamp
        key = f"{_key(environ, environ['HTTP_COOKIE'])}|{viewer.rights}"
        kept = self.store.find(key, KeptFrame, stamp)
        if kept is None:
            environ[WANTED] = True
            return self._ask_for_frame(environ, start_response, key, stamp)
        own = _unless_away(lambda: self.viewers.find_own(kept.frame, viewer))
        if own is None:
            return self.inner(environ, start_response)
        self._leave_signals(environ, kept.signals)
        if len(own.parts) < len(kept.frame.parts):
            environ[WANTED], environ[FRAME] = True, kept.frame
            return self.inner(environ, start_response)
        return send_body(kept.headers, kept.frame.fill(own), environ, start_response)

    def _ask_for_frame(
        self, environ: Environ, start_response: StartResponse, key: str, stamp: Stamp
    ) -> Iterable[bytes]:
        def listen(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            frame, until = environ.get(FRAME), environ.get("portal.keep_until")
            if frame is not None and until is not None and not sets_cookie(headers):
                left = tuple(environ.get("portal.signals", ()))
                kept = KeptFrame(stamp, until, lasting(headers), frame, left)
                self.store.keep(key, kept, is_shared=KEPT_HERE not in environ)
            return start_response(status, headers, exc_info)

        return self.inner(environ, listen)

    def _ask(
        self, environ: Environ, start_response: StartResponse, key: str, stamp: Stamp
    ) -> Iterable[bytes]:
        answer: dict[str, Any] = {}

        def listen(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            answer.update(status=status, headers=headers)
            return lambda _chunk: None

        chunks = self.inner(environ, listen)
        until = environ.get("portal.keep_until")
        if until is None or sets_cookie(answer["headers"]):
            start_response(answer["status"], answer["headers"])
            return chunks
        body = b"".join(chunks)
        if hasattr(chunks, "close"):
            chunks.close()
        left = tuple(environ.get("portal.signals", ()))
        page = page_of(stamp, until, answer["headers"], body=body, left=left)
        self.store.keep(key, page, is_shared=KEPT_HERE not in environ)
        return send_page(page, environ, start_response)

    def _leave_signals(self, environ: Environ, left: Signals) -> None:
        spool = self.app.extensions["portal_spool"]
        for kind, fields in left:
            signals.leave(spool, kind, fields | {"visitor": _visitor(self.secret, environ)})


def _unless_away(ask: Callable[[], T]) -> T | None:
    """None when the database is away: Flask answers then, and says what is wrong."""
    try:
        return ask()
    except Exception:  # whatever the driver raises
        log.warning("asked in vain before Flask", exc_info=True)
        return None


def init_page_cache(app: Flask, engine: Engine, viewers: Viewers) -> None:
    """Put the cache in front of the app."""
    app.after_request(_mark)
    cache = PageCache(app, engine, viewers)
    app.extensions["portal_pages"] = cache.store
    app.wsgi_app = cache  # type: ignore[method-assign]


def stamp_of_request() -> Stamp | None:
    """What the pages of this request depend on, read before all else; None outside a request or without it."""
    return request.environ.get(STAMP_KEY) if has_request_context() else None


def keep_until(instant: datetime) -> None:
    """This page changes at that instant (a due time, an opening hour): no copy is used after it."""
    if has_request_context():
        g.page_until = min(g.get("page_until", instant), instant)


def keep_out() -> None:
    """No copy of this page is kept: it changes behind the rows, or holds what somebody has not sent yet."""
    g.page_kept_out = True


def keep_here() -> None:
    """Copies of this page stay in the process that drew it: of what people type there is no end."""
    request.environ[KEPT_HERE] = True


def page_signal(kind: str, **fields: Any) -> None:
    """Leave a signal now, once, and again whenever a copy of this page is read."""
    left = g.setdefault("page_signals", [])
    if (kind, fields) in left:
        return
    left.append((kind, fields))
    visitor = _visitor(current_app.config["PORTAL"].secret_key, request.environ)
    signals.signal(kind, visitor=visitor, **fields)


def _mark(response: Response) -> Response:
    """Say to the cache in front whether this answer may be kept, and until when."""
    if response.mimetype in KINDS:
        response.headers.setdefault("Vary", VARY)
    kept_out = g.get("page_kept_out") or "no-store" in response.headers.get("Cache-Control", "")
    fits = response.status_code == 200 and response.mimetype in KINDS and not response.is_streamed
    if fits and not kept_out and not _is_somebodys():
        latest = now() + timedelta(seconds=SECONDS)
        until = min(g.get("page_until", latest), latest).timestamp()
        request.environ["portal.keep_until"] = until
        request.environ["portal.signals"] = tuple(g.get("page_signals", ()))
    return response


def _is_somebodys() -> bool:
    """Whether the page was drawn for one session, however its cookie was spelled; a frame never is."""
    return FRAME not in request.environ and bool(session)


def _key(environ: Environ, cookies: str) -> str:
    locale, theme = _taste(cookies, environ.get("HTTP_ACCEPT_LANGUAGE", ""))
    query = _normalised(environ.get("QUERY_STRING", ""))
    kind = "json" if "json" in environ.get("HTTP_ACCEPT", "") else ""
    return f"{environ.get('HTTP_HOST', '')}|{environ.get('PATH_INFO', '')}|{query}|{locale}|{theme}|{kind}"


def _visitor(secret: str, environ: Environ) -> str:
    return signals.visitor_key(
        secret, environ.get("REMOTE_ADDR", ""), environ.get("HTTP_USER_AGENT", "")
    )


@lru_cache(maxsize=4096)
def _taste(cookies: str, accepted: str) -> tuple[str, str]:
    """Language and theme as far as the request says; "" leaves it to the site, whose default may change.

    Read as pages read their cookies: where one is sent twice, both must take the same.
    """
    found = parse_cookie(cookies)
    theme = found.get(THEME_COOKIE, "")
    locale = negotiate(None, found.get(LOCALE_COOKIE), accepted, "")
    return locale, theme if theme in THEMES else ""


@lru_cache(maxsize=4096)
def _normalised(query: str) -> str:
    return urlencode(sorted(parse_qsl(query, keep_blank_values=True)))
