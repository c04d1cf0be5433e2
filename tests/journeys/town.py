"""The people of the journeys: real browsers, with script or without, and the letters that reach them."""

from __future__ import annotations

import re
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from community.accounts.models import Member
from community.core.db import db
from community.policies.actor import Role
from community.service_levels.models import PlanVersion
from tests.journeys.complaints import listen
from tests.makers import make_board, make_member, make_section
from tests.service_levels.stories import publish_demo
from tests.services.live import LivePortal
from tools.tour import session_cookie

PATIENCE_S = 60
LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Person:
    """A member at his own browser."""

    id: int
    name: str
    handle: str
    email: str
    page: Page


class Town:
    """A served portal, and whoever comes to it."""

    def __init__(
        self,
        portal: LivePortal,
        new_context: Callable[..., BrowserContext],
        *,
        has_script: bool = True,
    ) -> None:
        self.portal, self.new_context, self.has_script = portal, new_context, has_script
        self.complaints: list[str] = []
        expect.set_options(timeout=PATIENCE_S * 1000)
        with self.rows():
            found()

    @contextmanager
    def rows(self) -> Iterator[None]:
        """The portal's own rows, for what a story begins with."""
        with self.portal.app.app_context():
            yield
            db.session.remove()

    def visitor(self, **options: Any) -> Page:
        """Somebody who is not signed in."""
        context = self.new_context(java_script_enabled=self.has_script, **options)
        context.set_default_timeout(PATIENCE_S * 1000)
        page = context.new_page()
        listen(page, self.complaints)
        return page

    def person(self, *roles: Role, name: str = "", locale: str = "en", **options: Any) -> Person:
        """A new member, signed in."""
        with self.rows():
            member = make_member(name, *roles, locale=locale)
            facts = (member.id, member.name, member.handle, member.email or "")
        page = self.visitor(locale=locale, **options)
        cookie, value = session_cookie(self.portal.app, facts[0])
        page.context.add_cookies([{"name": cookie, "value": value, "url": self.portal.address}])
        return Person(*facts, page)

    def has_member(self, email: str) -> bool:
        """Whether somebody with this address has an account."""
        with self.rows():
            found = db.session.scalars(select(Member.id).where(Member.email == email)).first()
        return found is not None

    def letters(self, email: str, count: int) -> list[EmailMessage]:
        """What was mailed to this address, once there are so many."""
        eventually(lambda: len(self.letters_now(email)) >= count, f"{count} letters to {email}")
        return self.letters_now(email)

    def letters_now(self, email: str) -> list[EmailMessage]:
        """What was mailed to this address so far."""
        return [one for one in list(self.portal.sink.messages) if one["To"] == email]


def found() -> None:
    """What the first story needs: a menu in force, a board, a section."""
    if db.session.scalars(select(PlanVersion.id).limit(1)).first() is None:
        publish_demo()
        make_section()
    make_board()


def words_of(letter: EmailMessage) -> str:
    """The plain text of a letter."""
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def link_in(letter: EmailMessage, piece: str) -> str:
    """The first address in a letter that holds this piece."""
    return next(str(link) for link in LINK.findall(words_of(letter)) if piece in link)


def fetch(address: str, data: bytes | None = None) -> str:
    """As a mail program asks: no cookie, no referrer, no script; a POST when there is data."""
    request = urllib.request.Request(address, data=data)  # noqa: S310 (ours)
    with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310 (ours)
        return str(answer.read().decode())


def eventually(probe: Callable[[], bool], what: str) -> None:
    """Ask until it is so: the worker is another process."""
    until = time.monotonic() + PATIENCE_S
    while not probe():
        assert time.monotonic() < until, f"never came: {what}"
        time.sleep(0.05)


def look_until(page: Page, path: str, words: str) -> None:
    """Open a page again and again until it shows these words."""

    def shows() -> bool:
        page.goto(path)
        return page.get_by_text(words).count() > 0

    eventually(shows, f"“{words}” on {path}")
