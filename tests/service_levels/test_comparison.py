from dataclasses import replace

import pytest

from community.service_levels.calendars import Calendar, Target, Window, week_of
from community.service_levels.catalogue import LOCAL_OFFICE, OFFICE, demo_menu
from community.service_levels.comparison import MenuFault, Place, find_faults, first_worse_minute
from community.service_levels.terms import (
    CalendarTerms,
    CreditTerms,
    FloorTerms,
    Menu,
    PromiseKind,
    TargetTerms,
    business_days,
    business_hours,
    days,
    hours,
)

DAY_HOURS = Calendar(week_of([(540, 1020)], range(5)))
ROUND_THE_CLOCK = Calendar(week_of([(0, 1440)], range(7)))
FLOOR = (business_days(2), DAY_HOURS)


def promising(plan: str, target: Target, severity: str, calendar: str = OFFICE) -> Menu:
    """The demo menu with one first response changed."""
    menu = demo_menu()
    changed = tuple(
        replace(
            one,
            targets=tuple(
                TargetTerms(term.kind, term.severity, target, calendar)
                if (term.kind, term.severity) == (PromiseKind.FIRST_RESPONSE, severity)
                else term
                for term in one.targets
            ),
        )
        if one.key == plan
        else one
        for one in menu.plans
    )
    return replace(menu, plans=changed)


def test_the_demo_menu_is_sound() -> None:
    assert find_faults(demo_menu()) == []


def test_a_target_below_the_floor_is_named_with_its_place() -> None:
    (place,) = find_faults(promising("standard", business_days(3), "L3"))
    assert place == Place(
        MenuFault.BELOW_FLOOR, "standard", PromiseKind.FIRST_RESPONSE, "L3", minute=0
    )


def test_two_days_by_the_clock_are_worse_than_two_working_days_inside_a_week() -> None:
    assert first_worse_minute((days(2), DAY_HOURS), FLOOR, "UTC") == 0
    assert first_worse_minute((hours(24), DAY_HOURS), FLOOR, "UTC") is None


def test_the_same_terms_are_not_below_themselves() -> None:
    assert first_worse_minute(FLOOR, FLOOR, "Europe/Paris") is None
    assert first_worse_minute((business_hours(17), DAY_HOURS), FLOOR, "UTC") == 0


def test_more_hours_are_never_worse() -> None:
    assert first_worse_minute((business_hours(16), ROUND_THE_CLOCK), FLOOR, "UTC") is None


def test_hours_on_the_other_side_of_the_world_are_compared_where_the_company_is() -> None:
    far = Calendar(DAY_HOURS.windows, zone="Pacific/Auckland")
    paris = Calendar(DAY_HOURS.windows, zone="Europe/Paris")
    term = (business_days(2), far)
    assert first_worse_minute(term, (business_days(2), paris), "Europe/Paris") is not None
    assert first_worse_minute(FLOOR, (business_days(2), paris), "Europe/Paris") is None


def test_a_calendar_that_never_opens_is_named() -> None:
    menu = demo_menu()
    calendars = dict(menu.calendars)
    calendars[LOCAL_OFFICE] = replace(calendars[LOCAL_OFFICE], calendar=Calendar(()))
    places = find_faults(replace(menu, calendars=calendars))
    assert places == [Place(MenuFault.NEVER_OPENS, calendar=LOCAL_OFFICE)]


@pytest.mark.parametrize("amount", [0, -1, 401])
def test_an_amount_that_makes_no_sense_is_named(amount: int) -> None:
    (place,) = find_faults(promising("standard", business_days(amount), "L1"))
    assert place.fault is MenuFault.BAD_AMOUNT


@pytest.mark.parametrize(("hours_a_week", "faults"), [(1, 1), (20, 0)])
def test_an_amount_that_takes_decades_by_few_hours_a_week_is_named(
    hours_a_week: int, faults: int
) -> None:
    menu = promising("standard", business_hours(2_000), "L1", "rare")
    rare = Calendar((Window(1, 0, hours_a_week * 60),))
    calendars = {**menu.calendars, "rare": CalendarTerms("rare", {"en": "Rare"}, rare)}
    found = find_faults(replace(menu, calendars=calendars))
    assert len([one for one in found if one.fault is MenuFault.BAD_AMOUNT]) == faults


def test_a_menu_needs_a_plan_for_everyone_with_a_first_response() -> None:
    menu = demo_menu()
    assert find_faults(replace(menu, plans=()))[0].fault is MenuFault.NO_PLAN
    assert find_faults(replace(menu, plans=menu.plans[1:]))[0].fault is MenuFault.NO_DEFAULT_PLAN
    bare = replace(menu.plans[0], targets=())
    assert find_faults(replace(menu, plans=(bare,)))[0].fault is MenuFault.NO_FIRST_RESPONSE


def test_a_target_or_floor_with_an_unknown_calendar_or_severity_is_named() -> None:
    unknown = promising("standard", business_hours(1), "L1", "lunar")
    assert find_faults(unknown)[0].fault is MenuFault.UNKNOWN_CALENDAR
    floors = (FloorTerms(PromiseKind.FIRST_RESPONSE, business_days(2), "lunar"),)
    assert find_faults(replace(demo_menu(), floors=floors))[0].calendar == "lunar"
    fewer = replace(demo_menu(), severities=demo_menu().severities[:3])
    assert {place.severity for place in find_faults(fewer)} == {"L4"}


def test_a_bad_window_is_named() -> None:
    menu = demo_menu()
    calendars = dict(menu.calendars)
    calendars[OFFICE] = replace(calendars[OFFICE], calendar=Calendar((Window(0, 600, 600),)))
    assert find_faults(replace(menu, calendars=calendars))[0].calendar == OFFICE


@pytest.mark.parametrize(
    ("tiers", "faults"),
    [
        (((99_950, 10), (99_000, 25), (95_000, 50)), []),
        (((99_950, 10), (99_000, 24), (95_000, 50)), [MenuFault.LESS_CREDIT]),
        (((98_999, 30), (95_000, 50)), [MenuFault.LESS_CREDIT]),
        ((), [MenuFault.LESS_CREDIT]),
    ],
)
def test_a_dearer_plan_credits_no_less_for_any_uptime(
    tiers: tuple[tuple[int, int], ...], faults: list[MenuFault]
) -> None:
    menu = demo_menu()
    *others, enterprise = menu.plans
    assert enterprise.uptime is not None
    uptime = replace(enterprise.uptime, credits=tuple(CreditTerms(*tier) for tier in tiers))
    changed = replace(menu, plans=(*others, replace(enterprise, uptime=uptime)))
    places = find_faults(changed)
    assert [one.fault for one in places] == faults
    assert all((one.plan, one.other_plan) == ("enterprise", "premium") for one in places)
