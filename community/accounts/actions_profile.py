"""What members change of how others see them."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from community.accounts.actions import changed
from community.accounts.handles import check_handle
from community.accounts.models import Member, fold
from community.accounts.queries_erasure import list_held_back
from community.core.db import db, get_locked
from community.core.errors import Invalid
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What a member says of himself, in which language and zone he reads, and whether leaderboards leave him out."""

    name: str
    handle: str
    bio: str
    locale: str
    time_zone: str
    is_off_leaderboards: bool = False


def change_profile(actor: Actor, profile: Profile) -> Member:
    """The member with the new profile; Invalid on `handle` when another member has it."""
    ensure(actor, Permission.ACCOUNT_OWN)
    member = get_locked(Member, actor.member_id)
    handle = member.handle if profile.handle == member.handle else check_handle(profile.handle)
    holder = db.session.scalars(select(Member.id).where(Member.handle_key == fold(handle))).first()
    if holder not in (None, member.id) or fold(handle) in list_held_back():
        raise Invalid(_l("Somebody else has this name already. Choose another one."), "handle")
    member.name, member.bio = profile.name, profile.bio
    member.handle, member.handle_key = handle, fold(handle)
    member.locale, member.time_zone = profile.locale, profile.time_zone
    member.is_off_leaderboards = profile.is_off_leaderboards
    changed(member)
    return member


def set_picture(actor: Actor, key: str | None) -> None:
    """Show this stored picture (None: the initials again); the worker makes it small and removes the one before."""
    ensure(actor, Permission.ACCOUNT_OWN)
    member = get_locked(Member, actor.member_id)
    former, member.picture_key = member.picture_key, key
    changed(member, former)
