"""What administrators do with members: roles, suspension, organisations, the first of them."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from community.accounts.actions import NewMember, add_member, belong
from community.accounts.actions_sign_in import set_password
from community.accounts.models import Member, MemberRole, Membership, Organisation
from community.accounts.queries import find_member_by_email
from community.core.audit import audit
from community.core.clock import now
from community.core.db import db, get_locked
from community.core.errors import Conflict, Invalid, NotFound
from community.core.outbox import record
from community.core.versions import raise_version
from community.events import RolesChanged
from community.policies.actor import SYSTEM, Actor, Role
from community.policies.permission import Permission
from community.policies.registry import ensure


def set_roles(actor: Actor, member_id: int, roles: Iterable[Role]) -> None:
    """Give the member exactly these roles; one administrator always stays."""
    ensure(actor, Permission.MEMBERS_MANAGE)
    member = _locked_member(member_id)
    wanted = set(roles) - {Role.MEMBER}
    rows = {row.role: row for row in locked_roles(member_id)}
    if Role.ADMIN in rows and Role.ADMIN not in wanted:
        keep_one_admin(member_id)
    for role in wanted - rows.keys():
        db.session.add(MemberRole(member_id=member_id, role=role))
    for role in rows.keys() - wanted:
        db.session.delete(rows[role])
    if wanted != rows.keys():
        audit(
            actor.member_id,
            "member.roles",
            ("member", member.id),
            before=sorted(rows),
            after=sorted(wanted),
        )
        record(RolesChanged(member_id=member_id))


def _locked_member(member_id: int) -> Member:
    """The member, locked until the commit; NotFound for one who was erased."""
    member = get_locked(Member, member_id)
    if member.erased_at is not None:
        raise NotFound
    return member


def locked_roles(member_id: int) -> Iterable[MemberRole]:
    """The member's roles, locked until the commit."""
    statement = select(MemberRole).where(MemberRole.member_id == member_id)
    return db.session.scalars(
        statement.with_for_update().execution_options(populate_existing=True)
    ).all()


def keep_one_admin(member_id: int, *, field: str = "roles") -> None:
    """Invalid on the field for the last administrator who can sign in and act.

    The rows of all administrators are locked, so that two who demote each other cannot both succeed.
    """
    statement = (
        select(MemberRole.member_id)
        .join(Member, Member.id == MemberRole.member_id)
        .where(MemberRole.role == Role.ADMIN, Member.suspended_at.is_(None))
        .where(Member.password_hash.is_not(None), Member.email_confirmed_at.is_not(None))
        .where(Member.erased_at.is_(None))
        .order_by(MemberRole.member_id)
    )
    if set(db.session.scalars(statement.with_for_update())) <= {member_id}:
        raise Invalid(_l("This is the last administrator. Make somebody else one first."), field)


def suspend(actor: Actor, member_id: int, reason: str) -> None:
    """From now on the member can read and sign out only; the reason is shown to him."""
    ensure(actor, Permission.MEMBERS_MANAGE)
    member = _locked_member(member_id)
    if member_id == actor.member_id:
        raise Invalid(_l("You cannot suspend yourself."), "reason")
    if any(row.role is Role.ADMIN for row in locked_roles(member_id)):
        keep_one_admin(member_id)
    if member.suspended_at is None:
        member.suspended_at = now()
        audit(actor.member_id, "member.suspended", ("member", member_id))
    member.suspended_reason = reason
    raise_version("suspensions")


def end_suspension(actor: Actor, member_id: int) -> None:
    """The member takes part again."""
    ensure(actor, Permission.MEMBERS_MANAGE)
    member = get_locked(Member, member_id)
    if member.suspended_at is not None:
        member.suspended_at = member.suspended_reason = None
        audit(actor.member_id, "member.suspension_ended", ("member", member_id))
        raise_version("suspensions")


def add_to_organisation(actor: Actor, member_id: int, organisation_id: int) -> None:
    """Make the member belong to the organisation."""
    ensure(actor, Permission.ORGANISATIONS_MANAGE)
    get_locked(Organisation, organisation_id)
    if belong(_locked_member(member_id).id, organisation_id):
        audit(actor.member_id, "member.joined", ("member", member_id), organisation=organisation_id)


def remove_from_organisation(actor: Actor, member_id: int, organisation_id: int) -> None:
    """End the membership and with it what it entitles to; past promises and votes stay as they were.

    He speaks for the organisation no longer, even if he belongs to it again.
    """
    ensure(actor, Permission.ORGANISATIONS_MANAGE)
    statement = select(Membership).where(
        Membership.member_id == member_id, Membership.organisation_id == organisation_id
    )
    row = db.session.scalars(statement.with_for_update()).first()
    if row is None:
        raise NotFound
    row.left_at, row.is_contact = row.left_at or now(), False
    audit(actor.member_id, "member.left", ("member", member_id), organisation=organisation_id)


def create_admin(actor: Actor, *, name: str, email: str, password_hash: str) -> Member:
    """An administrator under this address: a new member, or the one who has it, with a new password and signed out."""
    ensure(actor, Permission.MEMBERS_MANAGE)
    member = find_member_by_email(email)
    if member is None:
        member = add_member(NewMember(name=name, email=email, password_hash=password_hash))
    else:
        set_password(member, password_hash, keep=None)
        member.email_confirmed_at = member.email_confirmed_at or now()
        member.suspended_at = member.suspended_reason = None
    if Role.ADMIN not in {row.role for row in locked_roles(member.id)}:
        db.session.add(MemberRole(member_id=member.id, role=Role.ADMIN))
    audit(actor.member_id, "member.roles", ("member", member.id), after=[Role.ADMIN])
    record(RolesChanged(member_id=member.id))
    return member


def set_up(*, name: str, email: str, password_hash: str) -> Member:
    """The first administrator, made by who holds the set-up token; Conflict when there is one already."""
    statement = select(func.count()).select_from(MemberRole).where(MemberRole.role == Role.ADMIN)
    if db.session.scalar(statement):
        raise Conflict(_l("This portal has an administrator already. Sign in."))
    return create_admin(SYSTEM, name=name, email=email, password_hash=password_hash)
