"""One rule for each permission, and two ways to ask: `can` in templates and lists, `ensure` first in actions."""

from collections.abc import Callable
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from community.core.errors import NotAllowed, SignInNeeded
from community.policies.actor import Actor
from community.policies.permission import Permission

Rule = Callable[[Actor, Any], bool]

_rules: dict[Permission, Rule] = {}
_reasons: dict[Permission, LazyString] = {}


def rule(*permissions: Permission, because: LazyString | None = None) -> Callable[[Rule], Rule]:
    """Make this function the rule of these permissions; `because` tells a refused person what is missing.

    Asked without a thing (None), a rule answers whether the actor may do this to some thing at all.
    """

    def register(function: Rule) -> Rule:
        for permission in permissions:
            if permission in _rules:
                raise RuntimeError(f"{permission} has two rules")
            _rules[permission] = function
            if because is not None:
                _reasons[permission] = because
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
    raise NotAllowed(_reasons.get(permission))


def permissions_without_rule() -> set[Permission]:
    """What nobody decides about; empty on a sound build."""
    return set(Permission) - set(_rules)


def decides(permission: Permission) -> Rule:
    """The rule of this permission."""
    return _rules[permission]
