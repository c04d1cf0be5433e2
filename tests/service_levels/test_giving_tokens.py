"""Administrators give tokens: with a reason, and once for each form."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.core.audit import AuditEntry
from community.core.db import db
from community.policies.actor import Role
from tests.service_levels.forms_sent import fields_of
from tests.service_levels.stories import make_organisation, make_person, publish_demo
from tests.service_levels.test_tokens import ledger_of
from tests.services.client import PortalClient

SORRY = {"amount": "2", "reason": "For your patience"}


@pytest.fixture
def organisation(app: Flask, clock: time_machine.Traveller) -> int:
    publish_demo()
    return make_organisation("standard")


@pytest.fixture
def path(organisation: int) -> str:
    return f"/admin/organisations/{organisation}/tokens"


@pytest.fixture
def root(organisation: int, client: PortalClient) -> PortalClient:
    return client.sign_in(make_person("root", Role.ADMIN).member_id or 0)


def test_administrators_give_tokens_with_a_reason(
    root: PortalClient, organisation: int, path: str
) -> None:
    drawn = fields_of(root.get(path).text)
    assert root.post(path, data=drawn | {"amount": "2", "reason": " "}).status_code == 422
    assert root.post(path, data=drawn | {"amount": "200", "reason": "x"}).status_code == 422
    assert root.post(path, data=drawn | SORRY).status_code == 303
    assert "For your patience" in root.get(path).text
    assert ledger_of(organisation) == [("given", 2, 2)]
    root.sign_in(make_person("gus", Role.AGENT).member_id or 0)
    assert root.get(path).status_code == 403


def test_a_form_that_is_sent_twice_gives_once(
    root: PortalClient, organisation: int, path: str
) -> None:
    drawn = fields_of(root.get(path).text)
    for _click in range(2):
        assert root.post(path, data=drawn | SORRY).status_code == 303
    assert ledger_of(organisation) == [("given", 2, 2)]
    given = select(AuditEntry.id).where(AuditEntry.act == "tokens.given")
    assert len(db.session.scalars(given).all()) == 1
    again = fields_of(root.get(path).text)
    root.post(path, data=again | SORRY)
    assert ledger_of(organisation)[-1] == ("given", 2, 4)


def test_of_two_who_give_at_once_the_second_is_asked_and_may_give_as_well(
    root: PortalClient, new_client: Callable[[], PortalClient], organisation: int, path: str
) -> None:
    other = new_client().sign_in(make_person("rita", Role.ADMIN).member_id or 0)
    drawn = fields_of(other.get(path).text)
    root.post(path, data=fields_of(root.get(path).text) | SORRY)
    told = other.post(path, data=drawn | SORRY | {"reason": "For the long evening"})
    assert (told.status_code, "Tokens were given in the meantime" in told.text) == (422, True)
    kept = fields_of(told.text)
    assert (kept["amount"], kept["reason"]) == ("2", "For the long evening")
    assert other.post(path, data=kept).status_code == 303
    assert ledger_of(organisation) == [("given", 2, 2), ("given", 2, 4)]


@pytest.mark.parametrize("seen", ["", "x", "-1", "1\n", "9" * 30])
def test_a_form_that_nobody_drew_gives_nothing(
    root: PortalClient, organisation: int, path: str, seen: str
) -> None:
    assert root.post(path, data=SORRY | {"seen": seen}).status_code == 422
    assert ledger_of(organisation) == []
