"""What administrators change about the plans of the menu's draft."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import lazy_gettext as _l

from community.core.errors import Invalid
from community.policies.actor import Actor
from community.service_levels.actions_editing import (
    edit,
    ensure_calendar,
    ensure_room,
    ensure_seen,
    fingerprint,
    get_part,
    place_of,
    placed,
    put,
    without,
)
from community.service_levels.terms import (
    CreditTerms,
    Menu,
    PlanTerms,
    UptimeTerms,
    Words,
)


@dataclass(frozen=True, slots=True)
class About:
    """What a plan is called and costs, and where it stands (1 is first)."""

    name: Words
    summary: Words
    price: Words
    position: int
    is_default: bool
    tokens_a_month: int
    idea_votes: int


def about_print(menu: Menu, plan: PlanTerms) -> str:
    """A name of what the form about a plan holds."""
    words = (plan.name, plan.summary, plan.price, plan.is_default)
    return fingerprint(words, plan.tokens_a_month, plan.idea_votes, place_of(menu.plans, plan.key))


def targets_print(plan: PlanTerms) -> str:
    """A name of the targets of a plan."""
    return fingerprint(plan.targets)


def uptime_print(plan: PlanTerms) -> str:
    """A name of what a plan says about uptime."""
    return fingerprint(plan.uptime)


def add_plan(actor: Actor, key: str, name: Words, like: str) -> None:
    """Add a plan that promises what another does, behind it; an empty one where there is no other."""

    def change(menu: Menu) -> Menu:
        if any(one.key == key for one in menu.plans):
            raise Invalid(_l("There is a plan with this key already."), "key")
        ensure_room(menu.plans)
        model = next((one for one in menu.plans if one.key == like), None)
        if model is None:
            plan = PlanTerms(key=key, name=name, summary={}, is_default=not menu.plans)
            return replace(menu, plans=(*menu.plans, plan))
        plan = replace(model, key=key, name=name, is_default=False, version_id=None)
        return replace(menu, plans=placed(menu.plans, plan, place_of(menu.plans, like) + 1))

    edit(actor, change)


def change_about(actor: Actor, key: str, about: About, *, seen: str | None = None) -> None:
    """Say what a plan is called and costs, and where it stands."""

    def change(menu: Menu) -> Menu:
        plan = get_part(menu.plans, key)
        ensure_seen(seen, about_print(menu, plan))
        changed = replace(
            plan,
            name=about.name,
            summary=about.summary,
            price=about.price,
            is_default=about.is_default,
            tokens_a_month=about.tokens_a_month,
            idea_votes=about.idea_votes,
        )
        others = tuple(
            replace(one, is_default=False) if about.is_default else one for one in menu.plans
        )
        return replace(menu, plans=placed(others, changed, about.position - 1))

    edit(actor, change)


def change_uptime(
    actor: Actor, key: str, uptime: UptimeTerms | None, *, seen: str | None = None
) -> None:
    """Let a plan of the draft promise this uptime, or none; Invalid on the field that is wrong."""
    if uptime:
        _ensure_credits(uptime.credits, uptime.objective)
        ensure_calendar(uptime.exclusion.hours if uptime.exclusion else None)

    def change(menu: Menu) -> Menu:
        plan = get_part(menu.plans, key)
        ensure_seen(seen, uptime_print(plan))
        return replace(menu, plans=put(menu.plans, replace(plan, uptime=uptime)))

    edit(actor, change)


def _ensure_credits(tiers: Sequence[CreditTerms], objective: int) -> None:
    rows = sorted(tiers, key=lambda one: -one.below)
    percents = [one.percent for one in rows]
    if len({one.below for one in rows}) != len(rows):
        raise Invalid(_l("Two credits begin at the same uptime."), "tiers")
    if any(not 1 <= percent <= 100 for percent in percents):
        raise Invalid(_l("A credit is from 1 to 100 percent."), "tiers")
    if percents != sorted(percents):
        raise Invalid(_l("A lower uptime must not be credited with less."), "tiers")
    if rows and rows[0].below > objective:
        raise Invalid(_l("A credit cannot begin above the uptime that is promised."), "tiers")


def remove_plan(actor: Actor, key: str) -> None:
    """Take a plan out of the draft; who has it keeps the published versions until this one is in force."""
    edit(actor, lambda menu: replace(menu, plans=without(menu.plans, key)))
