"""Changing a status: grounds, variables, what people will read, who is told, and changes that wait for their minute."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from community.accounts.models import Member
from community.content.actions import change_audience, intern_audience
from community.content.models import Subject
from community.core.clock import now
from community.core.db import db, writing
from community.core.errors import Invalid, NotAllowed
from community.core.mail import Letter
from community.ideas import actions_statuses, queries_story
from community.ideas.models import Idea, StatusChange
from community.ideas.models_life import StatusTemplate
from community.ideas.text_variables import ensure_known, fill, find_faults
from community.notifications.kinds import Kind
from community.notifications.models import Fanout
from community.policies.actor import Role
from tests.ideas.living import (
    answer,
    decide,
    make_template,
    manager,
    support,
)
from tests.makers import (
    actor_of,
    make_answer,
    make_article,
    make_idea,
    make_member,
    make_organisation,
    make_question,
    make_section,
    prose,
)
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]
Clock = time_machine.Traveller


def page_of(idea: Idea) -> str:
    return f"/ideas/product/{idea.id}-{idea.slug}"


def sent(**words: str) -> dict[str, str]:
    return {"status": "declined", "text": "Not for us.", "lang": "en", "reason": "", **words}


def changes(idea: Idea) -> list[str]:
    db.session.rollback()
    rows = db.session.scalars(select(StatusChange).where(StatusChange.idea_id == idea.id))
    return [row.body for row in rows]


def test_declining_needs_a_reason_and_nothing_typed_is_lost(sign_in: SignIn) -> None:
    idea, client = make_idea(), sign_in(manager())
    refused = client.post(f"/desk/ideas/{idea.id}/status", data=sent())
    assert refused.status_code == 422
    assert "choose why the idea is declined" in refused.text
    assert "Not for us." in refused.text
    assert changes(idea) == []


def test_a_declined_idea_says_why_and_where_else_to_go(
    client: PortalClient, sign_in: SignIn
) -> None:
    idea, article = make_idea(), make_article()
    data = sent(reason="other_way", way_round="/help/en/deliveries/print-a-delivery-note")
    sign_in(manager())
    assert client.post(f"/desk/ideas/{idea.id}/status", data=data).status_code == 303
    client.sign_out()
    page = client.get(page_of(idea)).text
    assert "There is another way already" in page
    assert "Print a delivery note" in page
    with writing() as rows:
        change_audience(rows.get_one(Subject, article.id), intern_audience(["staff"]))
    assert "Print a delivery note" not in client.get(page_of(idea)).text


@pytest.mark.long
def test_the_letter_says_why_and_where_else_to_go_while_one_may(
    client: PortalClient, sign_in: SignIn, drain: Worker, postman: list[Letter]
) -> None:
    fan, articles = make_member(locale="fr"), [make_article()]
    way = "/help/en/deliveries/print-a-delivery-note"
    told = []
    for is_closed in (False, True):
        idea = make_idea(fan)
        sign_in(manager()).post(
            f"/desk/ideas/{idea.id}/status", data=sent(reason="other_way", way_round=way)
        )
        if is_closed:
            with writing() as rows:
                article = rows.get_one(Subject, articles[0].id)
                change_audience(article, intern_audience(["staff"]))
        drain()
        told.append(postman[-1])
        client.sign_out()
    assert [f"http://localhost{way}" in one.text for one in told] == [True, False]
    assert [way in one.html for one in told] == [True, False]
    assert all("Il existe déjà une autre façon de faire" in one.text for one in told)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://elsewhere.example/x", "a page of this community"),
        ("//elsewhere.example/x", "a page of this community"),
        ("/no/such/page", "no page at this address"),
        ("/desk/ideas", "no page at this address"),
        ("/questions/999999-nothing", "no page at this address"),
    ],
)
def test_a_way_round_leads_to_a_page_here(sign_in: SignIn, address: str, said: str) -> None:
    idea, client = make_idea(), sign_in(manager())
    data = sent(reason="other_way", way_round=address)
    refused = client.post(f"/desk/ideas/{idea.id}/status", data=data)
    assert refused.status_code == 422
    assert said in refused.text


def test_a_way_round_may_be_an_answer_or_a_page(client: PortalClient, sign_in: SignIn) -> None:
    question = make_question()
    given = make_answer(question)
    for path in (f"/questions/{question.id}-{question.slug}#answer-{given.id}", "/services/en"):
        idea = make_idea()
        data = sent(reason="other_way", way_round=path)
        sign_in(manager()).post(f"/desk/ideas/{idea.id}/status", data=data)
        client.sign_out()
        assert f'href="{path}"' in client.get(page_of(idea)).text


def test_a_way_round_that_readers_of_the_idea_may_not_see_is_refused(sign_in: SignIn) -> None:
    section = make_section("Secrets", "Secrets", grants=["staff"])
    make_article(section, "The secret way")
    idea, client = make_idea(), sign_in(manager())
    data = sent(reason="other_way", way_round="/help/en/secrets/the-secret-way")
    refused = client.post(f"/desk/ideas/{idea.id}/status", data=data)
    assert refused.status_code == 422
    assert "Not everybody who reads this here may see that page." in refused.text


def test_the_form_says_who_will_be_told_and_shows_the_text_filled_in(sign_in: SignIn) -> None:
    garden = make_organisation()
    idea, pia = make_idea(make_member(organisation=garden)), manager()
    support(idea, make_member(), make_member(organisation=garden), pia)
    data = {"status": "planned", "text": "*{{ title }}*: {{ votes }}", "lang": "en", "reason": ""}
    page = sign_in(pia).post(f"/desk/ideas/{idea.id}/status", data=data | {"then": "preview"})
    assert "3 people at 1 organisation will be told." in page.text
    assert "<em>Print two notes on one page</em>: 4" in page.text
    assert changes(idea) == []


def test_an_unknown_variable_is_an_error_with_its_place(sign_in: SignIn) -> None:
    idea, client = make_idea(), sign_in(manager())
    data = {"status": "planned", "text": "Good.\nYes, {{ tittle }}!", "lang": "en", "reason": ""}
    refused = client.post(f"/desk/ideas/{idea.id}/status", data=data)
    assert refused.status_code == 422
    assert "Line 2, column 6" in refused.text
    assert "tittle" in refused.text
    assert changes(idea) == []


def test_a_title_cannot_become_markup() -> None:
    assert fill("{{ title }}", {"title": "*All* [of](/it) <b>"}) == r"\*All\* \[of\](/it) \<b\>"
    assert [fault.column for fault in find_faults("{{ nobody }} {{ title }} {{ open")] == [1, 26]
    with pytest.raises(Invalid):
        ensure_known("{{ release }}", field="text", known=frozenset({"title"}))


def test_templates_are_checked_kept_and_taken(client: PortalClient, sign_in: SignIn) -> None:
    sign_in(make_member("Ada", Role.ADMIN))
    data = {"name": "Thanks", "meaning": "", "body_en": "Hm {{ nope }}", "body_fr": "Merci."}
    refused = client.post("/desk/ideas/templates/new", data=data)
    assert refused.status_code == 422
    assert "Line 1, column 4" in refused.text
    data["body_en"] = "Thank you for “{{ title }}”."
    shown = client.post("/desk/ideas/templates/new", data=data | {"then": "preview"})
    assert "Thank you for “Print two delivery notes on one page”." in shown.text
    assert client.post("/desk/ideas/templates/new", data=data).status_code == 303
    kept = db.session.scalars(select(StatusTemplate)).one()
    idea = make_idea()
    form = client.get(f"/desk/ideas/{idea.id}/status?template={kept.id}").text
    assert "Thank you for “{{ title }}”." in form
    client.post(f"/desk/ideas/templates/{kept.id}/delete")
    assert db.session.scalars(select(StatusTemplate)).first() is None


def test_two_templates_have_two_names(app: Flask) -> None:
    make_template()
    with pytest.raises(Invalid):
        make_template()


def test_only_those_who_decide_reach_these_pages(sign_in: SignIn) -> None:
    idea, client = make_idea(), sign_in(make_member("Ann", Role.AGENT))
    for path in (f"{idea.id}/status", f"{idea.id}/answer", "templates", "planned"):
        assert client.get(f"/desk/ideas/{path}").status_code == 403


@pytest.mark.long
def test_the_page_answers_at_once_and_shows_how_many_are_told(
    sign_in: SignIn, drain: Worker, postman: list[Letter]
) -> None:
    idea, client = make_idea(), sign_in(manager())
    support(idea, make_member(), make_member())
    data = {"status": "planned", "text": "Soon.", "lang": "en", "reason": ""}
    answered = client.post(f"/desk/ideas/{idea.id}/status", data=data)
    assert "Telling everybody" in client.get(answered.location).text
    drain()
    assert "3 people have been told." in client.get(answered.location).text
    assert len(postman) == 3
    with writing() as rows:
        rows.execute(update(StatusChange).values(created_at=now() - timedelta(days=200)))
        rows.execute(
            update(Fanout).where(Fanout.kind == Kind.IDEA_STATUS).values(source="forgotten")
        )
    assert "Everybody has been told." in client.get(answered.location).text


@pytest.mark.long
def test_an_official_answer_is_corrected_quietly_and_its_past_is_kept(
    client: PortalClient, sign_in: SignIn, drain: Worker, postman: list[Letter]
) -> None:
    idea = make_idea()
    answer(idea, "We thougt about it.")
    drain()
    told = len(postman)
    standing = queries_story.find_official_response(idea.id)
    assert standing is not None
    sign_in(manager())
    path = f"/desk/ideas/{idea.id}/answer/edit"
    data = {"body": "We thought about it.", "lang": "en", "seen": str(standing.id)}
    assert client.post(path, data=data).status_code == 303
    assert client.post(path, data=data).status_code == 422  # somebody else has changed it
    drain()
    assert len(postman) == told
    page = client.get(page_of(idea)).text
    assert "We thought about it." in page
    assert "thougt" not in page
    sign_in(make_member())
    assert "We thougt about it." in client.get(f"/ideas/{idea.id}/answers").text


def test_others_cannot_correct_it(app: Flask) -> None:
    idea, words = make_idea(), prose()
    answer(idea)
    author = actor_of(make_member())
    with pytest.raises(NotAllowed), writing():
        actions_statuses.edit_official_answer(author, idea, words, lang="en", seen_id=1)


def test_two_who_decide_at_once_do_not_both_tell_everybody(sign_in: SignIn) -> None:
    idea = make_idea()
    client = sign_in(manager())
    path = f"/desk/ideas/{idea.id}/status"
    seen = seen_on(client.get(path).text)
    decide(idea, "planned", "In spring.")
    words = sent(reason="too_costly", seen=seen)
    for then in ({"then": "preview"}, {}, {"due_at": "2030-01-01T10:00"}):
        refused = client.post(path, data=words | then)
        assert refused.status_code == 422
        assert "in the meantime" in refused.text
        assert "Not for us." in refused.text
        assert "It is “Planned” now" in refused.text
    assert changes(idea) == ["In spring."]
    again = words | {"seen": seen_on(refused.text)}
    assert client.post(path, data=again).status_code == 303
    assert changes(idea) == ["In spring.", "Not for us."]


def seen_on(page: str) -> str:
    """The newest change that a form was opened with."""
    found: list[str] = re.findall(r'name="seen"[^>]*value="(\d+)"', page)
    return found[0]
