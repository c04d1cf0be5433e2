"""One rule for each permission, and how to ask it: `can` in templates and lists, `ensure` first in actions."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from community import site_settings
from community.core.errors import NotAllowed, Sentence, SignInNeeded
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.standing import DEEDS, Privilege, bound_of, how_far, opens_at

Rule = Callable[[Actor, Any], bool]

_rules: dict[Permission, Rule] = {}
_reasons: dict[Permission, LazyString] = {}
_privileges: dict[Permission, Privilege] = {}
_deeds: dict[Permission, LazyString] = {}


def rule(
    *permissions: Permission,
    because: LazyString | None = None,
    opens: Privilege | None = None,
    deed: LazyString | None = None,
) -> Callable[[Rule], Rule]:
    """Make this function the rule of these permissions.

    `because` tells a refused person what is missing; `opens` names the privilege by which reputation opens the deed,
    and `deed` says it in words where the privilege opens more than its name.

    Asked without a thing (None), a rule answers whether the actor may do this to some thing at all.
    """

    def register(function: Rule) -> Rule:
        for permission in permissions:
            if permission in _rules:
                raise RuntimeError(f"{permission} has two rules")
            _rules[permission] = function
            if because is not None:
                _reasons[permission] = because
            if opens is not None:
                _privileges[permission] = opens
                _deeds[permission] = deed or DEEDS[opens]
        return function

    return register


def can(actor: Actor, permission: Permission | str, thing: Any = None) -> bool:
    """Whether the actor may do this (to this thing)."""
    return _rules[Permission(permission)](actor, thing)


def ensure(actor: Actor, permission: Permission, thing: Any = None) -> None:
    """Nothing, or the refusal: SignInNeeded for visitors, NotAllowed with what is missing for others."""
    if can(actor, permission, thing):
        return
    if actor.is_visitor:
        raise SignInNeeded
    if actor.is_suspended:
        raise NotAllowed(_l("Your account is suspended: you can read, but not take part."))
    words = missing(actor, permission, thing)
    raise NotAllowed(words or _reasons.get(permission), can_be_earned=words is not None)


def missing(
    actor: Actor, permission: Permission | str, thing: Any = None, *, for_all: bool = False
) -> Sentence | None:
    """The points that a member lacks for a deed which reputation opens; None when he may, or something else is missing.

    `for_all` leaves his own points out, for pages that many share.
    """
    privilege = _privileges.get(Permission(permission))
    takes_part = actor.is_member and not actor.is_suspended
    if privilege is None or not takes_part or can(actor, permission, thing):
        return None
    bound, deed = bound_of(privilege, site_settings.current()), _deeds[Permission(permission)]
    return opens_at(deed, bound) if for_all else how_far(deed, bound, actor.reputation)


def asked_by(actor: Actor) -> dict[str, Any]:
    """What templates may ask: the actor, `can(permission, thing)` and `missing(permission, thing)` of him."""
    return {"actor": actor, "can": partial(can, actor), "missing": partial(missing, actor)}


def permissions_without_rule() -> set[Permission]:
    """What nobody decides about; empty on a sound build."""
    return set(Permission) - set(_rules)


def decides(permission: Permission) -> Rule:
    """The rule of this permission."""
    return _rules[permission]
