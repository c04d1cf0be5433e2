"""A page for each part of the product, and who looks after it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask

from community.accounts.models import Member
from community.admin import actions
from community.admin.actions import AreaWords
from community.articles.actions_life import sort_into
from community.content.models import ProductArea, Subject
from community.content.queries_areas import list_owners
from community.core.db import writing
from community.core.errors import Invalid, NotAllowed
from community.policies.actor import SYSTEM, Role
from tests.makers import (
    actor_of,
    make_answer,
    make_area,
    make_article,
    make_idea,
    make_member,
    make_organisation,
    make_question,
)
from tests.services.client import PortalClient
from tests.services.statements import Statements

SignIn = Callable[[Member], PortalClient]
Counting = Callable[[], AbstractContextManager[Statements]]


def fill(area: ProductArea) -> None:
    customer = make_member(organisation=make_organisation())
    make_answer(make_question(title="What is answered?", product_area_id=area.id))
    make_question(title="What waits?", product_area_id=area.id)
    make_question(customer, title="What is secret?", product_area_id=area.id, is_private=True)
    idea, article = make_idea(title="Print on both sides"), make_article(title="Pay a bill")
    with writing() as session:
        session.get_one(Subject, idea.id).product_area_id = area.id
        sort_into(SYSTEM, session.merge(article), owner_id=None, product_area_ids=[area.id])


def test_a_page_shows_all_about_its_area(client: PortalClient) -> None:
    area = make_area()
    fill(area)
    owner = make_member("Olga", Role.AGENT)
    manager = actor_of(make_member("Pia", Role.PRODUCT_MANAGER))
    words = AreaWords(
        name={"en": "Billing", "fr": "Facturation"},
        description={"en": "Invoices and payments.", "fr": ""},
        owners=(f"@{owner.handle}",),
    )
    with writing():
        actions.change_area(manager, area, words)
    page = client.get("/areas/billing").text
    for shown in ("Invoices and payments.", "Olga", "What is answered?", "Print on both sides"):
        assert shown in page
    assert page.count("What waits?") == 2
    assert 'href="/help/en/deliveries/pay-a-bill"' in page
    assert "What is secret?" not in page
    assert 'href="/areas/billing"' in client.get("/areas").text
    assert client.get("/areas/nowhere").status_code == 404


def test_an_owner_is_of_the_team(app: Flask) -> None:
    area, customer = make_area(), make_member()
    manager, name = actor_of(make_member("Pia", Role.PRODUCT_MANAGER)), {"en": "Billing"}
    for handle in (customer.handle, "nobody"):
        words = AreaWords(name=name, description={}, owners=(handle,))
        with pytest.raises(Invalid) as refused, writing():
            actions.change_area(manager, area, words)
        assert refused.value.field == "owners"
    with pytest.raises(NotAllowed), writing():
        actions.change_area(actor_of(customer), area, AreaWords(name=name, description={}))
    assert list_owners(area.id) == []


def test_administrators_change_an_area(sign_in: SignIn) -> None:
    make_area()
    owner, client = make_member("Olga", Role.AGENT), sign_in(make_member("Ad", Role.ADMIN))
    sent = {"name_en": "Bills", "name_fr": "Factures", "owners": "nobody"}
    refused = client.post("/admin/areas/billing", data=sent)
    assert (refused.status_code, "nobody" in refused.text) == (422, True)
    kept = client.post("/admin/areas/billing", data={**sent, "owners": owner.handle})
    assert kept.status_code == 303
    form = client.get("/admin/areas/billing").text
    assert owner.handle in form
    assert "Bills" in client.get("/areas/billing").text
    assert sign_in(make_member()).get("/admin/areas/billing").status_code == 403


def test_a_page_of_an_area_takes_few_statements(
    client: PortalClient, statements: Counting, sign_in: SignIn
) -> None:
    member = make_member()
    fill(make_area())
    client.get("/")
    with statements() as visitor:
        client.get("/areas/billing")
    signed_in = sign_in(member)
    with statements() as seen:
        signed_in.get("/areas/billing")
    assert len(visitor) <= 8, visitor
    assert len(seen) <= 12, seen
