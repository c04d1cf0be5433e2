"""Members and posts for tests, made through the actions that the pages call."""

from __future__ import annotations

import itertools

from sqlalchemy import select

from community.accounts.models import Member, MemberRole, fold
from community.accounts.queries import get_actor
from community.content.prose import Prose, compose
from community.content.queries import list_audience_ids
from community.core.clock import now
from community.core.db import db, writing
from community.ideas import actions as ideas
from community.ideas.models import Board, Idea, IdeaStatus
from community.policies.actor import PUBLIC_AUDIENCE_ID, SYSTEM, Actor, Role

_numbers = itertools.count(1)


def make_member(name: str = "", *roles: Role, reputation: int = 0, locale: str = "en") -> Member:
    """A member who can sign in, with these roles."""
    number = next(_numbers)
    name = name or f"Member {number}"
    handle = f"{name.split()[0].lower()}{number}"
    member = Member(name=name, handle=handle, handle_key=fold(handle), created_at=now())
    member.email, member.email_key = f"{handle}@example.org", f"{handle}@example.org"
    member.email_confirmed_at, member.reputation, member.locale = now(), reputation, locale
    with writing() as session:
        session.add(member)
        session.flush()
        session.add_all(MemberRole(member_id=member.id, role=role) for role in roles)
    return member


def actor_of(member: Member) -> Actor:
    """The member as rules see him now."""
    return get_actor(member.id, list_audience_ids)


def prose(body: str = "Some words about it, long enough to say something.") -> Prose:
    """Rendered Markdown."""
    return compose(body)


def make_board(slug: str = "product", audience_id: int = PUBLIC_AUDIENCE_ID) -> Board:
    """A board; the one of this slug when it is there."""
    found = db.session.scalars(select(Board).where(Board.slug == slug)).first()
    if found:
        return found
    name = {"en": slug.title(), "fr": slug.title()}
    with writing():
        return ideas.create_board(SYSTEM, slug, name, description={}, audience_id=audience_id)


def make_idea(author: Member | None = None, title: str = "Print two notes on one page") -> Idea:
    """An open idea, supported by its author."""
    board, actor = make_board(), actor_of(author or make_member())
    text = prose()
    with writing():
        return ideas.propose(actor, board, title, text, lang="en")


def status(key: str) -> IdeaStatus:
    """The status with this key."""
    return db.session.scalars(select(IdeaStatus).where(IdeaStatus.key == key)).one()
