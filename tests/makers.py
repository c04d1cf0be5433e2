"""Members and posts for tests, made through the actions that the pages call."""

from __future__ import annotations

import itertools
from datetime import timedelta

from sqlalchemy import select

from community.accounts import actions_organisations as organisations
from community.accounts.actions import NewMember, add_member, belong
from community.accounts.actions_organisations import OrganisationFacts
from community.accounts.models import Member, MemberRole, Organisation, fold
from community.accounts.queries import get_actor
from community.content.prose import Prose, compose
from community.content.queries import list_audience_ids
from community.core.clock import now
from community.core.db import db, writing
from community.ideas import actions as ideas
from community.ideas.models import Board, Idea, IdeaStatus
from community.policies.actor import PUBLIC_AUDIENCE_ID, SYSTEM, Actor, Role

PASSWORD = "seven tulips under glass"
# Its hash, cheap, so that making a member costs no hashing.
PASSWORD_HASH = "$argon2id$v=19$m=1024,t=1,p=1$1CbsgCOb3DVVG30XmrACpw$LQLv4frikveh/AL3fOYUiNuLGKBqWAuszkYjv+z9c9g"

_numbers = itertools.count(1)


def make_member(
    name: str = "",
    *roles: Role,
    reputation: int = 0,
    locale: str = "en",
    email: str | None = None,
    organisation: Organisation | None = None,
) -> Member:
    """A member who can sign in with PASSWORD, with these roles."""
    number = next(_numbers)
    name = name or f"Member {number}"
    address = email or f"{fold(name.split()[0])}{number}@garden{number}.example"
    new = NewMember(name=name, email=address, password_hash=PASSWORD_HASH, locale=locale)
    with writing() as session:
        member = add_member(new)
        member.reputation = reputation
        session.add_all(MemberRole(member_id=member.id, role=role) for role in roles)
        if organisation is not None:
            belong(member.id, organisation.id)
    return member


def make_organisation(
    name: str = "",
    *,
    plan: str | None = None,
    domain: str | None = None,
    country: str | None = None,
    annual_value: int | None = None,
) -> Organisation:
    """A customer, entitled to the plan since yesterday, with a verified domain."""
    name = name or f"Garden {next(_numbers)}"
    facts = OrganisationFacts(name=name, country=country, annual_value=annual_value)
    with writing():
        made = organisations.add_organisation(SYSTEM, facts)
        if plan is not None:
            organisations.entitle(SYSTEM, made.id, plan, starts_at=now() - timedelta(days=1))
        if domain is not None:
            row = organisations.add_domain(SYSTEM, made.id, domain)
            organisations.verify_domain(SYSTEM, made.id, row.id)
    return made


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
