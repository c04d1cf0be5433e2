"""What runs in the demo and what did not: components, incidents, maintenance, and what customers claimed for it."""

import re
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any, Final

from flask import current_app
from sqlalchemy import select

from community.accounts.actions import belong
from community.accounts.actions_organisations import name_contact
from community.accounts.models import Organisation
from community.content.actions import follow
from community.content.models import TargetKind
from community.core.clock import as_of
from community.core.db import db
from community.credits import actions_claims, actions_deciding
from community.credits.models import CreditClaim, MonthCredit
from community.credits.words import ClaimWords
from community.demo.moments import ZONE
from community.demo.reading import read_yaml
from community.demo.stage import Stage, once_upon
from community.policies.actor import SYSTEM
from community.uptime import actions, actions_maintenance
from community.uptime.actions import Report, Word
from community.uptime.actions_components import ComponentFacts, add_component
from community.uptime.actions_maintenance import Plan
from community.uptime.models import Component, Incident
from community.uptime.months import Month, month_of
from community.uptime.queries import EVERYTHING
from community.uptime.states import Impact, IncidentState

COVERED_BY: Final = ("premium", "enterprise")
_MONTHLY: Final = re.compile(r"m(\d) (\d+) (\d\d):(\d\d)")


def settle_status(stage: Stage) -> None:
    """Say what there is to run and who speaks for a customer, then plan all that happened."""
    content = read_yaml("status.yaml")
    with once_upon(stage.at("50w")):
        for one in content["components"]:
            plans = tuple(one.get("plans", COVERED_BY))
            add_component(
                SYSTEM, one["key"], ComponentFacts(one["name"], one["description"], plans)
            )
        for key, handle in content["contacts"].items():
            organisation_id, member_id = _organisation(key), stage.members[handle]
            belong(member_id, organisation_id)
            name_contact(SYSTEM, organisation_id, member_id, is_contact=True)
        for handle, keys in content["follows"].items():
            for key in keys:
                target = EVERYTHING if key == "all" else _components()[key]
                follow(stage.actor(handle), TargetKind.COMPONENT, target)
    for one in content["incidents"]:
        _plan_incident(stage, one)
    for one in content["maintenance"]:
        stage.plan(_at(stage, one["announced"]), partial(_announce, stage, one))


def _organisation(key: str) -> int:
    return db.session.scalars(select(Organisation.id).where(Organisation.external_id == key)).one()


def _components() -> dict[str, int]:
    return {row.key: row.id for row in db.session.execute(select(Component.key, Component.id))}


def _impacts(said: dict[str, str]) -> dict[int, Impact]:
    ids = _components()
    return {ids[key]: Impact(impact) for key, impact in said.items()}


def _at(stage: Stage, said: str) -> datetime:
    match = _MONTHLY.fullmatch(said)
    if match is None:
        return stage.at(said)
    first = _months_ago(stage, int(match[1])).first_day
    day = first.replace(day=int(match[2]))
    return datetime.combine(day, time(int(match[3]), int(match[4])), ZONE)


def _months_ago(stage: Stage, number: int) -> Month:
    month = month_of(stage.now)
    for _month in range(number):
        month = month.previous
    return month


def _plan_incident(stage: Stage, one: dict[str, Any]) -> None:
    def report() -> None:
        told = Report(
            one["title"], one["text"], IncidentState.INVESTIGATING, _impacts(one["impacts"])
        )
        stage.made[one["key"]] = actions.report_incident(stage.actor(one["by"]), told).id

    stage.plan(_at(stage, one["at"]), report)
    for word in one["updates"]:
        stage.plan(_at(stage, word["at"]), partial(_say, stage, one, word))


def _say(stage: Stage, one: dict[str, Any], word: dict[str, Any]) -> None:
    incident = db.session.get_one(Incident, stage.made[one["key"]])
    said = Word(IncidentState(word["state"]), word["text"], _impacts(word.get("impacts", {})))
    actions.update_incident(stage.actor(one["by"]), incident, said)


def _announce(stage: Stage, one: dict[str, Any]) -> None:
    starts_at, ends_at = _window(stage, one)
    planned = Plan(one["title"], one["text"], _impacts(one["impacts"]), starts_at, ends_at)
    actions_maintenance.plan_maintenance(stage.actor(one["by"]), planned)


def _window(stage: Stage, one: dict[str, Any]) -> tuple[datetime, datetime]:
    ahead = one.get("ahead")
    if ahead is None:
        return _at(stage, one["from"]), _at(stage, one["to"])
    day = stage.now.astimezone(ZONE).date() + timedelta(days=ahead["days"])
    start, end = (time.fromisoformat(ahead[key]) for key in ("from", "to"))
    return datetime.combine(day, start, ZONE), datetime.combine(day, end, ZONE)


def settle_credits(stage: Stage) -> None:
    """Reckon the last two months as the worker did when they were over, then let customers claim."""
    reckon_months = current_app.extensions["portal_queue"].jobs["reckon_months"][0]
    for number in (2, 1):
        with as_of(min(_months_ago(stage, number).ends_at + timedelta(minutes=5), stage.now)):
            reckon_months()
    for one in read_yaml("status.yaml")["claims"]:
        _claim(stage, one)


def _claim(stage: Stage, one: dict[str, Any]) -> None:
    month = _months_ago(stage, one["months_ago"])
    at = max(month.ends_at + timedelta(hours=9), stage.now - timedelta(hours=20))
    if one["months_ago"] > 1:
        at = month.ends_at + timedelta(days=3, hours=8)
    if at >= stage.now:
        return  # the month has only just ended
    statement = select(MonthCredit).where(
        MonthCredit.organisation_id == _organisation(one["organisation"]),
        MonthCredit.month == month.first_day,
    )
    with once_upon(at):
        actor = stage.actor(one["by"])
        credit = db.session.scalars(statement).one()
        if at >= credit.claim_until:
            return
        claim = actions_claims.begin_claim(actor, credit, lang="en")
        words = ClaimWords(one["note"], None, one["reference"])
        actions_claims.write_claim(actor, claim, words)
        actions_claims.submit_claim(actor, claim)
    if "invoice" in one:
        _decide(stage, one, claim, at)


def _decide(stage: Stage, one: dict[str, Any], claim: CreditClaim, at: datetime) -> None:
    agent = stage.actor(one["decided_by"])
    with once_upon(at + timedelta(days=1)):
        actions_deciding.take_claim(agent, claim)
    with once_upon(at + timedelta(days=2)):
        percent = db.session.get_one(MonthCredit, claim.credit_id).percent
        actions_deciding.approve_claim(agent, claim, percent, "Sorry for that morning.")
    with once_upon(at + timedelta(days=8)):
        actions_deciding.apply_claim(agent, claim, one["invoice"])
