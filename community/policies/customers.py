"""Rules about what a customer has: the page of his organisation, and its service tokens."""

from typing import Any

from flask_babel import lazy_gettext as _l

from community.policies.actor import Actor, Role
from community.policies.common import takes_part
from community.policies.permission import Permission
from community.policies.registry import rule


@rule(Permission.SERVICES_SEE, because=_l("This is for the people of the organisation."))
def may_see_services(actor: Actor, matter: Any = None) -> bool:
    """The organisation's people, and staff; `matter` has an `organisation_id`."""
    if not takes_part(actor):
        return False
    return actor.is_staff or matter is None or matter.organisation_id in actor.organisations


@rule(Permission.TOKEN_USE, because=_l("This is for the people of the asker’s organisation."))
def may_use_token(actor: Actor, promise: Any = None) -> bool:
    """Anybody of the organisation for which the question was asked."""
    if not takes_part(actor) or actor.is_system:
        return False
    if promise is None:
        return bool(actor.organisations)
    return promise.organisation_id is not None and promise.organisation_id in actor.organisations


@rule(Permission.TOKEN_GIVE, because=_l("This is for administrators."))
def may_give_tokens(actor: Actor, _organisation: Any = None) -> bool:
    """Administrators."""
    return takes_part(actor) and actor.has(Role.ADMIN)
