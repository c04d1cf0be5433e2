"""Members by the names under which others speak of them."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select

from community.accounts.models import Member, Membership, fold
from community.accounts.queries import Person, is_staff, person_columns
from community.core.db import db


@dataclass(frozen=True)
class Named:
    """A member by his handle."""

    id: int
    handle: str


def find_named(names: Collection[str]) -> dict[str, Named]:
    """Folded handle → member, of those names that are handles; one statement."""
    statement = select(Member.handle_key, Member.id, Member.handle).where(
        Member.handle_key.in_({fold(name) for name in names}), Member.erased_at.is_(None)
    )
    return {row[0]: Named(row[1], row[2]) for row in db.session.execute(statement)}


def list_matching(
    typed: str,
    *,
    first: Collection[int] = (),
    organisation_ids: Collection[int] = (),
    besides: int | None = None,
    limit: int,
) -> list[Person]:
    """Members whose handle or a word of whose name begins so: these first, then colleagues, then staff; one statement.

    For nothing typed it is only these.
    """
    colleague = select(Membership.id).where(
        Membership.member_id == Member.id,
        Membership.left_at.is_(None),
        Membership.organisation_id.in_(organisation_ids),
    )
    nearness = (Member.id.in_(first), colleague.exists(), is_staff(Member.id))
    statement = (
        select(*person_columns())  # type: ignore[call-overload]
        .where(_begins(typed) if typed else nearness[0], Member.id != (besides or 0))
        .where(Member.suspended_at.is_(None), Member.erased_at.is_(None))
        .order_by(*(one.desc() for one in nearness), Member.reputation.desc(), Member.id)
        .limit(limit)
    )
    return [Person(*row) for row in db.session.execute(statement)]


def _begins(typed: str) -> ColumnElement[bool]:
    return or_(
        Member.handle_key.startswith(fold(typed), autoescape=True),
        Member.name.istartswith(typed, autoescape=True),
        Member.name.icontains(f" {typed}", autoescape=True),
    )
