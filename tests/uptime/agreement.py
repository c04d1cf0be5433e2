"""The portal's arithmetic beside counting minute by minute."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

from community.service_levels.calendars import Calendar, Window
from community.service_levels.terms import ExclusionTerms
from community.uptime.figures import Announced, Outage, Reckoning, Source, reckon
from community.uptime.months import Month
from community.uptime.spans import Span
from tests.uptime.brute_force import Case, down_minutes, random_case

Engine = Callable[[Case], Reckoning]


def engine(case: Case) -> Reckoning:
    """What the portal makes of the case."""
    month = Month(case.year, case.month).span
    outages = [
        Outage(component, met, Source.INCIDENT)
        for component, start, end in case.downs
        if component in case.covered
        and (met := Span(case.at(start), case.at(end)).meet(month)) is not None
    ]
    return reckon(
        month, outages, _works(case), terms=_terms(case), entitled=_spans(case, case.entitled)
    )


def _works(case: Case) -> list[Announced]:
    return [
        Announced(
            frozenset({component}),
            Span(case.at(start), case.at(end)),
            case.at(announced),
            number,
            case.at(replaced) if replaced is not None else None,
        )
        for number, (component, start, end, announced, replaced) in enumerate(case.works)
    ]


def _terms(case: Case) -> ExclusionTerms | None:
    if case.notice is None:
        return None
    windows = tuple(Window(*window) for window in case.windows)
    return ExclusionTerms(case.notice, Calendar(windows, (), case.zone) if windows else None)


def _spans(case: Case, pairs: tuple[tuple[int, int], ...]) -> list[Span]:
    return [Span(case.at(start), case.at(end)) for start, end in pairs]


def differences(number: int, seed: int, tried: Engine = engine) -> list[str]:
    """The cases in which the two disagree."""
    dice, found = random.Random(seed), []
    for _case in range(number):
        case = random_case(dice)
        by_hand, result = down_minutes(case), tried(case)
        exact = 1 - Fraction(by_hand, case.minutes)
        if result.uptime != exact:
            found.append(f"{case}: {by_hand} minutes by hand, {result.down} reckoned")
    return found
