"""My services: what an organisation is promised, how that is kept, and what it may claim."""

from flask import Blueprint, render_template, request

from community.accounts import queries_organisations
from community.accounts.session import current_actor
from community.core.clock import now
from community.core.errors import NotFound
from community.credits import queries
from community.policies.access import access
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import can
from community.service_levels import queries as promise_queries
from community.service_levels import (
    queries_customer,
    queries_terms,
    queries_tokens,
)
from community.service_levels.presentation_hours import hours_of
from community.uptime.months import month_of

blueprint = Blueprint("customers", __name__)


@blueprint.get("/services/mine")
@access(Permission.ACCOUNT_OWN)
def show_mine() -> str:
    """What is promised to me and to the organisation that I choose among mine, the newest by default."""
    actor = current_actor()
    if not actor.organisations:
        mine = promise_queries.list_my_promises(actor, request.args.get("after"))
        plans = queries_terms.list_my_plans(actor, now())
        return render_template("service_levels/mine.html", page=mine, plans=plans)
    asked = request.args.get("organisation")
    known = {str(key): key for key in actor.organisations}
    if asked is not None and asked not in known:
        raise NotFound
    chosen = known[asked] if asked else list(actor.organisations)[-1]
    return _page(actor, chosen, is_own=True)


@blueprint.get("/services/organisations/<int:organisation_id>")
@access(Permission.SERVICES_SEE)
def show(organisation_id: int) -> str:
    """The same page of one organisation, for its people and for staff; NotFound for everybody else."""
    actor = current_actor()
    if not can(actor, Permission.SERVICES_SEE, queries.get_matter(organisation_id)):
        raise NotFound
    return _page(actor, organisation_id)


def _page(actor: Actor, organisation_id: int, *, is_own: bool = False) -> str:
    at, args = now(), request.args
    menu, plan = queries_terms.find_terms_of(organisation_id, at)
    entitlements = queries_organisations.list_entitlements(organisation_id)
    pinned = [one.pinned_version_id for one in entitlements if one.pinned_version_id]
    numbers = queries_customer.list_menu_numbers(pinned)
    people = queries_organisations.list_belonging(organisation_id)
    month = month_of(at)
    return render_template(
        "credits/customer.html",
        is_own=is_own,
        matter=queries.get_matter(organisation_id),
        plan=plan,
        plan_names={one.key: one.name for one in menu.plans} if menu else {},
        hours=hours_of(menu, plan, actor.time_zone, at) if menu and plan else [],
        entitlements=entitlements,
        menu_numbers=numbers,
        signed=numbers.get(queries_organisations.pinned_at(entitlements, at) or 0),
        contacts=[one for one in people if one.is_contact and one.left_at is None],
        running=queries_customer.list_running_of(actor, organisation_id, with_own=is_own),
        over=queries_customer.list_over_of(
            actor, organisation_id, args.get("after"), with_own=is_own
        ),
        balance=queries_tokens.balance_of(organisation_id),
        ledger=queries_tokens.list_ledger(actor, organisation_id, args.get("ledger")),
        month=month,
        working=queries.find_downtime_of(organisation_id, month),
        credits=queries.list_credits_of([organisation_id]).get(organisation_id, [])[:6],
        claims=queries.list_claims_of(actor, organisation_id).items,
        now=at,
    )
