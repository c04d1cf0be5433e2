"""From a line of the menu to the record of how it was kept, and to the article that explains it."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import jsonschema
import pytest
import time_machine
from flask import Flask

from community.accounts.models import Member
from community.curation.queries import list_cards
from community.policies.actor import Role
from tests.makers import (
    actor_of,
    make_article,
    make_member,
    make_organisation,
    make_question,
    make_section,
)
from tests.service_levels.forms_sent import fields_of
from tests.service_levels.stories import promise_on, publish_demo
from tests.services.client import PortalClient

SignIn = Callable[[Member], PortalClient]
EDITOR = "/admin/menu/articles"


@pytest.fixture(autouse=True)
def menu(app: Flask, clock: time_machine.Traveller) -> None:
    publish_demo()


def choose(admin: PortalClient, **lines: str) -> int:
    """Send the form of the articles with some of them changed; the status."""
    return admin.post(EDITOR, data=fields_of(admin.get(EDITOR).text) | lines).status_code


def publish(admin: PortalClient) -> None:
    """Put the draft in force now."""
    assert admin.post("/admin/menu/publish", data={"effective_from": ""}).status_code == 303


def help_page(title: str, **section: list[str]) -> str:
    """The address of a new article in a section of its own."""
    made = make_article(make_section(title, f"{title} (fr)", **section), title)
    reader = actor_of(make_member())
    return list_cards(reader, [made.id], "en")[made.id].href


def test_the_menu_leads_members_to_what_is_theirs(client: PortalClient, sign_in: SignIn) -> None:
    assert "/services/mine" not in client.get("/services/en").text
    assert "/services/mine" in sign_in(make_member()).get("/services/en").text.partition("<main")[2]


def test_each_promise_of_the_menu_leads_to_its_record(client: PortalClient) -> None:
    page = unescape(client.get("/services/en").text)
    for query in (
        "kind=first_response&plan=community",
        "kind=first_response&plan=premium&severity=L2",
        "kind=resolution&plan=enterprise&severity=L1",
        "kind=idea_response&plan=standard",
        "kind=claim_decision&plan=premium",
    ):
        assert f"/services/attainment?{query}" in page
    assert "severity=L1" not in page[page.index('id="first-L2"') : page.index('id="first-L3"')]
    uptime = page[page.index('id="uptime"') : page.index('id="credit"')]
    assert 'href="/status"' in uptime


@pytest.mark.long
def test_an_article_explains_a_line_for_those_who_may_read_it(
    sign_in: SignIn, new_client: Callable[[], PortalClient], clock: time_machine.Traveller
) -> None:
    shop = make_organisation(plan="premium")
    cleo = make_member("Cleo", organisation=shop)
    question = make_question(cleo, organisation_id=shop.id, severity="L2")
    open_to_all = help_page("How we answer")
    for_members = help_page("Tokens", grants=["members"])
    admin = sign_in(make_member("Ann", Role.ADMIN))
    admin.post("/admin/menu/draft")
    lines = {"first_response": open_to_all, "tokens": f"http://localhost{for_members}"}
    for wrong in ("/questions/1", "/help/en/nowhere/nothing", "https://elsewhere.example/help"):
        assert choose(admin, first_response=wrong) == 422
    assert choose(admin, **lines) == 303
    assert choose(admin) == 303  # sent as it is
    assert "First response" in admin.get("/admin/menu/preview").text
    visitor = new_client()
    assert "How it works" not in visitor.get("/services/en").text
    clock.shift(60)
    publish(admin)
    page = visitor.get("/services/en").text
    assert page.count(f'href="{open_to_all}"') == 4  # one for each severity
    assert for_members not in page
    assert for_members in new_client().sign_in(cleo).get("/services/en").text
    assert "How it works" not in visitor.get("/services/en?version=1").text
    assert "How it works" not in visitor.get(f"/promises/{promise_on(question.id).id}").text
    later = make_question(cleo, organisation_id=shop.id, severity="L2")
    promise = visitor.get(f"/promises/{promise_on(later.id).id}").text
    assert f'href="{open_to_all}"' in promise


@pytest.mark.long
def test_programs_read_which_articles_explain_the_menu(
    client: PortalClient, sign_in: SignIn
) -> None:
    admin = sign_in(make_member("Root", Role.ADMIN))
    admin.post("/admin/menu/draft")
    open_to_all, hidden = help_page("Answers"), help_page("Claims", grants=["members"])
    assert choose(admin, first_response=open_to_all, claim_decision=hidden) == 303
    publish(admin)
    menu = client.get("/services/menu.json").get_json()
    assert [one["line"] for one in menu["articles"]] == ["first_response"]
    assert menu["articles"][0]["url"].endswith(open_to_all)
    jsonschema.validate(menu, client.get("/services/menu.schema.json").get_json())
    assert client.get("/services/menu.json?version=1").get_json()["articles"] == []
