"""Rules about incidents, and about what customers claim for them."""

from typing import Any

from flask_babel import lazy_gettext as _l

from community.policies.actor import Actor, Role
from community.policies.common import takes_part
from community.policies.permission import Permission
from community.policies.registry import rule


@rule(Permission.INCIDENT_WRITE, because=_l("This is for support agents."))
def may_write_incidents(actor: Actor, _incident: Any = None) -> bool:
    """Support agents and product managers, who know what runs."""
    return takes_part(actor) and actor.has(Role.AGENT, Role.PRODUCT_MANAGER)


@rule(Permission.COMPONENTS_MANAGE, because=_l("This is for administrators."))
def may_manage_components(actor: Actor, _component: Any = None) -> bool:
    """Administrators: what a plan's uptime covers is part of what is sold."""
    return takes_part(actor) and actor.has(Role.ADMIN)


@rule(Permission.CREDIT_SEE, because=_l("This is for the people of the organisation."))
def may_see_credits(actor: Actor, matter: Any = None) -> bool:
    """The organisation's people, and staff; `matter` has an `organisation_id`."""
    if not takes_part(actor):
        return False
    return actor.is_staff or matter is None or matter.organisation_id in actor.organisations


@rule(Permission.CLAIM_MAKE, because=_l("This is for the contacts of the organisation."))
def may_claim(actor: Actor, matter: Any = None) -> bool:
    """A contact of the organisation; while it has named none, any of its people. Not staff: they decide.

    `matter` has an `organisation_id` and `contact_ids`.
    """
    if not takes_part(actor) or actor.is_system:
        return False
    if matter is None:
        return bool(actor.organisations)
    if matter.organisation_id not in actor.organisations:
        return False
    return not matter.contact_ids or actor.member_id in matter.contact_ids


@rule(Permission.CLAIM_DECIDE, because=_l("This is for support agents."))
def may_decide_claims(actor: Actor, claim: Any = None) -> bool:
    """Support agents, but nobody decides for an organisation of his own."""
    if not takes_part(actor) or not actor.has(Role.AGENT):
        return False
    return claim is None or claim.organisation_id not in actor.organisations
