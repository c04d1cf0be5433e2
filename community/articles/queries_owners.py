"""Whose work an article is: an owner counts only while he can do it."""

from typing import Any

from sqlalchemy import ColumnElement, case, or_, select

from community.accounts.models import Member, MemberCapability
from community.accounts.queries import is_staff
from community.articles.models import Article, HelpSection
from community.core.clock import now


def present_owner() -> ColumnElement[int | None]:
    """The article's owner, else its section's, each only if he can act; None: any writer."""
    owners = (Article.owner_id, HelpSection.owner_id)
    return case(*((_can_act(owner_id), owner_id) for owner_id in owners))


def _can_act(owner_id: Any) -> ColumnElement[bool]:
    """Whether he is here, and of the team or with a badge that lets him verify."""
    badge = select(MemberCapability.id).where(
        MemberCapability.member_id == Member.id,
        MemberCapability.capability == "verify",
        or_(MemberCapability.until.is_(None), MemberCapability.until > now()),
    )
    here = select(Member.id).where(
        Member.id == owner_id, Member.suspended_at.is_(None), Member.erased_at.is_(None)
    )
    return here.where(or_(is_staff(Member.id), badge.exists())).exists()
