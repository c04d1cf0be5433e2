"""How an account begins: register, confirm, and the parts of it that others build on."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from flask_babel import lazy_gettext as _l
from slugify import slugify
from sqlalchemy import delete, select

from community import site_settings
from community.accounts.addresses import domains_of
from community.accounts.handles import RESERVED, SHAPE, check_handle
from community.accounts.models import (
    MAX_NAME,
    AccountToken,
    Member,
    Membership,
    OrganisationDomain,
    TokenPurpose,
    fold,
)
from community.accounts.queries import find_member_by_email, hash_token
from community.accounts.queries_erasure import list_held_back
from community.core.audit import audit
from community.core.clock import now
from community.core.db import db, insert_new, insert_once
from community.core.errors import Invalid, NotAllowed
from community.core.mail_outbox import Recipient, post
from community.core.outbox import record
from community.events import MemberChanged, MemberConfirmed
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure

LINK_HOURS = {
    TokenPurpose.CONFIRM: 48,
    TokenPurpose.RESET: 2,
    TokenPurpose.CHANGE_EMAIL: 24,
    TokenPurpose.CLAIM: 14 * 24,
}
PATHS = {
    TokenPurpose.CONFIRM: "/confirm/",
    TokenPurpose.RESET: "/password/reset/",
    TokenPurpose.CHANGE_EMAIL: "/confirm-address/",
    TokenPurpose.CLAIM: "/confirm/",
}


@dataclass(frozen=True, kw_only=True)
class NewMember:
    """What a member is made of."""

    name: str
    email: str | None = None
    password_hash: str | None = None
    locale: str = "en"
    time_zone: str = "UTC"
    source_key: str | None = None
    # What an import knows him by; he gets it when it is free.
    handle: str | None = None
    # Whether the address is known to be his; somebody else may have told it.
    is_confirmed: bool = True


def register(
    actor: Actor, *, name: str, email: str, locale: str, intent: str | None = None
) -> None:
    """Write to the address: a link to confirm, or that there is an account already. The caller learns neither.

    `email` is in its normal spelling. There is no member before the link was used, so nobody can prepare
    an account for somebody else's address.
    """
    ensure(actor, Permission.ACCOUNT_OPEN)
    check_registration_is_open()
    member = find_member_by_email(email)
    if member is None or member.email is None:
        link = mailed_link(TokenPurpose.CONFIRM, email, name=name, intent=intent)
        # Without the name: whoever typed it may have typed a message, and somebody else's address.
        post(Recipient(address=email, locale=locale), "confirm", {"link": link})
    else:
        link = mailed_link(TokenPurpose.RESET, member.email, member=member, intent=intent)
        post(recipient(member), "already_registered", {"name": member.name, "link": link})


def check_registration_is_open() -> None:
    """NotAllowed while visitors cannot open an account."""
    if not site_settings.current().registration_open:
        raise NotAllowed(_l("Accounts are opened by the team at the moment. Write to them."))


def confirm(
    actor: Actor, token: str, *, name: str, password_hash: str, time_zone: str, locale: str
) -> Member:
    """The new member, who opened the link of his letter and chose a password; Invalid when the link is used up."""
    ensure(actor, Permission.ACCOUNT_OPEN)
    row = use_token(token, TokenPurpose.CONFIRM)
    if find_member_by_email(row.email) is not None:
        raise Invalid(_l("There is an account with this address already. Sign in with it."))
    member = add_member(
        NewMember(
            name=name,
            email=row.email,
            password_hash=password_hash,
            locale=locale,
            time_zone=time_zone,
        )
    )
    db.session.execute(
        delete(AccountToken).where(AccountToken.email == row.email, AccountToken.used_at.is_(None))
    )
    audit(member.id, "member.confirmed", ("member", member.id))
    return member


def add_member(new: NewMember) -> Member:
    """A member with a free handle made of the name; joins the organisation that his address is under."""
    handle = _insert_with_free_handle(_values_of(new), new.handle or _stem(new.name))
    member = db.session.scalars(select(Member).where(Member.handle_key == fold(handle))).one()
    if new.email:
        join_by_domain(member)
    if member.email_confirmed_at:
        record(MemberConfirmed(member_id=member.id))
    return member


def add_authors(authors: Iterable[NewMember]) -> None:
    """Members without an address, as many at once as get the handle that their name suggests; known keys stay out."""
    authors, held_back = list(authors), list_held_back()
    rows = [
        {**_values_of(new), "handle": handle, "handle_key": fold(handle)}
        for new in authors
        if (handle := _stem(new.name)).casefold() not in RESERVED and SHAPE.fullmatch(handle)
        if fold(handle) not in held_back
    ]
    insert_new(Member, rows)
    keys = [new.source_key for new in authors]
    known = set(db.session.scalars(select(Member.source_key).where(Member.source_key.in_(keys))))
    for new in authors:
        if new.source_key not in known:
            add_member(new)


def _values_of(new: NewMember) -> dict[str, object]:
    return {
        "name": new.name[:MAX_NAME],
        "email": new.email,
        "email_key": fold(new.email) if new.email else None,
        "email_confirmed_at": now() if new.email and new.is_confirmed else None,
        "password_hash": new.password_hash,
        "locale": new.locale,
        "time_zone": new.time_zone,
        "source_key": new.source_key,
        "created_at": now(),
    }


def _stem(name: str) -> str:
    stem = slugify(name, max_length=28) or "member"
    return f"{stem}-member" if len(stem) < 3 else stem


def _insert_with_free_handle(values: dict[str, object], stem: str) -> str:
    """Insert under the first handle that is free: two newcomers of one name at once get two handles."""
    held_back = list_held_back()
    for attempt in range(50):
        handle = (
            stem
            if attempt == 0
            else f"{stem}-{attempt + 1 if attempt < 9 else secrets.randbelow(10**8)}"
        )
        try:
            check_handle(handle)
        except Invalid:
            continue
        if fold(handle) in held_back:
            continue
        if insert_once(Member, handle=handle, handle_key=fold(handle), **values):
            return handle
        if values["email_key"] and find_member_by_email(str(values["email"])):
            raise Invalid(
                _l("There is an account with this address already. Sign in with it."), "email"
            )
    raise Invalid(_l("No name is free for this account. Choose another one."), "name")


def join_by_domain(member: Member) -> None:
    """Let the member join the organisation whose verified domain the confirmed address is under, unless he ever did."""
    domains = list(domains_of(member.email or ""))
    statement = select(OrganisationDomain).where(
        OrganisationDomain.domain.in_(domains), OrganisationDomain.verified_at.is_not(None)
    )
    found = sorted(db.session.scalars(statement), key=lambda row: -len(row.domain))
    if found:
        join(member.id, found[0].organisation_id)


def join(member_id: int, organisation_id: int) -> bool:
    """Let the member join the organisation; False for whoever ever did: one who left, or was removed, stays away."""
    keys = {"member_id": member_id, "organisation_id": organisation_id}
    return insert_once(Membership, **keys, joined_at=now(), is_contact=False)


def belong(member_id: int, organisation_id: int) -> bool:
    """Make the member belong to the organisation, again if he had left; False when nothing changed."""
    if join(member_id, organisation_id):
        return True
    statement = select(Membership).where(
        Membership.member_id == member_id, Membership.organisation_id == organisation_id
    )
    row = db.session.scalars(statement.with_for_update()).one()
    had_left = row.left_at is not None
    row.left_at = None
    return had_left


def mailed_link(
    purpose: TokenPurpose,
    email: str,
    *,
    member: Member | None = None,
    name: str = "",
    intent: str | None = None,
) -> str:
    """A link that works once, for this purpose, until it expires; under the public address of the portal."""
    token = secrets.token_urlsafe(32)
    row = AccountToken(
        token_hash=hash_token(token),
        purpose=purpose,
        email=email,
        name=name[:MAX_NAME],
        intent=intent,
    )
    row.member_id = member.id if member else None
    row.created_at, row.expires_at = now(), now() + timedelta(hours=LINK_HOURS[purpose])
    db.session.add(row)
    return f"{current_app.config['PORTAL'].public_url}{PATHS[purpose]}{token}"


def use_token(token: str, purpose: TokenPurpose) -> AccountToken:
    """The link's row, marked as used; Invalid when it was used, is too old, or is none of ours."""
    statement = select(AccountToken).where(
        AccountToken.token_hash == hash_token(token),
        AccountToken.purpose == purpose,
        AccountToken.used_at.is_(None),
        AccountToken.expires_at > now(),
    )
    row = db.session.scalars(statement.with_for_update()).first()
    if row is None:
        raise Invalid(_l("This link was used already or is too old. Ask for a new one."))
    row.used_at = now()
    return row


def recipient(member: Member) -> Recipient:
    """Where a member's letters go."""
    return Recipient(address=member.email or "", locale=member.locale, member_id=member.id)


def changed(member: Member, former_picture: str | None = None) -> None:
    """Tell those who show members that name, handle or picture changed; it showed this picture before."""
    record(MemberChanged(member_id=member.id, former_picture=former_picture))
