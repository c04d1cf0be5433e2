"""Who looks at a page, found in front of Flask with one bare statement, so that a shared page needs no more."""

import hashlib
import hmac
import json
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, Protocol

from flask import Flask, current_app
from itsdangerous import BadSignature
from sqlalchemy import Engine

from community import site_settings
from community.accounts.presence import SEEN, is_worth_noting
from community.accounts.queries import actor_of, hash_token, session_with_facts
from community.core import signals
from community.core.bare import BareConnections, Prepared
from community.core.clock import now
from community.core.http_edge.frames import AUTHOR, Frame, Mark, Own
from community.core.versions import STAMP
from community.policies.actor import Actor
from community.policies.stand_in import rights_of

KEPT = 4096
STAMPED = len(STAMP.selected_columns)
FLASHES = "_flashes"
# Parts of a page that show nothing but what `Viewer.face` holds; others last as long as the stamp.
LASTING_PARTS = frozenset({"viewer"})


class OwnThings(Protocol):
    """What `content` knows of a viewer."""

    def find_audiences(self, bare: BareConnections, actor: Actor) -> frozenset[int]:
        """The audiences that hold one of the actor's grants."""

    def find_marks(
        self, bare: BareConnections, actor: Actor, asked: frozenset[Mark]
    ) -> frozenset[Mark] | None:
        """Those of the asked that are the actor's; None when lists hold posts that he sees as their author alone."""


@dataclass(frozen=True)
class Viewer:
    """A signed-in member with what shared pages need of him."""

    session_token: str
    form_token: str
    actor: Actor
    rights: str
    stamp: Any
    # Something waits to be told on his next page, which is drawn for him alone.
    is_told: bool

    @property
    def face(self) -> tuple[Any, ...]:
        """What the header shows of him."""
        return (self.actor.name, self.actor.handle, self.actor.picture_key, self.actor.unread)

    def key_of(self, part: str, locale: str) -> tuple[Any, ...]:
        """Under what a part that was drawn for him is kept."""
        stamp = None if part in LASTING_PARTS else self.stamp
        return (part, locale, self.session_token, self.rights, self.face, stamp)


class Viewers:
    """Recognises members by their cookie and knows what they add to a shared page."""

    def __init__(self, app: Flask, engine: Engine, own: OwnThings) -> None:
        self.app, self.own, self.bare = app, own, BareConnections(engine)
        self.session = Prepared(
            session_with_facts(engine).add_columns(*STAMP.selected_columns), engine
        )
        self.cookie = app.config["SESSION_COOKIE_NAME"] + "="
        self.read_cookie = lru_cache(maxsize=KEPT)(self._read_cookie)
        self.known = lru_cache(maxsize=KEPT)(self._known)
        self.parts: OrderedDict[Any, bytes] = OrderedDict()
        self.guard = threading.Lock()

    def recognise(self, cookies: str) -> Viewer | None:
        """The member of this session; None when it is no session of ours or has ended."""
        kept = self.read_cookie(self._cookie_in(cookies))
        if kept is None or now() - kept[2] > self.app.permanent_session_lifetime:
            return None
        token, is_told, _at = kept
        key = hash_token(token)
        found = self.bare.rows(self.session, token=key, at=now())
        if not found:
            return None
        row, stamp = tuple(found[0][:-STAMPED]), tuple(found[0][-STAMPED:])
        actor, rights = self.known(row, stamp)
        if is_worth_noting(key):
            signals.leave(self.app.extensions["portal_spool"], SEEN, {"session": key})
        proof = form_token(self.app.config["PORTAL"].secret_key, token)
        return Viewer(token, proof, actor, rights, stamp, is_told)

    def find_own(self, frame: Frame, viewer: Viewer) -> Own | None:
        """What he adds to the frame, as far as it is known; None when the page must be drawn for him alone."""
        if viewer.actor.member_id in frame.authors:
            return None
        marks = self.own.find_marks(self.bare, viewer.actor, frame.marks)
        if marks is None:
            return None
        parts = {name: self.parts.get(viewer.key_of(name, frame.locale)) for name in frame.parts}
        known = {name: part for name, part in parts.items() if part is not None}
        himself = (AUTHOR, viewer.actor.member_id or 0)
        return Own(viewer.form_token, marks | {himself}, known)

    def keep_part(self, viewer: Viewer, name: str, locale: str, part: bytes) -> None:
        """Remember a part that was drawn for him."""
        with self.guard:
            self.parts[viewer.key_of(name, locale)] = part
            while len(self.parts) > KEPT:
                self.parts.popitem(last=False)

    def _cookie_in(self, cookies: str) -> str:
        return next(
            (
                one.strip().removeprefix(self.cookie)
                for one in cookies.split(";")
                if one.strip().startswith(self.cookie)
            ),
            "",
        )

    def _read_cookie(self, value: str) -> tuple[str, bool, datetime] | None:
        interface: Any = self.app.session_interface
        serializer = interface.get_signing_serializer(self.app)
        try:
            kept, at = serializer.loads(value, return_timestamp=True)
        except BadSignature:
            return None
        token = kept.get("_user_id")
        return (token, FLASHES in kept, at) if token else None

    def _known(self, row: tuple[Any, ...], stamp: Any) -> tuple[Actor, str]:
        # The same row under the same stamp is the same person in the same audiences, under the same settings.
        with self.app.app_context():
            settings = site_settings.kept(stamp[-1])
        find = partial(self.own.find_audiences, self.bare)
        facts = json.loads(row[-1] or "[]")
        actor = actor_of(row[:-1], facts, find, settings)
        return actor, hashlib.sha256(rights_of(actor).encode()).hexdigest()

    def close(self) -> None:
        """Let this thread's connection go."""
        self.bare.close()

    def forget(self) -> None:
        """Know nobody any more (a test begins anew)."""
        self.read_cookie.cache_clear()
        self.known.cache_clear()
        self.parts.clear()


@lru_cache(maxsize=KEPT)
def form_token(secret: str, session_token: str) -> str:
    """The token that the forms of this session carry."""
    return hmac.new(secret.encode(), f"csrf:{session_token}".encode(), hashlib.sha256).hexdigest()


def viewers() -> Viewers:
    """Those of this app."""
    found: Viewers = current_app.extensions["portal_viewers"]
    return found
