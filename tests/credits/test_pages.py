"""Pages of claims: filled in step by step, decided at the desk, and seen by nobody else."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.accounts.actions import belong
from community.accounts.models import Membership, Organisation
from community.core.audit import AuditEntry
from community.core.clock import now
from community.core.db import db, writing
from community.credits import queries
from community.credits.models import CreditClaim
from community.credits.states import ClaimState
from community.policies.actor import STAFF_ROLES, Role
from tests.credits.stories import (
    AFTER,
    credit_of,
    fresh,
    make_contact,
    make_customer,
    reckon,
    submit,
)
from tests.makers import make_member
from tests.service_levels.stories import promise_on, publish_demo
from tests.services.client import PortalClient
from tests.services.statements import Statements
from tests.services.worker import Worker
from tests.uptime.stories import at, make_component, report

NewClient = Callable[[], PortalClient]
PAGE = "/services/credits"


@pytest.fixture(autouse=True)
def bad_november(app: Flask, clock: time_machine.Traveller) -> None:
    """On the first of December: an hour of November was lost."""
    publish_demo()
    clock.move_to(AFTER)
    report(make_component(), at("11-10 12:00"), at("11-10 13:00"))


READS_NOTHING = ("visitor", "member", "stranger", "left")


def readers_of(new_client: NewClient, garden: Organisation) -> dict[str, PortalClient]:
    """Somebody of each kind, signed in."""
    stranger = make_contact(make_customer("Chain", "enterprise"), "Stan Stranger")
    left = make_contact(garden, "Lea Left")
    with writing() as session:
        row = session.scalars(select(Membership).where(Membership.member_id == left.id)).one()
        row.left_at = now()
    people = {
        "member": make_member(),
        "stranger": stranger,
        "left": left,
        "colleague": make_member("", organisation=garden),
        **{role.value: make_member("", role) for role in STAFF_ROLES},
    }
    signed_in = {name: new_client().sign_in(one) for name, one in people.items()}
    return {"visitor": new_client()} | signed_in


@pytest.mark.long
def test_only_the_organisations_people_and_staff_see_it(new_client: NewClient) -> None:
    garden = make_customer()
    contact = make_contact(garden)
    reckon()
    claim = submit(contact, credit_of(garden), "A secret remark.")
    readers = readers_of(new_client, garden)
    paths = (f"/claims/{claim.id}", f"{PAGE}/{garden.id}/2026-11")
    promise = f"/promises/{promise_on(claim.id).id}"
    for who, client in readers.items():
        is_outside = who in READS_NOTHING
        for path in paths:
            answer = client.get(path)
            wanted = 303 if who == "visitor" else 404 if is_outside else 200
            assert answer.status_code == wanted, (who, path)
            assert "A secret remark." not in answer.text or not is_outside
        assert client.get(promise).status_code == (404 if is_outside else 200), who
    for who in READS_NOTHING:
        for path in ("/", "/search?q=secret+remark", "/notifications", PAGE):
            page = readers[who].get(path).text
            assert "A secret remark." not in page
            assert "Garden · 2026" not in page
        for act in ("submit", "withdraw"):
            answer = readers[who].post(f"/claims/{claim.id}/{act}")
            assert answer.status_code in (303, 403, 404)
    assert fresh(claim).state is ClaimState.SUBMITTED


@pytest.mark.long
def test_it_is_filled_in_step_by_step_from_what_was_measured(new_client: NewClient) -> None:
    garden = make_customer()
    contact = make_contact(garden)
    reckon()
    client = new_client().sign_in(contact)
    assert "15 days left to claim" in client.get(PAGE).text
    month = client.get(f"{PAGE}/{garden.id}/2026-11").text
    for words in ("Claim the credit", "99.86 %", "60 / 43,200", "10 % of the month"):
        assert words in month
    begun = client.post(f"{PAGE}/{garden.id}/2026-11/claim")
    claim = db.session.scalars(select(CreditClaim)).one()
    assert begun.location == f"/claims/{claim.id}"
    assert "What was measured" in client.get(begun.location).text
    bad = client.post(f"/claims/{claim.id}/words", data={"note": "Tills", "own_minutes": "x"})
    assert bad.status_code == 422
    assert "Tills" in bad.text
    sent = client.post(
        f"/claims/{claim.id}/words",
        data={"note": "Tills stood still", "own_minutes": "75", "reference": "PO 7"},
    )
    assert sent.location == f"/claims/{claim.id}/check"
    last = client.get(sent.location).text
    for words in ("Tills stood still", "75 minutes", "PO 7"):
        assert words in last
    client.post(f"/claims/{claim.id}/submit")
    page = client.get(f"/claims/{claim.id}").text
    assert "Decided by" in page
    assert "Take the claim back" in page
    assert client.post(f"/claims/{claim.id}/submit").status_code == 409


@pytest.mark.long
def test_the_desk_decides_and_hands_billing_a_safe_table(
    new_client: NewClient, drain: Worker
) -> None:
    garden = make_customer("=cmd|' /C calc'!A0")
    contact = make_contact(garden)
    reckon()
    claim = submit(contact, credit_of(garden))
    client = new_client().sign_in(make_member("", Role.AGENT))
    assert "Decided by" in client.get("/desk/claims").text
    assert client.post(f"/desk/claims/{claim.id}/take").status_code == 303
    wrong = client.post(f"/desk/claims/{claim.id}/approve", data={"percent": "7"})
    assert wrong.status_code == 422
    assert "needs a reason" in wrong.text
    client.post(f"/desk/claims/{claim.id}/approve", data={"percent": "10", "reason": ""})
    assert "Approved" in client.get("/desk/claims?show=approved").text
    answer = client.post("/desk/claims/table", data={"show": "approved"})
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[0]["organisation"].startswith("'=")
    assert (rows[0]["month"], rows[0]["approved_percent"], rows[0]["uptime_percent"]) == (
        "2026-11",
        "10",
        "99.86",
    )
    assert db.session.scalars(
        select(AuditEntry.id).where(AuditEntry.act == "claims.exported")
    ).one()
    client.post(f"/desk/claims/{claim.id}/apply", data={"invoice": "INV-9"})
    seen = new_client().sign_in(contact).get(f"/claims/{claim.id}").text
    assert "It stands on the invoice INV-9." in seen


@pytest.mark.long
def test_the_page_asks_as_little_of_many_organisations_as_of_one(
    client: PortalClient, statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    contact = make_contact(make_customer())
    client.sign_in(contact)
    counted = []
    for more in (0, 8):
        gardens = [make_customer(f"Garden {number}").id for number in range(more)]
        with writing():
            for garden_id in gardens:
                belong(contact.id, garden_id)
        reckon()
        client.get(PAGE)
        with statements() as seen:
            page = client.get(PAGE).text
        counted.append(len(seen))
    assert page.count("so far:") == 9
    assert counted[0] == counted[1] <= 18


@pytest.mark.long
def test_no_claim_is_left_out_of_the_table_for_billing(
    new_client: NewClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("community.credits.queries.CLAIMS_AT_ONCE", 2)
    gardens = [make_customer(f"Garden {number}") for number in range(5)]
    reckon()
    claims = [submit(make_contact(one), credit_of(one)).id for one in gardens]
    client = new_client().sign_in(make_member("", Role.AGENT))
    answer = client.post("/desk/claims/table", data={"show": "waiting"})
    rows = csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert [int(row["claim"]) for row in rows] == claims[::-1]
    kept = select(AuditEntry).where(AuditEntry.act == "claims.exported")
    assert db.session.scalars(kept).one().details["rows"] == 5


@pytest.mark.parametrize("role", [None, Role.EDITOR, Role.MODERATOR, Role.PRODUCT_MANAGER])
def test_the_desk_is_for_agents(new_client: NewClient, role: Role | None) -> None:
    garden = make_customer()
    reckon()
    claim = submit(make_contact(garden), credit_of(garden))
    client = new_client().sign_in(make_member("", *([role] if role else [])))
    assert client.get("/desk/claims").status_code == 403
    assert client.post("/desk/claims/table").status_code == 403
    assert client.post(f"/desk/claims/{claim.id}/take").status_code == 403


def test_an_administrator_names_contacts(new_client: NewClient) -> None:
    garden = make_customer()
    member = make_member("Mia", organisation=garden)
    client = new_client().sign_in(make_member("", Role.ADMIN))
    path = f"/admin/organisations/{garden.id}/people/{member.id}/contact"
    client.post(path)
    assert queries.get_matter(garden.id).contact_ids == {member.id}
    assert "Contact no longer" in client.get(f"/admin/organisations/{garden.id}").text
    client.post(path, data={"withdraw": "1"})
    assert queries.get_matter(garden.id).contact_ids == frozenset()
    other = make_member()
    assert client.post(path.replace(f"/{member.id}/", f"/{other.id}/")).status_code == 404
