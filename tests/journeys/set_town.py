"""The town at a set time: its clock is moved, its worker goes by hand, and a customer with Premium lives in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import time_machine
from playwright.sync_api import Page
from sqlalchemy import select

from community.accounts import actions_organisations as organisations
from community.accounts.actions import belong
from community.accounts.models import Organisation
from community.core.db import db, writing
from community.curation.queries import list_cards
from community.policies.actor import SYSTEM, Role
from community.service_levels.models import EndedBy, Promise, PromiseState
from community.service_levels.terms import PromiseKind
from tests.journeys.town import Person, Town
from tests.makers import actor_of, make_article, make_member, make_organisation, make_section
from tests.services.visit import axe_findings, sideways_scroll
from tests.services.worker import Worker
from tests.uptime.stories import make_component


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2031, month, day, hour, minute, tzinfo=UTC)


@dataclass
class Life:
    """The town at a set time, with whoever is in the story."""

    town: Town
    clock: time_machine.Traveller
    work: Callable[[], None]
    admin: Person
    agent: Person
    customer: Person
    reader: Page
    organisation: str
    article: str

    def sound(self, page: Page) -> None:
        """Nothing scrolls sideways, and axe finds nothing."""
        assert sideways_scroll(page) <= 0, page.url
        assert not self.town.has_script or axe_findings(page) == [], page.url


def settle(town: Town, clock: time_machine.Traveller, work: Worker, size: Any) -> Life:
    """Administrator, agent, customer with Premium, reader; a component, and an article about answers."""
    admin, agent = town.person(Role.ADMIN), town.person(Role.AGENT, name="Aga Agent")
    customer, reader = town.person(name="Cora Contact", viewport=size), town.visitor(viewport=size)
    with town.rows():
        make_component("orders")
        firm = make_organisation("Rosewell Nurseries", plan="premium")
        with writing():
            belong(customer.id, firm.id)
            organisations.name_contact(SYSTEM, firm.id, customer.id, is_contact=True)
        article = make_article(make_section("Service", "Service (fr)"), "How we answer")
        href = list_cards(actor_of(make_member()), [article.id], "en")[article.id].href
    return Life(town, clock, work, admin, agent, customer, reader, "Rosewell Nurseries", href)


def firm_of(life: Life) -> Organisation:
    statement = select(Organisation).where(Organisation.name == life.organisation)
    return db.session.scalars(statement).one()


def recounted() -> tuple[int, int, int, int, int]:
    """All, kept by the team, more than promised, by the community, missed: counted one by one from the rows."""
    db.session.rollback()
    statement = select(Promise).where(Promise.kind == PromiseKind.FIRST_RESPONSE)
    found = [one for one in db.session.scalars(statement) if one.severity == "L3"]
    missed = [one for one in found if one.missed_at is not None or one.late_at is not None]
    kept = [one for one in found if one.ended_at is not None and one not in missed]
    ours = [one for one in kept if one.ended_by is EndedBy.TEAM]
    beyond = [one for one in ours if one.state is PromiseState.EXCEEDED]
    return len(kept) + len(missed), len(ours), len(beyond), len(kept) - len(ours), len(missed)
