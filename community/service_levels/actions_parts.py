"""What administrators change about severities, hours and floors of the menu's draft."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from community.content.models import Subject, SubjectKind
from community.core.db import db
from community.core.errors import Conflict, Invalid, NotFound
from community.policies.actor import Actor
from community.service_levels.actions_editing import (
    edit,
    ensure_calendar,
    ensure_hours,
    ensure_room,
    ensure_seen,
    fingerprint,
    get_part,
    place_of,
    placed,
    without,
)
from community.service_levels.calendars import Calendar
from community.service_levels.terms import (
    LINES,
    CalendarTerms,
    FloorTerms,
    Menu,
    SeverityTerms,
    Words,
)


def severity_print(menu: Menu, severity: SeverityTerms) -> str:
    """A name of what the form of a severity holds."""
    return fingerprint(severity, place_of(menu.severities, severity.key))


def hours_print(terms: CalendarTerms) -> str:
    """A name of what the form of hours holds."""
    return fingerprint(terms.name, terms.calendar)


def floors_print(menu: Menu) -> str:
    """A name of the floors and the company's zone."""
    return fingerprint(menu.floors, menu.zone)


def articles_print(menu: Menu) -> str:
    """A name of which articles explain which lines."""
    return fingerprint(sorted(menu.articles.items()))


def change_articles(actor: Actor, articles: Mapping[str, int], *, seen: str | None = None) -> None:
    """Say which help article explains which line; readers who may not read it are not led there."""
    for line, article_id in articles.items():
        kept = select(Subject.id).where(
            Subject.id == article_id, Subject.kind == SubjectKind.ARTICLE
        )
        if line not in LINES or db.session.scalars(kept).first() is None:
            raise Invalid(_l("There is no help article at this address."), field=line)

    def change(menu: Menu) -> Menu:
        ensure_seen(seen, articles_print(menu))
        return replace(menu, articles={line: articles[line] for line in sorted(articles)})

    edit(actor, change)


def add_severity(actor: Actor, severity: SeverityTerms, position: int) -> None:
    """Add a severity at a place (1 is first); plans give it targets of its own."""

    def change(menu: Menu) -> Menu:
        if any(one.key == severity.key for one in menu.severities):
            raise Invalid(_l("There is a severity with this key already."), "key")
        ensure_room(menu.severities)
        return replace(menu, severities=placed(menu.severities, severity, position - 1))

    edit(actor, change)


def change_severity(
    actor: Actor, severity: SeverityTerms, position: int, *, seen: str | None = None
) -> None:
    """Say what a severity means and where it stands."""

    def change(menu: Menu) -> Menu:
        ensure_seen(seen, severity_print(menu, get_part(menu.severities, severity.key)))
        return replace(menu, severities=placed(menu.severities, severity, position - 1))

    edit(actor, change)


def remove_severity(actor: Actor, key: str) -> None:
    """Take a severity out of the draft, with the targets that plans had for it."""

    def change(menu: Menu) -> Menu:
        plans = tuple(
            replace(plan, targets=tuple(one for one in plan.targets if one.severity != key))
            for plan in menu.plans
        )
        return replace(menu, severities=without(menu.severities, key), plans=plans)

    edit(actor, change)


def add_hours(actor: Actor, key: str, name: Words, calendar: Calendar) -> None:
    """Add hours that targets can be counted in; Invalid on the field that is wrong."""
    ensure_calendar(calendar)

    def change(menu: Menu) -> Menu:
        if key in menu.calendars:
            raise Invalid(_l("There are hours with this key already."), "key")
        ensure_room(menu.calendars)
        terms = CalendarTerms(key, name, calendar)
        return replace(menu, calendars={**menu.calendars, key: terms})

    edit(actor, change)


def change_hours(
    actor: Actor, key: str, name: Words, calendar: Calendar, *, seen: str | None = None
) -> None:
    """Let hours of the draft have this name, these windows, days off and zone; Invalid on the field that is wrong."""
    ensure_calendar(calendar)

    def change(menu: Menu) -> Menu:
        if key not in menu.calendars:
            raise NotFound
        ensure_seen(seen, hours_print(menu.calendars[key]))
        terms = CalendarTerms(key, name, calendar)
        return replace(menu, calendars={**menu.calendars, key: terms})

    edit(actor, change)


def remove_hours(actor: Actor, key: str) -> None:
    """Take hours out of the draft; Conflict while a target or a floor is counted in them."""

    def change(menu: Menu) -> Menu:
        if key not in menu.calendars:
            raise NotFound
        used = {term.calendar_key for _plan, term in menu.all_targets()}
        if key in used | {floor.calendar_key for floor in menu.floors}:
            raise Conflict(
                _l("Targets or floors are counted in these hours. Give them others first.")
            )
        kept = {name: one for name, one in menu.calendars.items() if name != key}
        return replace(menu, calendars=kept)

    edit(actor, change)


def change_floors(
    actor: Actor, floors: Sequence[FloorTerms], zone: str, *, seen: str | None = None
) -> None:
    """Say what everyone is promised at least, and by whose clocks plans are compared."""

    def change(menu: Menu) -> Menu:
        ensure_seen(seen, floors_print(menu))
        ensure_hours(menu, floors)
        return replace(menu, floors=tuple(floors), zone=zone)

    edit(actor, change)
