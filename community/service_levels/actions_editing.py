"""How a part of the menu's draft is changed: the draft is locked, read, and written whole with that part replaced."""

import hashlib
from collections.abc import Callable, Iterable, Sequence, Sized
from typing import Final, Protocol, TypeVar

from flask_babel import lazy_gettext as _l

from community.core.db import lock
from community.core.errors import Conflict, Invalid, NotFound
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.service_levels.actions_terms import write_terms
from community.service_levels.calendars import Calendar, CalendarFault, find_fault
from community.service_levels.models import MenuVersion, VersionState
from community.service_levels.queries_menu import find_draft, read_menu
from community.service_levels.terms import (
    FloorTerms,
    Menu,
    TargetTerms,
)

MOST_PARTS: Final = 50
SEEN: Final = "seen"
NO_DRAFT = _l("There is no draft any more: it was published or discarded.")


class HasKey(Protocol):
    """A part of the menu that goes by a key."""

    @property
    def key(self) -> str:
        """The name that never changes."""


Keyed = TypeVar("Keyed", bound=HasKey)


CALENDAR_FAULTS = {
    CalendarFault.NEVER_OPENS: (
        _l("These hours never open. Please give at least one line of hours."),
        "windows",
    ),
    CalendarFault.BAD_WINDOW: (_l("A window needs a weekday, a start and another end."), "windows"),
    CalendarFault.OVERLAP: (_l("Two windows overlap."), "windows"),
    CalendarFault.HOLIDAY_TWICE: (_l("A day off stands in the list twice."), "holidays"),
    CalendarFault.UNKNOWN_ZONE: (_l("We do not know this time zone."), "zone"),
}


def fingerprint(*parts: object) -> str:
    """A name of exactly these terms, for a form to say what it was drawn from."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def locked_draft() -> MenuVersion:
    """The draft, locked; Conflict when there is none any more."""
    draft = find_draft()
    # Whoever held the row before us may have published it.
    if draft is None or lock(draft).state is not VersionState.DRAFT:
        raise Conflict(NO_DRAFT)
    return draft


def edit(actor: Actor, change: Callable[[Menu], Menu]) -> None:
    """Let the draft hold what `change` makes of it; Conflict when there is no draft any more."""
    ensure(actor, Permission.MENU_EDIT)
    draft = locked_draft()
    write_terms(actor, draft, change(read_menu(draft.id)))


def ensure_seen(seen: str | None, now: str) -> None:
    """Nothing, or Invalid on `seen` when the form was drawn from other terms; without a name nothing is asked."""
    # Two administrators at once: the second one looks before his words stand in place of the first one's.
    if seen and seen != now:
        raise Invalid(
            _l(
                "Somebody else changed this in the meantime. What you typed is kept: save again to replace theirs."
            ),
            field=SEEN,
        )


def ensure_calendar(calendar: Calendar | None) -> None:
    """Nothing, or Invalid on the field that makes these hours impossible."""
    fault = find_fault(calendar) if calendar else None
    if fault:
        message, field = CALENDAR_FAULTS[fault]
        raise Invalid(message, field=field)


def ensure_hours(menu: Menu, terms: Iterable[TargetTerms | FloorTerms]) -> None:
    """Nothing, or Invalid when terms are counted in hours that the menu has not, or have no length."""
    for term in terms:
        if term.calendar_key not in menu.calendars:
            raise Invalid(_l("Please choose hours from the list."))
        if term.target.amount < 1:
            raise Invalid(_l("A promise needs an amount of at least one."))


def ensure_room(parts: Sized) -> None:
    """Nothing, or Invalid when a list of the menu is full."""
    if len(parts) >= MOST_PARTS:
        raise Invalid(_l("The menu cannot hold more of these."))


def place_of(parts: Sequence[Keyed], key: str) -> int:
    """Where a part stands, from 0; behind the last one when it is not there."""
    return next((number for number, one in enumerate(parts) if one.key == key), len(parts))


def get_part(parts: Sequence[Keyed], key: str) -> Keyed:
    """The part with this key, else NotFound."""
    found = next((one for one in parts if one.key == key), None)
    if found is None:
        raise NotFound
    return found


def put(parts: Sequence[Keyed], changed: Keyed) -> tuple[Keyed, ...]:
    """The parts with one replaced."""
    return tuple(changed if one.key == changed.key else one for one in parts)


def placed(parts: Sequence[Keyed], part: Keyed, place: int) -> tuple[Keyed, ...]:
    """The parts with one at this place (from 0), taken from where it stood."""
    index = place_of(parts, part.key)
    others = [*parts[:index], *parts[index + 1 :]]
    return (*others[:place], part, *others[place:])


def without(parts: Sequence[Keyed], key: str) -> tuple[Keyed, ...]:
    """The parts without one; NotFound when it is not there."""
    get_part(parts, key)
    return tuple(one for one in parts if one.key != key)
