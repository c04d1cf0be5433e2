"""Which of two targets is worse, and what keeps a menu from being published."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise, product
from operator import gt

from community.service_levels.calendars import (
    MINUTE,
    MINUTES_A_DAY,
    Calendar,
    CalendarFault,
    Target,
    Unit,
    find_fault,
)
from community.service_levels.terms import (
    ANY_SEVERITY,
    CalendarTerms,
    FloorTerms,
    Menu,
    PlanTerms,
    PromiseKind,
    TargetTerms,
    Words,
)
from community.service_levels.zones import offset_span

WEEK_MINUTES = 7 * MINUTES_A_DAY
LONGEST_MINUTES = 2 * 366 * MINUTES_A_DAY
MOST_DAYS = 400
MOST_WEEKS = 520
# Zones stand differently in winter and in summer: a week of each is compared.
_SEASONS = (1_768_435_200, 1_784_073_600)  # 2026-01-15 and 2026-07-15


class MenuFault(StrEnum):
    """Why a draft cannot be published."""

    NO_PLAN = "no_plan"
    NO_DEFAULT_PLAN = "no_default_plan"
    NO_FIRST_RESPONSE = "no_first_response"
    UNKNOWN_CALENDAR = "unknown_calendar"
    UNKNOWN_SEVERITY = "unknown_severity"
    BAD_CALENDAR = "bad_calendar"
    NEVER_OPENS = "never_opens"
    BAD_AMOUNT = "bad_amount"
    BELOW_FLOOR = "below_floor"
    NOTHING_PROMISED = "nothing_promised"
    WORSE_THAN_CHEAPER = "worse_than_cheaper"
    LESS_THAN_CHEAPER = "less_than_cheaper"
    LESS_UPTIME = "less_uptime"
    LESS_CREDIT = "less_credit"


@dataclass(frozen=True, slots=True)
class Place:
    """A fault and where in the menu it stands; empty words where they do not apply."""

    fault: MenuFault
    plan: str = ""
    kind: PromiseKind | None = None
    severity: str = ""
    calendar: str = ""
    minute: int | None = None
    other_plan: str = ""

    @property
    def is_of_target(self) -> bool:
        """Whether an amount is at fault, or a missing one."""
        return self.kind is not None


@dataclass(frozen=True, slots=True)
class LostPlan:
    """A plan that a menu has not, and how many organisations would fall to the default one for it."""

    key: str
    name: Words
    organisations: int


@lru_cache(maxsize=256)
def _due_times(target: Target, calendar: Calendar, moved: int) -> list[int]:
    """For each minute of a week, when a target begun in it falls due: seconds since Monday 00:00.

    The calendar's week has no holidays and is moved by some minutes.
    """
    seconds = calendar.seconds_of(target)
    if target.unit is Unit.CLOCK_MINUTES:
        return [minute * MINUTE + seconds for minute in range(WEEK_MINUTES)]
    opened = sorted(
        (minute + day * MINUTES_A_DAY + moved) % WEEK_MINUTES
        for day, spans in enumerate(calendar.pieces)
        for start, end in spans
        for minute in range(start // MINUTE, end // MINUTE)
    )
    full, rest = divmod(seconds - 1, MINUTE)
    due: list[int] = []
    for begun in range(len(opened) + 1):
        weeks, last = divmod(begun + full, len(opened))
        waiting = (opened[begun] if begun < len(opened) else WEEK_MINUTES - 1) + 1 - len(due)
        due += [(weeks * WEEK_MINUTES + opened[last]) * MINUTE + rest + 1] * waiting
    return due


@lru_cache(maxsize=1024)
def first_worse_minute(
    term: tuple[Target, Calendar], floor: tuple[Target, Calendar], zone: str
) -> int | None:
    """The first minute of a week, from Monday 00:00 in a zone, at which a target falls due after the floor.

    A calendar of the customer's zone is read in the given one: a plan is compared in one place.
    """
    return next(
        (
            minute
            for season in _SEASONS
            if (minute := _worse_in(season, term, floor, zone)) is not None
        ),
        None,
    )


def _worse_in(
    season: int, term: tuple[Target, Calendar], floor: tuple[Target, Calendar], zone: str
) -> int | None:
    mine, least = (
        _due_times(target, calendar, _minutes_apart(calendar, zone, season))
        for target, calendar in (term, floor)
    )
    is_worse = list(map(gt, mine, least))
    return is_worse.index(True) if True in is_worse else None


def _minutes_apart(calendar: Calendar, zone: str, season: int) -> int:
    theirs, ours = (offset_span(name, season)[0] for name in (calendar.zone_for(zone), zone))
    return (ours - theirs) // MINUTE


def find_faults(menu: Menu) -> list[Place]:
    """Everything that keeps this menu from being published, with its place; empty for a sound one."""
    faults = [*_faults_of_plans(menu), *_faults_of_calendars(menu), *_faults_of_targets(menu)]
    if faults:
        return faults
    below = list(_faults_of_floors(menu))
    named = {(place.plan, place.kind, place.severity) for place in below}
    cheaper = _faults_of_order(menu)
    return below + [one for one in cheaper if (one.plan, one.kind, one.severity) not in named]


def _faults_of_plans(menu: Menu) -> Iterator[Place]:
    if not menu.plans:
        yield Place(MenuFault.NO_PLAN)
    elif menu.default_plan is None:
        yield Place(MenuFault.NO_DEFAULT_PLAN)
    for plan in menu.plans:
        if plan.find_target(PromiseKind.FIRST_RESPONSE, ANY_SEVERITY) is None:
            yield Place(MenuFault.NO_FIRST_RESPONSE, plan.key, PromiseKind.FIRST_RESPONSE)


def _faults_of_calendars(menu: Menu) -> Iterator[Place]:
    for key, terms in menu.calendars.items():
        fault = find_fault(terms.calendar)
        if fault is CalendarFault.NEVER_OPENS:
            yield Place(MenuFault.NEVER_OPENS, calendar=key)
        elif fault:
            yield Place(MenuFault.BAD_CALENDAR, calendar=key)
    for plan in menu.plans:
        left_out = plan.uptime.exclusion if plan.uptime else None
        if left_out and left_out.hours and find_fault(left_out.hours):
            yield Place(MenuFault.BAD_CALENDAR, plan.key)


def _faults_of_targets(menu: Menu) -> Iterator[Place]:
    severities = {severity.key for severity in menu.severities} | {ANY_SEVERITY}
    placed = [(plan.key, term.kind, term.severity, term) for plan, term in menu.all_targets()]
    for plan, kind, severity, term in placed:
        if term.calendar_key not in menu.calendars:
            yield Place(MenuFault.UNKNOWN_CALENDAR, plan, kind, severity, term.calendar_key)
        if severity not in severities:
            yield Place(MenuFault.UNKNOWN_SEVERITY, plan, kind, severity)
        if not _is_sound(term.target, menu.calendars.get(term.calendar_key)):
            yield Place(MenuFault.BAD_AMOUNT, plan, kind, severity)
    for floor in menu.floors:
        if floor.calendar_key not in menu.calendars:
            yield Place(MenuFault.UNKNOWN_CALENDAR, kind=floor.kind, calendar=floor.calendar_key)
        if not _is_sound(floor.target, menu.calendars.get(floor.calendar_key)):
            yield Place(MenuFault.BAD_AMOUNT, kind=floor.kind)


def _is_sound(target: Target, hours: CalendarTerms | None) -> bool:
    most = MOST_DAYS if target.unit is Unit.BUSINESS_DAYS else LONGEST_MINUTES
    if not 1 <= target.amount <= most:
        return False
    if hours is None or target.unit is Unit.CLOCK_MINUTES or hours.calendar.never_opens:
        return True
    # Few hours a week make centuries of an amount that looks small.
    return hours.calendar.seconds_of(target) <= MOST_WEEKS * hours.calendar.week_seconds


def _faults_of_floors(menu: Menu) -> Iterator[Place]:
    for floor in menu.floors:
        for plan, term in menu.all_targets():
            if term.kind is floor.kind:
                minute = _worse(menu, term.target, term.calendar_key, floor)
                if minute is not None:
                    yield Place(
                        MenuFault.BELOW_FLOOR, plan.key, term.kind, term.severity, minute=minute
                    )
        for plan, severity in product(menu.plans, _severities_of(menu)):
            if plan.find_target(floor.kind, severity) is None:
                yield Place(MenuFault.NOTHING_PROMISED, plan.key, floor.kind, severity)


def _worse(
    menu: Menu, target: Target, calendar_key: str, floor: FloorTerms | TargetTerms
) -> int | None:
    return first_worse_minute(
        (target, menu.calendar(calendar_key)),
        (floor.target, menu.calendar(floor.calendar_key)),
        menu.zone,
    )


def _faults_of_order(menu: Menu) -> Iterator[Place]:
    """Where a plan promises less than the one before it: plans stand in order, from the cheapest."""
    for cheaper, plan in pairwise(menu.plans):
        seen = set()
        for kind, severity in product(PromiseKind, _severities_of(menu)):
            least, mine = cheaper.find_target(kind, severity), plan.find_target(kind, severity)
            place = _worse_place(menu, (cheaper, least), (plan, mine), severity)
            if place and place not in seen:
                seen.add(place)
                yield place
        if _uptime(plan) < _uptime(cheaper):
            yield Place(MenuFault.LESS_UPTIME, plan.key, other_plan=cheaper.key)
        tiers = cheaper.uptime.credits if cheaper.uptime else ()
        if any(_credit(plan, tier.below) < tier.percent for tier in tiers):
            yield Place(MenuFault.LESS_CREDIT, plan.key, other_plan=cheaper.key)


def _severities_of(menu: Menu) -> list[str]:
    return [*(severity.key for severity in menu.severities), ANY_SEVERITY]


def _worse_place(
    menu: Menu,
    cheaper: tuple[PlanTerms, TargetTerms | None],
    dearer: tuple[PlanTerms, TargetTerms | None],
    severity: str,
) -> Place | None:
    least, mine = cheaper[1], dearer[1]
    if least is None:
        return None
    where = Place(MenuFault.LESS_THAN_CHEAPER, dearer[0].key, least.kind, severity)
    if mine is None:
        return replace(where, other_plan=cheaper[0].key)
    if (mine.target, mine.calendar_key) == (least.target, least.calendar_key):
        return None
    minute = _worse(menu, mine.target, mine.calendar_key, least)
    if minute is None:
        return None
    return replace(
        where,
        fault=MenuFault.WORSE_THAN_CHEAPER,
        severity=mine.severity,
        minute=minute,
        other_plan=cheaper[0].key,
    )


def _uptime(plan: PlanTerms) -> int:
    return plan.uptime.objective if plan.uptime else 0


def _credit(plan: PlanTerms, below: int) -> int:
    """The percent that a plan credits for an uptime just below this one."""
    tiers = plan.uptime.credits if plan.uptime else ()
    return max((tier.percent for tier in tiers if tier.below >= below), default=0)
