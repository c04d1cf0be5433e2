"""Reads about members for themselves and for administrators."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from community.accounts.browsers import browser_name
from community.accounts.models import (
    AccountToken,
    Member,
    MemberRole,
    Membership,
    Organisation,
    SignInSession,
    TokenPurpose,
    fold,
)
from community.accounts.queries import hash_token
from community.core.clock import now
from community.core.db import db
from community.core.errors import NotFound
from community.core.paging import SIZE, Page, cut
from community.policies.actor import Role


@dataclass(frozen=True)
class Credentials:
    """What signing in needs to know of an address."""

    member_id: int
    password_hash: str | None
    is_known_place: bool


@dataclass(frozen=True)
class SessionRow:
    """One of one's own sign-ins."""

    id: int
    browser: str
    network: str
    created_at: datetime
    last_seen_at: datetime
    is_this: bool

    @property
    def browser_name(self) -> str:
        """Browser and system in words."""
        return browser_name(self.browser)


@dataclass(frozen=True)
class MemberRow:
    """A member in the administrators' list."""

    id: int
    name: str
    handle: str
    email: str | None
    created_at: datetime
    last_seen_at: datetime | None
    suspended_at: datetime | None
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True)
class OpenLink:
    """What a mailed link that still works is about."""

    email: str
    name: str
    intent: str | None


def find_credentials(email: str, network: str) -> Credentials | None:
    """The password hash behind an address, and whether its member is signed in from this network."""
    known = (
        select(SignInSession.id)
        .where(SignInSession.member_id == Member.id, SignInSession.network == network)
        .exists()
    )
    statement = select(Member.id, Member.password_hash, known).where(
        Member.email_key == fold(email),
        Member.email_confirmed_at.is_not(None),
        Member.erased_at.is_(None),
    )
    row = db.session.execute(statement).first()
    return Credentials(*row) if row else None


def get_own(member_id: int | None) -> Member:
    """The member himself, whole; NotFound when there is none."""
    member = db.session.get(Member, member_id) if member_id is not None else None
    if member is None or member.erased_at:
        raise NotFound
    return member


def list_sessions(member_id: int | None, this: str) -> list[SessionRow]:
    """One's own open sessions, the one in use (its token hash is `this`) first."""
    columns = (
        SignInSession.id,
        SignInSession.browser,
        SignInSession.network,
        SignInSession.created_at,
        SignInSession.last_seen_at,
        (SignInSession.token_hash == this).label("is_this"),
    )
    statement = (
        select(*columns)
        .where(SignInSession.member_id == member_id, SignInSession.expires_at > now())
        .order_by((SignInSession.token_hash == this).desc(), SignInSession.last_seen_at.desc())
        .limit(100)
    )
    return [SessionRow(*row) for row in db.session.execute(statement)]


def find_open_link(token: str, purpose: TokenPurpose) -> OpenLink | None:
    """What the link is about; None when it was used or is too old."""
    statement = select(AccountToken.email, AccountToken.name, AccountToken.intent).where(
        AccountToken.token_hash == hash_token(token),
        AccountToken.purpose == purpose,
        AccountToken.used_at.is_(None),
        AccountToken.expires_at > now(),
    )
    row = db.session.execute(statement).first()
    return OpenLink(*row) if row else None


@dataclass(frozen=True, kw_only=True)
class MemberFilter:
    """Which members an administrator looks for."""

    words: str = ""
    role: Role | None = None
    suspended: bool = False


def list_members(wanted: MemberFilter, *, after: Sequence[Any] | None = None) -> Page[MemberRow]:
    """Members, the newest first: those whose name, handle or address holds the words."""
    columns = (
        Member.id,
        Member.name,
        Member.handle,
        Member.email,
        Member.created_at,
        Member.last_seen_at,
        Member.suspended_at,
    )
    statement = select(*columns).where(Member.erased_at.is_(None), *_conditions(wanted))
    if after:
        statement = statement.where(Member.id < int(after[0]))
    rows = list(db.session.execute(statement.order_by(Member.id.desc()).limit(SIZE + 1)))
    roles = roles_of([row.id for row in rows])
    found = [MemberRow(*row, roles.get(row.id, ())) for row in rows]
    return cut(found, lambda row: [row.id], began=bool(after))


def _conditions(wanted: MemberFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.words:
        folded = fold(wanted.words)
        places = (func.lower(Member.name), Member.handle_key, Member.email_key)
        yield or_(*(place.contains(folded, autoescape=True) for place in places))
    if wanted.role is not None:
        yield Member.id.in_(select(MemberRole.member_id).where(MemberRole.role == wanted.role))
    if wanted.suspended:
        yield Member.suspended_at.is_not(None)


def roles_of(member_ids: Sequence[int]) -> dict[int, tuple[Role, ...]]:
    """The roles of these members, `member` left out."""
    found: dict[int, tuple[Role, ...]] = {}
    statement = select(MemberRole.member_id, MemberRole.role).where(
        MemberRole.member_id.in_(member_ids)
    )
    for member_id, role in db.session.execute(statement.order_by(MemberRole.role)):
        found[member_id] = (*found.get(member_id, ()), role)
    return found


def list_organisations_of(member_id: int) -> list[tuple[int, str]]:
    """Where the member belongs now."""
    statement = (
        select(Organisation.id, Organisation.name)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.member_id == member_id, Membership.left_at.is_(None))
        .order_by(func.lower(Organisation.name))
    )
    return [(row[0], row[1]) for row in db.session.execute(statement)]


def has_admin() -> bool:
    """Whether anybody can administer the portal."""
    statement = select(MemberRole.member_id).where(MemberRole.role == Role.ADMIN).limit(1)
    return db.session.scalars(statement).first() is not None


def count_sessions(member_id: int) -> int:
    """How many devices a member is signed in on."""
    statement = select(func.count()).where(
        SignInSession.member_id == member_id, SignInSession.expires_at > now()
    )
    return db.session.scalar(statement) or 0
