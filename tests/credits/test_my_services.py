"""My services: all that an organisation has on one page, for its people and staff alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from community.accounts.models import Entitlement, Organisation
from community.core.db import writing
from community.policies.actor import STAFF_ROLES, SYSTEM, Role
from community.service_levels.actions_tokens import give_tokens
from community.service_levels.models import PlanVersion
from community.service_levels.tasks import mark_due_promises
from tests.credits.stories import AFTER, credit_of, make_contact, make_customer, reckon, submit
from tests.credits.test_pages import readers_of
from tests.makers import make_answer, make_member, make_question
from tests.service_levels.stories import promise_on, publish_demo
from tests.services.client import PortalClient
from tests.services.statements import Statements
from tests.uptime.stories import at, make_component, report

NewClient = Callable[[], PortalClient]
MINE = "/services/mine"


@pytest.fixture(autouse=True)
def bad_november(app: Flask, clock: time_machine.Traveller) -> None:
    """On the first of December: an hour of November was lost."""
    publish_demo()
    clock.move_to(AFTER)
    report(make_component(), at("11-10 12:00"), at("11-10 13:00"))


def make_story() -> tuple[Organisation, int]:
    """A customer with a question, a token, a bad month and a claim: with the id of its promise."""
    garden = make_customer()
    contact = make_contact(garden)
    question = make_question(contact, organisation_id=garden.id, severity="L2")
    with writing():
        give_tokens(SYSTEM, garden.id, 2, "For a secret reason.")
    reckon()
    submit(contact, credit_of(garden))
    return garden, promise_on(question.id).id


@pytest.mark.long
def test_all_that_an_organisation_has_stands_on_one_page(client: PortalClient) -> None:
    garden, promise_id = make_story()
    page = client.sign_in(make_member("", organisation=garden)).get(MINE).text
    for words in (
        "Premium",
        "Cora Contact",
        f"/promises/{promise_id}",
        "For a secret reason.",
        "2 tokens left",
        "99.86",
        "Claim for",
        "Open now",
    ):
        assert words in page


@pytest.mark.long
def test_only_the_organisations_people_and_staff_see_it(new_client: NewClient) -> None:
    garden, promise_id = make_story()
    address = f"/services/organisations/{garden.id}"
    sees = {"colleague", *(role.value for role in STAFF_ROLES)}
    for name, reader in readers_of(new_client, garden).items():
        answer = reader.get(address)
        if name in sees:
            assert answer.status_code == 200, name
            assert "For a secret reason." in answer.text
        else:
            assert answer.status_code == (303 if name == "visitor" else 404), name
            assert "secret" not in answer.text
        own = reader.get(f"{MINE}?organisation={garden.id}")
        if name != "colleague" and name != "visitor":
            assert "secret" not in own.text, name
    assert promise_id


def test_a_private_matter_of_a_colleague_stays_with_those_who_see_it(client: PortalClient) -> None:
    garden, _promise_id = make_story()
    stranger = make_contact(make_customer("Chain", "enterprise"), "Stan Stranger")
    assert client.sign_in(stranger).get(f"{MINE}?organisation={garden.id}").status_code == 404
    page = client.get(MINE).text
    assert "Enterprise" in page
    assert "secret" not in page


def test_a_contract_that_holds_on_to_its_version_says_so(client: PortalClient) -> None:
    garden = make_customer()
    with writing() as session:
        row = session.query(Entitlement).filter_by(organisation_id=garden.id).one()
        row.pinned_version_id = (
            session.query(PlanVersion.id).order_by(PlanVersion.id).limit(1).scalar()
        )
    page = client.sign_in(make_member("", organisation=garden)).get(MINE).text
    assert "Version 1, as signed" in page
    assert page.count("/services/en?version=1") == 2


@pytest.mark.long
def test_what_is_overdue_is_waited_for_until_somebody_answers(
    client: PortalClient, clock: time_machine.Traveller
) -> None:
    garden = make_customer()
    member = make_member("", organisation=garden)
    question = make_question(member, organisation_id=garden.id, severity="L2")
    own = make_question(member)
    chips = [f"/promises/{promise_on(one.id).id}" for one in (question, own)]
    clock.shift(timedelta(days=30))
    mark_due_promises()
    client.sign_in(member)
    for is_answered in (False, True):
        runs, over = client.get(MINE).text.split("How promises were kept")
        assert [one in runs for one in chips] == [not is_answered, True]
        assert [one in over for one in chips] == [is_answered, False]
        make_answer(question, make_member("Al", Role.AGENT))


@pytest.mark.long
def test_the_page_asks_as_many_statements_for_many_promises(
    client: PortalClient, statements: Callable[[], Statements]
) -> None:
    garden, _promise_id = make_story()
    colleague = make_member("", organisation=garden)
    client.sign_in(colleague).get(MINE)
    with statements() as few:  # type: ignore[attr-defined]
        client.get(MINE)
    for _one in range(4):
        make_question(colleague, organisation_id=garden.id)
    with statements() as many:  # type: ignore[attr-defined]
        client.get(MINE)
    assert len(many) == len(few)


@pytest.mark.long
def test_odd_keys_do_no_harm(client: PortalClient) -> None:
    garden, _promise_id = make_story()
    client.sign_in(make_member("", organisation=garden))
    for odd in ("after=x", "ledger=W10", "ledger=WzFd", "after=WzFd"):
        assert client.get(f"{MINE}?{odd}").status_code == 200
    for odd in ("organisation=x", "organisation=999999999999999999999"):
        assert client.get(f"{MINE}?{odd}").status_code == 404
