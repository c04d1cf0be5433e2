"""Every page of a portal: follows its links as a visitor, a member and an administrator; one address a route."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlsplit

from flask import Flask, session
from playwright.sync_api import APIResponse
from sqlalchemy import select, update
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from community.accounts.models import Member, MemberRole
from community.accounts.session import begin_session, remember
from community.core.db import db, writing
from community.policies.actor import Role

LINK = re.compile(r'<a\b[^>]*?\shref="(/[^"#]*)')
FETCHES_A_ROUTE = 3
FETCHES_IN_ALL = 400
STARTS = (
    "/",
    "/search?q=stock",
    "/search?q=zzzz",
    "/styleguide",
    "/register",
    "/password/forgot",
    "/desk",
    "/admin/members",
    "/there-is-nothing-here",
)
PEOPLE = ("visitor", "member", "admin")

NOWHERE = "nowhere"
MISSING = STARTS[-1]

# Path → the page's HTML; None where there is no page (a redirect, a refusal, a feed, a file).
Browse = Callable[[str], str | None]


@dataclass(frozen=True, order=True)
class Stop:
    """A page that a person of this kind can open."""

    name: str
    path: str
    who: str


def tour(
    app: Flask, browse_as: Callable[[str], Browse], fetches_a_route: int = FETCHES_A_ROUTE
) -> list[Stop]:
    """One stop for each route that answers with a page, as the person with the fewest rights who may open it."""
    found: dict[str, Stop] = {}
    for who in PEOPLE:
        for name, path in walk(app, browse_as(who), fetches_a_route=fetches_a_route).items():
            if name not in found:
                found[name] = Stop(name, path, who)
        found[f"home.index as {who}"] = Stop(f"home.index-{who}", "/", who)
    return sorted(found.values())


def walk(
    app: Flask,
    browse: Browse,
    starts: Iterable[str] = STARTS,
    fetches_a_route: int = FETCHES_A_ROUTE,
) -> dict[str, str]:
    """Route → the address among the first few whose page holds the most."""
    waiting, seen = deque(starts), set(starts)
    best: dict[str, tuple[int, str]] = {}
    fetched: dict[str, int] = {}
    while waiting and sum(fetched.values()) < FETCHES_IN_ALL:
        path = waiting.popleft()
        name = name_of(app, path)
        if name is None or fetched.get(name, 0) >= fetches_a_route:
            continue
        fetched[name] = fetched.get(name, 0) + 1
        page = browse(path)
        if page is None:
            continue
        best[name] = max(best.get(name, (0, "")), (len(page), path))
        fresh = [link for link in links_of(page) if link not in seen]
        seen.update(fresh)
        waiting.extend(fresh)
    return {name: path for name, (_, path) in best.items()}


def links_of(page: str) -> list[str]:
    """The portal's own addresses that a page links to, in their order, each once."""
    return list(dict.fromkeys(unescape(link).partition("?")[0] for link in LINK.findall(page)))


def name_of(app: Flask, path: str) -> str | None:
    """The route of an address; `nowhere` for none, None where it only redirects."""
    bare, _, query = path.partition("?")
    try:
        endpoint, _arguments = app.url_map.bind("localhost").match(bare)
    except RequestRedirect:
        return None
    except HTTPException:
        return NOWHERE
    return f"{endpoint}-{query}" if query else str(endpoint)


def page_of(answer: APIResponse, path: str) -> str | None:
    """What a browser got for this path when it is a page of its own; also the page for what is not there."""
    is_page = answer.headers.get("content-type", "").startswith("text/html")
    there = urlsplit(answer.url)
    is_here = path == there.path + (f"?{there.query}" if there.query else "")
    return answer.text() if is_page and is_here and (answer.ok or path == MISSING) else None


def find_people(app: Flask) -> dict[str, int]:
    """A member who belongs to a customer, or any, and an administrator, by their ids."""
    with app.app_context():
        staff = select(MemberRole.member_id)
        plain = select(Member.id).where(Member.id.not_in(staff), Member.password_hash.is_not(None))
        admins = select(MemberRole.member_id).where(MemberRole.role == Role.ADMIN)
        member = db.session.scalars(plain.order_by(Member.reputation.desc(), Member.id)).first()
        admin = db.session.scalars(admins.order_by(MemberRole.member_id)).first()
        db.session.remove()
    if member is None or admin is None:
        raise RuntimeError("a tour needs a member and an administrator")
    return {"member": member, "admin": admin}


def speak(app: Flask, people: Iterable[int], language: str) -> None:
    """Let these members' pages be in this language from now on."""
    with app.app_context(), writing() as rows:
        rows.execute(update(Member).where(Member.id.in_(list(people))).values(locale=language))


def session_cookie(app: Flask, member_id: int) -> tuple[str, str]:
    """Name and value of a cookie that is signed in as this member, without a password."""
    with app.test_request_context(headers={"User-Agent": "Tour"}):
        with writing() as rows:
            token = begin_session(rows.get_one(Member, member_id))
        remember(token)
        serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        return app.config["SESSION_COOKIE_NAME"], serializer.dumps(dict(session))
