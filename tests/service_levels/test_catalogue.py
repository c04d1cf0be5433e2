from datetime import date

from community.service_levels.catalogue import OFFICE, demo_menu
from community.service_levels.terms import PromiseKind, business_days, business_hours, hours


def test_everybody_without_a_plan_has_the_floor() -> None:
    plan = demo_menu().find_plan(None)
    assert plan is not None
    assert plan.key == "community"
    found = plan.find_target(PromiseKind.FIRST_RESPONSE, "L1")
    assert found is not None
    assert found.target == business_days(2)


def test_a_plan_with_severities_has_its_own_target_for_each() -> None:
    premium = demo_menu().find_plan("premium")
    assert premium is not None
    assert premium.has_severities()
    found = [premium.find_target(PromiseKind.FIRST_RESPONSE, key) for key in ("L1", "L2", None)]
    assert [term.target for term in found if term] == [
        hours(1),
        business_hours(2),
        business_days(2),
    ]


def test_a_severity_without_a_resolution_is_promised_none() -> None:
    premium = demo_menu().find_plan("premium")
    assert premium is not None
    assert premium.find_target(PromiseKind.RESOLUTION, "L4") is None
    third = premium.find_target(PromiseKind.RESOLUTION, None)
    assert third is not None
    assert third.severity == "L3"


def test_the_next_response_takes_twice_the_first() -> None:
    for plan in demo_menu().plans:
        for term in plan.targets:
            if term.kind is PromiseKind.FIRST_RESPONSE:
                following = plan.find_target(PromiseKind.NEXT_RESPONSE, term.severity)
                assert following is not None
                assert following.target == term.target.times(2)


def test_holidays_have_names_in_both_languages() -> None:
    off = {one.day: one.names for one in demo_menu().calendar(OFFICE).holidays}
    assert off[date(2026, 12, 25)] == {"en": "Christmas Day", "fr": "Noël"}


def test_what_claims_need_is_there_where_there_is_uptime() -> None:
    for plan in demo_menu().plans:
        decides = plan.find_target(PromiseKind.CLAIM_DECISION, None)
        assert (decides is not None) == (plan.uptime is not None)
        if plan.uptime:
            assert plan.uptime.credits[0].below == plan.uptime.objective
            assert plan.uptime.claim_window_days > 0
