"""What administrators do with the menu: draft it, change it, publish it with a date."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select

from community import site_settings
from community.core.audit import audit
from community.core.clock import now
from community.core.db import db, insert_once
from community.core.errors import Conflict, Invalid
from community.core.outbox import record
from community.core.versions import raise_version
from community.events import MenuPublished
from community.policies.actor import SYSTEM, Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.service_levels.actions_editing import (
    NO_DRAFT,
    edit,
    ensure_hours,
    ensure_seen,
    fingerprint,
    get_part,
    locked_draft,
    put,
)
from community.service_levels.actions_terms import write_terms
from community.service_levels.calendars import Target
from community.service_levels.comparison import find_faults
from community.service_levels.models import MenuVersion, VersionState
from community.service_levels.queries_held import list_lost_plans
from community.service_levels.queries_menu import (
    digest_of,
    find_draft,
    list_versions,
    menu_of,
    read_menu,
)
from community.service_levels.terms import Menu, PlanTerms, PromiseKind, TargetTerms
from community.service_levels.wording import lost_plan_text, place_text

TargetKey = tuple[PromiseKind, str]


def draft_menu(actor: Actor, menu: Menu | None = None) -> MenuVersion:
    """The draft: the one that is worked on, else a new one with these terms or those published last."""
    ensure(actor, Permission.MENU_EDIT)
    draft = find_draft()
    is_new = draft is None and _begin(actor)
    draft = draft or find_draft()
    if draft is None:
        raise Conflict(NO_DRAFT)
    if is_new or menu is not None:
        write_terms(actor, draft, menu or _published_last())
    return draft


def _begin(actor: Actor) -> bool:
    # False when somebody else has just begun one: both then work on that.
    newest = db.session.scalars(select(func.coalesce(func.max(MenuVersion.number), 0))).one()
    return insert_once(
        MenuVersion,
        number=newest + 1,
        state=VersionState.DRAFT,
        time_zone="UTC",
        created_at=now(),
        created_by_id=actor.member_id,
    )


def _published_last() -> Menu:
    versions = list_versions()
    if versions:
        return menu_of(versions[0])
    return Menu((), (), {}, (), site_settings.current().company_time_zone)


def change_targets(
    actor: Actor,
    key: str,
    changes: Mapping[TargetKey, tuple[Target, str] | None],
    *,
    seen: str | None = None,
) -> None:
    """Let a plan of the draft promise these targets, by (kind, severity), in hours by their key; None: no longer."""

    def change(menu: Menu) -> Menu:
        plan = get_part(menu.plans, key)
        ensure_seen(seen, fingerprint(plan.targets))
        changed = replace(plan, targets=_changed(plan, changes))
        ensure_hours(menu, changed.targets)
        return replace(menu, plans=put(menu.plans, changed))

    edit(actor, change)


def _changed(
    plan: PlanTerms, changes: Mapping[TargetKey, tuple[Target, str] | None]
) -> tuple[TargetTerms, ...]:
    kept = {(term.kind, term.severity): term for term in plan.targets}
    for slot, found in changes.items():
        if found is None:
            kept.pop(slot, None)
        else:
            kept[slot] = TargetTerms(*slot, *found)
    return tuple(kept.values())


def discard_draft(actor: Actor) -> None:
    """Throw the draft away; the published versions stay."""
    ensure(actor, Permission.MENU_EDIT)
    draft = locked_draft()
    write_terms(actor, draft, Menu((), (), {}, (), draft.time_zone))
    db.session.execute(delete(MenuVersion).where(MenuVersion.id == draft.id))
    audit(actor.member_id, "menu.discarded", ("menu_version", draft.id), number=draft.number)


def check_draft(actor: Actor, effective_from: datetime | None = None) -> str:
    """The digest of a draft that may be published from a date (now); Invalid with the places of its faults.

    Slow: each minute of a week is compared, so callers ask before they begin to write.
    """
    ensure(actor, Permission.MENU_PUBLISH)
    draft = find_draft()
    if draft is None:
        raise Conflict(NO_DRAFT)
    menu = read_menu(draft.id)
    ensure_sound(menu)
    _ensure_nobody_loses(menu, effective_from or now())
    return digest_of(menu)


def ensure_sound(menu: Menu) -> None:
    """Nothing, or Invalid with the first places at which the menu cannot be published."""
    faults = find_faults(menu)
    if faults:
        raise Invalid(" ".join(place_text(place, menu) for place in faults[:5]))


def _ensure_nobody_loses(menu: Menu, at: datetime) -> None:
    """Nothing, or Invalid while organisations have a plan that the menu has not."""
    lost = list_lost_plans(menu, at)
    if lost:
        raise Invalid(" ".join(map(lost_plan_text, lost[:5])))


def publish_menu(
    actor: Actor, effective_from: datetime | None = None, *, checked: str
) -> MenuVersion:
    """Put the draft in force from a date (now, when none is given); it is never edited again.

    `checked` is what `check_draft` answered: Conflict when the draft was changed since. Invalid for
    a date that has passed.
    """
    ensure(actor, Permission.MENU_PUBLISH)
    draft = locked_draft()
    menu = read_menu(draft.id)
    digest = digest_of(menu)
    if digest != checked:
        raise Conflict(_l("The draft was changed in the meantime. Look at it, then publish it."))
    at = _date_in_force(actor, effective_from)
    _ensure_nobody_loses(menu, at)
    draft.state, draft.effective_from = VersionState.PUBLISHED, at
    draft.published_at, draft.published_by_id = now(), actor.member_id
    draft.digest = digest
    raise_version("menu")
    audit(
        actor.member_id,
        "menu.published",
        ("menu_version", draft.id),
        number=draft.number,
        effective_from=at.isoformat(),
    )
    if actor.member_id is not None:
        record(MenuPublished(version_id=draft.id, actor_id=actor.member_id))
    return draft


def _date_in_force(actor: Actor, wanted: datetime | None) -> datetime:
    present, versions = now(), list_versions()
    at = wanted or present
    # The first menu of a seeded portal was in force before its first question.
    is_seed = actor.is_system and not versions
    if at < present and not is_seed:
        raise Invalid(
            _l("This date has passed. A menu is in force from now on, or later."),
            field="effective_from",
        )
    if any(version.effective_from == at for version in versions):
        raise Invalid(
            _l("Another version begins at that minute; please choose another."),
            field="effective_from",
        )
    return at


def install_menu(menu: Menu, effective_from: datetime) -> MenuVersion | None:
    """Publish the first menu of a new portal; None where there is one already."""
    if list_versions():
        return None
    ensure_sound(menu)
    draft = draft_menu(SYSTEM, menu)
    return publish_menu(SYSTEM, effective_from, checked=digest_of(read_menu(draft.id)))
