"""What administrators say there is to run, and which plans' uptime covers it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from community.content.actions import intern_audience
from community.core.audit import audit
from community.core.clock import now
from community.core.db import db, insert_once, lock
from community.core.errors import Invalid
from community.core.versions import raise_version
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.uptime.actions import closed_to
from community.uptime.actions_words import check_words, clean
from community.uptime.models import Component, ComponentPlan
from community.uptime.months import month_of


@dataclass(frozen=True)
class ComponentFacts:
    """What is said of a component."""

    name: Mapping[str, str]
    description: Mapping[str, str]
    plan_keys: tuple[str, ...] = ()
    position: int = 0
    grants: tuple[str, ...] = ("public",)
    is_retired: bool = False


def add_component(actor: Actor, key: str, facts: ComponentFacts) -> Component:
    """A new component; the plans that cover it cover it always, also in months before."""
    ensure(actor, Permission.COMPONENTS_MANAGE)
    check_words(facts.name, "name_en")
    audience_id = intern_audience(closed_to(facts.grants))
    made = insert_once(
        Component,
        key=key,
        name=clean(facts.name),
        description=clean(facts.description),
        position=facts.position or _last_position() + 1,
        audience_id=audience_id,
        created_at=now(),
    )
    if not made:
        raise Invalid(_l("There is one with this key already."), field="key")
    component = db.session.scalars(select(Component).where(Component.key == key)).one()
    for plan_key in facts.plan_keys:
        db.session.add(ComponentPlan(component_id=component.id, plan_key=plan_key))
    _note(actor, component, "component.added", facts.plan_keys)
    return component


def _last_position() -> int:
    return db.session.scalars(select(func.coalesce(func.max(Component.position), 0))).one()


def change_component(actor: Actor, component: Component, facts: ComponentFacts) -> None:
    """Other words, place, audience or plans; a plan covers it from the present month on, and to its end."""
    lock(component)
    ensure(actor, Permission.COMPONENTS_MANAGE, component)
    check_words(facts.name, "name_en")
    component.name, component.description = clean(facts.name), clean(facts.description)
    component.position = facts.position
    component.audience_id = intern_audience(closed_to(facts.grants))
    component.retired_at = (component.retired_at or now()) if facts.is_retired else None
    _cover(component, facts.plan_keys)
    _note(actor, component, "component.changed", facts.plan_keys)


def _cover(component: Component, wanted: Collection[str]) -> None:
    statement = select(ComponentPlan).where(ComponentPlan.component_id == component.id)
    newest = {row.plan_key: row for row in db.session.scalars(statement.order_by(ComponentPlan.id))}
    month = month_of(now()).starts_at
    for key, row in newest.items():
        if key not in wanted:
            row.ends_at = row.ends_at or now()
        elif row.ends_at is not None and row.ends_at >= month:
            row.ends_at = None
    for key in wanted:
        if key not in newest or newest[key].ends_at is not None:
            db.session.add(ComponentPlan(component_id=component.id, plan_key=key, starts_at=month))


def _note(actor: Actor, component: Component, act: str, plan_keys: Collection[str]) -> None:
    raise_version("visibility")
    audit(actor.member_id, act, ("component", component.id), plans=sorted(plan_keys))
