"""The menu in force as a document for programs, and the schema that it keeps."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from community.service_levels.calendars import Calendar, Target, Unit
from community.service_levels.terms import (
    LINES,
    FloorTerms,
    Menu,
    PlanTerms,
    PromiseKind,
    UptimeTerms,
)

WORDS = {"type": "object", "additionalProperties": {"type": "string"}}
TARGET = {
    "type": "object",
    "required": ["amount", "unit"],
    "properties": {
        "amount": {"type": "integer", "minimum": 1},
        "unit": {"enum": [unit.value for unit in Unit]},
    },
}
MINUTE = {"type": "integer", "minimum": 0, "maximum": 1440}
WINDOW = {
    "type": "object",
    "required": ["weekday", "from_minute", "to_minute"],
    "properties": {
        "weekday": {"type": "integer", "minimum": 0, "maximum": 6, "description": "0 is Monday"},
        "from_minute": MINUTE,
        "to_minute": {
            **MINUTE,
            "description": "No later than from_minute: it ends on the day after",
        },
    },
}
KIND = {"enum": [kind.value for kind in PromiseKind]}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": sorted(properties), "properties": properties}


def _list(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _or_nothing(kind: str) -> dict[str, Any]:
    return {"type": [kind, "null"]}


SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Service-level menu",
    **_object(
        version={"type": "integer", "minimum": 1},
        effective_from={"type": "string", "format": "date-time"},
        digest={"type": "string"},
        time_zone={"type": "string", "description": "The company's, in which plans are compared"},
        severities=_list(_object(key={"type": "string"}, name=WORDS, definition=WORDS)),
        calendars=_list(
            _object(
                key={"type": "string"},
                name=WORDS,
                time_zone={**_or_nothing("string"), "description": "null: the customer's"},
                windows=_list(WINDOW),
                holidays=_list(_object(day={"type": "string", "format": "date"}, name=WORDS)),
            )
        ),
        floors=_list(_object(kind=KIND, target=TARGET, calendar={"type": "string"})),
        articles=_list(
            _object(line={"enum": list(LINES)}, url={"type": "string", "format": "uri"})
        ),
        plans=_list(
            _object(
                key={"type": "string"},
                name=WORDS,
                summary=WORDS,
                price=WORDS,
                is_default={"type": "boolean", "description": "For whoever has no other plan"},
                service_tokens_a_month={"type": "integer", "minimum": 0},
                idea_votes={"type": "integer", "minimum": 0},
                targets=_list(
                    _object(
                        kind=KIND,
                        severity={**_or_nothing("string"), "description": "null: any"},
                        target=TARGET,
                        calendar={"type": "string"},
                    )
                ),
                uptime={
                    **_object(
                        objective_thousandths={"type": "integer", "maximum": 100_000},
                        covers=WORDS,
                        claim_window_days={"type": "integer", "minimum": 0},
                        credits=_list(
                            _object(
                                below_thousandths={"type": "integer"},
                                percent={"type": "integer", "minimum": 1, "maximum": 100},
                            )
                        ),
                        maintenance_left_out={
                            **_object(
                                notice_minutes={"type": "integer", "minimum": 0},
                                time_zone=_or_nothing("string"),
                                windows=_list(WINDOW),
                            ),
                            "type": ["object", "null"],
                        },
                    ),
                    "type": ["object", "null"],
                },
            )
        ),
    ),
}


def menu_document(
    menu: Menu,
    *,
    number: int,
    effective_from: datetime,
    digest: str,
    articles: Mapping[str, str],
) -> dict[str, Any]:
    """A published version of the menu, whole, as `SCHEMA` says; `articles` are addresses of what explains a line."""
    return {
        "version": number,
        "effective_from": effective_from.isoformat(),
        "digest": digest,
        "time_zone": menu.zone,
        "severities": [
            {"key": one.key, "name": dict(one.name), "definition": dict(one.definition)}
            for one in menu.severities
        ],
        "calendars": [
            {
                "key": one.key,
                "name": dict(one.name),
                "time_zone": one.calendar.zone,
                "windows": _windows(one.calendar),
                "holidays": [
                    {"day": day.day.isoformat(), "name": dict(day.names)}
                    for day in one.calendar.holidays
                ],
            }
            for one in menu.calendars.values()
        ],
        "floors": [_floor(one) for one in menu.floors],
        "articles": [{"line": line, "url": url} for line, url in articles.items()],
        "plans": [_plan(one) for one in menu.plans],
    }


def _target(target: Target) -> dict[str, Any]:
    return {"amount": target.amount, "unit": target.unit.value}


def _windows(calendar: Calendar) -> list[dict[str, int]]:
    return [
        {"weekday": one.weekday, "from_minute": one.start, "to_minute": one.end}
        for one in calendar.windows
    ]


def _floor(floor: FloorTerms) -> dict[str, Any]:
    return {
        "kind": floor.kind.value,
        "target": _target(floor.target),
        "calendar": floor.calendar_key,
    }


def _plan(plan: PlanTerms) -> dict[str, Any]:
    return {
        "key": plan.key,
        "name": dict(plan.name),
        "summary": dict(plan.summary),
        "price": dict(plan.price),
        "is_default": plan.is_default,
        "service_tokens_a_month": plan.tokens_a_month,
        "idea_votes": plan.idea_votes,
        "targets": [
            {
                "kind": term.kind.value,
                "severity": term.severity or None,
                "target": _target(term.target),
                "calendar": term.calendar_key,
            }
            for term in plan.targets
        ],
        "uptime": _uptime(plan.uptime) if plan.uptime else None,
    }


def _uptime(uptime: UptimeTerms) -> dict[str, Any]:
    left_out = uptime.exclusion
    return {
        "objective_thousandths": uptime.objective,
        "covers": dict(uptime.covers),
        "claim_window_days": uptime.claim_window_days,
        "credits": [
            {"below_thousandths": one.below, "percent": one.percent} for one in uptime.credits
        ],
        "maintenance_left_out": {
            "notice_minutes": left_out.notice_minutes,
            "time_zone": left_out.hours.zone if left_out.hours else None,
            "windows": _windows(left_out.hours) if left_out.hours else [],
        }
        if left_out
        else None,
    }
