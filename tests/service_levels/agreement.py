"""Compares the engine with counting by hand, case by case."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from community.service_levels import clock
from community.service_levels.calendars import Calendar, Holiday, Target, Unit, Window
from community.service_levels.clock import Deadline, Pause
from community.service_levels.explanation import RowKind
from tests.service_levels.brute_force import (
    Case,
    count_by_hand,
    counted_minutes,
    elapsed_by_hand,
    random_case,
)

Engine = Callable[[Case], Deadline]


def calendar_of(case: Case) -> Calendar:
    """The case's hours in the engine's words."""
    return Calendar(
        windows=tuple(Window(*window) for window in case.windows),
        holidays=tuple(Holiday(day, {"en": "Feast"}) for day in case.holidays),
    )


def pauses_of(case: Case) -> list[Pause]:
    """The case's pauses in the engine's words."""
    return [Pause(case.at(start), case.at(end)) for start, end in case.pauses]


def engine(case: Case) -> Deadline:
    """The engine's answer to a case."""
    target = Target(case.amount, Unit(case.unit))
    return clock.deadline(
        case.at(case.start), target, calendar_of(case), case.zone, pauses=pauses_of(case)
    )


def differences(cases: int, seed: int, ask: Engine = engine) -> tuple[int, list[str]]:
    """How many cases fell inside the horizon, and what differed in them."""
    chance = random.Random(seed)
    compared, found = 0, []
    while compared < cases:
        case = random_case(chance)
        by_hand = count_by_hand(case)
        if by_hand is None:
            continue
        compared += 1
        answer = ask(case)
        if _second(case, answer.due_at) != by_hand.due:
            found.append(f"due {answer.due_at} by hand {by_hand.due}: {case}")
        if _second(case, answer.warn_at) != by_hand.warned:
            found.append(f"warned {answer.warn_at} by hand {by_hand.warned}: {case}")
        found += _faults_of_rows(case, answer, by_hand.seconds)
        found += _faults_of_elapsed(case, chance)
    return compared, found


def differences_of_changes(cases: int, seed: int, ask: Engine = engine) -> list[str]:
    """What differed where a second target counts from a later instant, also within a pause: the sooner one stands."""
    chance, found, compared = random.Random(seed), [], 0
    while compared < cases:
        first = random_case(chance)
        unit, amount = random_case(chance).unit, random_case(chance).amount
        later = first.start + chance.randrange(5_000)
        second = replace(first, start=later, unit=unit, amount=amount)
        by_hand = [found for found in map(count_by_hand, (first, second)) if found]
        if len(by_hand) < 2:
            continue
        compared += 1
        due = min(_second(case, ask(case).due_at) for case in (first, second))
        if due != min(one.due for one in by_hand):
            found.append(f"due {due} by hand {by_hand}: {first} {second}")
    return found


def _second(case: Case, at: datetime) -> int:
    return int((at - case.origin).total_seconds())


def _faults_of_rows(case: Case, answer: Deadline, seconds: int) -> list[str]:
    faults, at = [], case.at(case.start)
    for row in answer.rows:
        if row.starts_at != at or row.ends_at <= row.starts_at:
            faults.append(f"rows with a gap at {at}: {case}")
        at = row.ends_at
        if row.kind is RowKind.COUNTED and row.seconds != (at - row.starts_at).total_seconds():
            faults.append(f"a counted row of another length at {row.starts_at}: {case}")
    if at != answer.due_at or sum(row.seconds for row in answer.rows) != seconds:
        faults.append(f"rows do not add up to {seconds}: {case}")
    return faults


def _faults_of_elapsed(case: Case, chance: random.Random) -> list[str]:
    until = case.start + chance.randrange(-100, 20_000)
    answer = clock.elapsed(
        case.at(case.start),
        Target(case.amount, Unit(case.unit)),
        calendar_of(case),
        case.zone,
        until=case.at(until),
        pauses=pauses_of(case),
    )
    by_hand = elapsed_by_hand(case, until)
    return [] if answer == by_hand else [f"elapsed {answer} by hand {by_hand}: {case}"]


def differences_of_opening(cases: int, seed: int) -> list[str]:
    """What differed when asked whether somebody is there, and until when."""
    chance, found = random.Random(seed), []
    for _ in range(cases):
        case = random_case(chance)
        case = Case(**{**vars(case), "unit": "business_minutes", "pauses": ()})
        now = clock.opening(calendar_of(case), case.zone, case.at(case.start))
        is_open, change = _change_by_hand(case)
        expected = None if change is None else case.at(change)
        if now.is_open != is_open or (expected and now.changes_at != expected):
            found.append(f"{now} by hand {is_open} until {expected}: {case}")
    return found


def _change_by_hand(case: Case) -> tuple[bool, int | None]:
    counted = counted_minutes(case)
    is_open = bool(counted[case.start])
    change = counted.find(0 if is_open else 1, case.start)
    return is_open, change if change >= 0 else None
