"""Signing in, and what keeps an account one's own: password, address, sessions."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from community.accounts.actions import join_by_domain, mailed_link, recipient, use_token
from community.accounts.models import AccountToken, Member, SignInSession, TokenPurpose, fold
from community.accounts.queries import find_member_by_email
from community.core.audit import audit
from community.core.clock import now
from community.core.db import db, get_locked
from community.core.errors import Conflict, Invalid, NotAllowed, NotFound
from community.core.mail_outbox import Recipient, post
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure


def sign_in(actor: Actor, member_id: int, verified_hash: str) -> Member:
    """The member whose password was verified; Invalid when it was changed in between."""
    ensure(actor, Permission.ACCOUNT_OPEN)
    member = get_locked(Member, member_id)
    if member.password_hash != verified_hash or not member.can_sign_in:
        raise wrong_password()
    member.last_seen_at = now()
    audit(member.id, "sign_in.done", ("member", member.id))
    return member


def note_failed_sign_in(member_id: int | None) -> None:
    """A line in the record: somebody could not sign in."""
    audit(None, "sign_in.failed", ("member", member_id) if member_id else None)


def wrong_password() -> Invalid:
    """One sentence, whatever was wrong."""
    return Invalid(
        _l("Address and password do not fit together. Check both, or ask for a new password.")
    )


def ask_for_reset(actor: Actor, email: str, *, locale: str, intent: str | None = None) -> None:
    """Write to the address: a link to a new password, or that there is no account. The caller learns neither."""
    ensure(actor, Permission.ACCOUNT_OPEN)
    member = find_member_by_email(email)
    if member is None or member.email is None or member.erased_at:
        post(Recipient(address=email, locale=locale), "no_account", {})
        return
    link = mailed_link(TokenPurpose.RESET, member.email, member=member, intent=intent)
    post(recipient(member), "reset", {"name": member.name, "link": link})


def reset_password(actor: Actor, token: str, password_hash: str) -> tuple[Member, str | None]:
    """Set the new password, end every session, and say so by letter; the member and his signed intent."""
    ensure(actor, Permission.ACCOUNT_OPEN)
    row = use_token(token, TokenPurpose.RESET)
    member = get_locked(Member, row.member_id)
    if member.email is None or fold(member.email) != fold(row.email):
        raise Invalid(_l("This link was used already or is too old. Ask for a new one."))
    set_password(member, password_hash, keep=None)
    member.email_confirmed_at = member.email_confirmed_at or now()
    return member, row.intent


def change_password(
    actor: Actor, verified_hash: str, password_hash: str, *, keep: str | None
) -> None:
    """Set the new password and end all sessions but the one whose token hash is `keep`."""
    ensure(actor, Permission.ACCOUNT_OPEN)
    member = _own(actor)
    if member.password_hash != verified_hash:
        raise Conflict
    set_password(member, password_hash, keep=keep)


def set_password(member: Member, password_hash: str, *, keep: str | None) -> None:
    """Set the new password and say so by letter; unused links end, and all sessions but the one of hash `keep`."""
    member.password_hash = password_hash
    _end_sessions(member.id, keep=keep)
    unused = AccountToken.used_at.is_(None)
    db.session.execute(delete(AccountToken).where(AccountToken.member_id == member.id, unused))
    audit(member.id, "password.changed", ("member", member.id))
    post(recipient(member), "password_changed", {"name": member.name})


def ask_for_email_change(actor: Actor, email: str) -> None:
    """Write to the new address: a link to confirm it, or that it is somebody's. The caller learns neither."""
    ensure(actor, Permission.ACCOUNT_OWN)
    member = _own(actor)
    if member.email is not None and fold(member.email) == fold(email):
        raise Invalid(_l("This is your present address."), "email")
    holder = find_member_by_email(email)
    if holder is not None:
        post(recipient(holder), "address_taken", {"name": holder.name})
        return
    link = mailed_link(TokenPurpose.CHANGE_EMAIL, email, member=member)
    to = Recipient(address=email, locale=member.locale, member_id=member.id)
    post(to, "confirm_address", {"link": link})


def confirm_email_change(actor: Actor, token: str) -> Member:
    """The member under the new address; the old one is told."""
    ensure(actor, Permission.ACCOUNT_OPEN)
    row = use_token(token, TokenPurpose.CHANGE_EMAIL)
    member = get_locked(Member, row.member_id)
    if member.suspended_at is not None:
        raise NotAllowed(_l("This account is suspended."))
    if find_member_by_email(row.email) is not None:
        raise Invalid(_l("This address belongs to another account by now."))
    if member.email is not None:
        post(recipient(member), "address_changed", {"name": member.name})
    member.email, member.email_key, member.email_confirmed_at = row.email, fold(row.email), now()
    unused = AccountToken.used_at.is_(None)
    db.session.execute(delete(AccountToken).where(AccountToken.member_id == member.id, unused))
    join_by_domain(member)
    audit(member.id, "email.changed", ("member", member.id))
    return member


def end_other_sessions(actor: Actor, *, keep: str) -> int:
    """End all one's sessions but the one whose token hash is `keep`; how many."""
    ensure(actor, Permission.ACCOUNT_LEAVE)
    ended = _end_sessions(_id(actor), keep=keep)
    audit(actor.member_id, "sessions.ended", ("member", _id(actor)), count=ended)
    return ended


def end_session(actor: Actor, session_id: int) -> None:
    """End one of one's own sessions; NotFound for anybody else's."""
    ensure(actor, Permission.ACCOUNT_LEAVE)
    statement = delete(SignInSession).where(
        SignInSession.id == session_id, SignInSession.member_id == actor.member_id
    )
    if db.session.scalars(statement.returning(SignInSession.id)).first() is None:
        raise NotFound
    audit(actor.member_id, "sessions.ended", ("member", _id(actor)), count=1)


def _end_sessions(member_id: int, *, keep: str | None) -> int:
    statement = delete(SignInSession).where(
        SignInSession.member_id == member_id, SignInSession.token_hash != (keep or "")
    )
    return len(db.session.scalars(statement.returning(SignInSession.id)).all())


def _own(actor: Actor) -> Member:
    return get_locked(Member, _id(actor))


def _id(actor: Actor) -> int:
    if actor.member_id is None:
        raise NotFound
    return actor.member_id
