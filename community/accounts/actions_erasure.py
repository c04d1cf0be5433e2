"""Erasing a member: the account ends at once, the worker forgets what else there is of him."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func

from community.accounts.actions_members import keep_one_admin, locked_roles
from community.accounts.models import (
    AccountToken,
    Member,
    MemberCapability,
    MemberRole,
    SignInSession,
)
from community.accounts.models_erasure import EraseReason, Erasure
from community.core.audit import audit
from community.core.clock import now
from community.core.db import db, get_locked
from community.core.errors import Conflict, Invalid, NotFound
from community.core.tasks import enqueue_job
from community.core.versions import raise_version
from community.policies.actor import Actor, Role
from community.policies.permission import Permission
from community.policies.registry import ensure

# What stands where the name was; lists of people say it in the reader's language.
NAMELESS = "former member"


def leave(actor: Actor, *, with_posts: bool) -> Erasure:
    """Erase oneself, who has given the password; Invalid for the last administrator."""
    ensure(actor, Permission.ACCOUNT_LEAVE)
    if actor.member_id is None:
        raise NotFound
    return _erase(actor, actor.member_id, EraseReason.OWN_WISH, with_posts=with_posts)


def erase(actor: Actor, member_id: int, reason: EraseReason, *, with_posts: bool) -> Erasure:
    """Erase somebody else; Invalid for oneself and for the last administrator."""
    ensure(actor, Permission.MEMBERS_MANAGE)
    if member_id == actor.member_id:
        raise Invalid(_l("Your own account is erased on your own settings page."), "reason")
    return _erase(actor, member_id, reason, with_posts=with_posts)


def _erase(actor: Actor, member_id: int, reason: EraseReason, *, with_posts: bool) -> Erasure:
    member = get_locked(Member, member_id)
    if member.erased_at is not None:
        raise Conflict(_l("This member is erased already."))
    if any(row.role is Role.ADMIN for row in locked_roles(member_id)):
        keep_one_admin(member_id, field="reason")
    row = _keep_what_is_looked_for(member, reason, with_posts=with_posts)
    row.asked_by_id, row.asked_at = actor.member_id, now()
    _end_account(member)
    raise_version("members")
    audit(
        actor.member_id,
        "member.erased",
        ("member", member_id),
        reason=reason.value,
        posts="removed" if with_posts else "kept",
    )
    enqueue_job("erase_members")
    return row


def _keep_what_is_looked_for(member: Member, reason: EraseReason, *, with_posts: bool) -> Erasure:
    row = Erasure(member_id=member.id, reason=reason, with_posts=with_posts)
    row.name, row.handle = member.name, member.handle
    row.email, row.picture_key = member.email or "", member.picture_key or ""
    db.session.add(row)
    return row


def _end_account(member: Member) -> None:
    """Nobody can sign in, and whoever looks finds a number; his address is free, his name once no post says it."""
    email_key = member.email_key
    member.erased_at, member.name = now(), NAMELESS
    member.handle = member.handle_key = f"~{member.id}"  # no handle that anybody could choose
    member.email = member.email_key = member.email_confirmed_at = member.password_hash = None
    member.bio, member.picture_key, member.source_key = "", None, None
    member.suspended_at = member.suspended_reason = member.last_seen_at = None
    member.time_zone, member.locale = "UTC", "en"
    for model in (SignInSession, MemberRole, MemberCapability):
        db.session.execute(delete(model).where(model.member_id == member.id))
    mine = (AccountToken.member_id == member.id) | (func.lower(AccountToken.email) == email_key)
    db.session.execute(delete(AccountToken).where(mine))


def note_progress(member_id: int, *, done: int, cursor: int, of: int) -> None:
    """Keep how far an erasure is; at its end nothing that was looked for is kept."""
    row = get_locked(Erasure, member_id)
    row.done, row.cursor, row.error = done, cursor, ""
    if done >= of:
        row.finished_at = now()
        row.name = row.handle = row.email = row.picture_key = ""
        audit(None, "member.forgotten", ("member", member_id))


def note_failure(member_id: int, error: str) -> None:
    """Keep what a step ran into, for the administrator; the worker tries again each minute."""
    get_locked(Erasure, member_id).error = error
