"""Asking: what is needed, what is kept, who sees it, and what is promised."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from community import site_settings
from community.accounts.models import Member
from community.content.aids import Aid
from community.content.models import Link, Subject, SubjectKind, Tag, Visibility
from community.content.models_aids import DraftAid
from community.content.queries import kept_totals, list_tags_of
from community.core.db import db, writing
from community.core.errors import Invalid, NotAllowed, NotFound
from community.policies.actor import VISITOR, Role
from community.questions import actions, queries
from community.questions.drafts import Details
from community.questions.models import Question
from community.service_levels.models import Promise
from community.service_levels.terms import PromiseKind
from tests.makers import (
    actor_of,
    make_answer,
    make_area,
    make_member,
    make_organisation,
    make_question,
    prose,
)
from tests.service_levels.stories import publish_demo
from tests.services.client import PortalClient

SignIn = Callable[[Member], PortalClient]
SENT = {
    "title": "How do I print two notes on one page?",
    "body": "The printer **wastes** paper.",
    "lang": "en",
    "area": "",
    "version": "",
    "tags": "printing, paper",
}


def only_question() -> Question:
    return db.session.scalars(select(Question)).one()


def test_a_member_asks_from_the_page(sign_in: SignIn) -> None:
    publish_demo()
    client = sign_in(make_member("Ada"))
    answer = client.post("/questions/ask", data=SENT, follow_redirects=True)
    assert answer.status_code == 200
    assert "<strong>wastes</strong>" in answer.text
    assert "Team answers by" in answer.text
    assert answer.request.path.endswith("-how-do-i-print-two-notes-on-one-page")


def test_what_is_typed_is_not_lost_when_something_is_missing(sign_in: SignIn) -> None:
    client = sign_in(make_member())
    answer = client.post("/questions/ask", data=SENT | {"title": ""})
    assert answer.status_code == 422
    assert "The printer **wastes** paper." in answer.text
    assert db.session.scalars(select(Question)).first() is None


def test_a_preview_saves_nothing_and_shows_the_promise(sign_in: SignIn) -> None:
    publish_demo()
    client = sign_in(make_member())
    answer = client.post("/questions/ask", data=SENT | {"then": "preview"})
    assert answer.status_code == 200
    assert "<strong>wastes</strong>" in answer.text
    assert "promises a first answer" in answer.text
    assert db.session.scalars(select(Question)).first() is None


def test_a_visitor_is_sent_to_sign_in(client: PortalClient) -> None:
    answer = client.get("/questions/ask")
    assert answer.status_code == 303
    assert "/sign-in" in answer.location


def test_a_question_keeps_tags_and_what_was_shown_before(app: Flask) -> None:
    seen, asker, words = make_question(), actor_of(make_member()), prose()
    with writing():
        question = actions.ask(
            asker,
            "Where do I find the invoice?",
            words,
            Details(tags=("Invoices", "invoices", "tax")),
            lang="en",
            aids=[Aid(seen.id, was_opened=True), Aid(987654)],
        )
    assert [tag.key for tag in list_tags_of([question.id])[question.id]] == ["invoices", "tax"]
    aids = db.session.scalars(select(DraftAid)).all()
    assert [(aid.subject_id, aid.was_opened) for aid in aids] == [(seen.id, True)]


def test_a_question_about_an_area_is_counted_there(app: Flask) -> None:
    area = make_area()
    make_question(product_area_id=area.id)
    make_question()
    totals = kept_totals(["questions", f"questions:area:{area.id}"])
    assert totals[("questions", "open")] == 2
    assert totals[(f"questions:area:{area.id}", "open")] == 1


def test_a_version_of_another_area_is_refused(app: Flask) -> None:
    with pytest.raises(Invalid, match="another part"):
        make_question(product_version_id=12345)


def test_a_private_question_is_seen_by_the_organisation_and_staff_alone(app: Flask) -> None:
    company = make_organisation()
    asker, colleague = make_member(organisation=company), make_member(organisation=company)
    question = make_question(asker, is_private=True)
    for reader in (asker, colleague, make_member("Al", Role.AGENT)):
        assert queries.get_question(actor_of(reader), question.id).id == question.id
    for stranger in (
        VISITOR,
        actor_of(make_member()),
        actor_of(make_member(organisation=make_organisation())),
    ):
        with pytest.raises(NotFound):
            queries.get_question(stranger, question.id)


def test_whoever_belongs_to_no_organisation_cannot_ask_in_private(app: Flask) -> None:
    with pytest.raises(Invalid, match="belong to none"):
        make_question(is_private=True)


def test_one_asks_for_ones_own_organisations_only(app: Flask) -> None:
    with pytest.raises(Invalid, match="your organisations"):
        make_question(organisation_id=make_organisation().id)


def test_severity_is_asked_of_those_whose_plan_has_it(sign_in: SignIn) -> None:
    publish_demo()
    company = make_organisation(plan="premium")
    page = sign_in(make_member(organisation=company)).get("/questions/ask").text
    assert 'name="severity"' in page
    assert 'name="severity"' not in sign_in(make_member()).get("/questions/ask").text


def test_the_promise_is_that_of_plan_and_severity(app: Flask) -> None:
    publish_demo()
    asker = make_member(organisation=make_organisation(plan="premium"))
    question = make_question(asker, severity="L1")
    first = Promise.kind == PromiseKind.FIRST_RESPONSE
    promise = db.session.scalars(
        select(Promise).where(Promise.subject_id == question.id, first)
    ).one()
    assert (promise.severity, promise.target_seconds) == ("L1", 3600)
    with pytest.raises(Invalid, match="holds you up"):
        make_question(asker, severity="L9")


def test_a_question_can_be_about_an_article(app: Flask) -> None:
    about = make_question()
    question = make_question(about_id=about.id)
    link = db.session.scalars(select(Link)).one()
    assert (link.from_id, link.to_id, link.kind) == (question.id, about.id, "about")


def test_a_newcomers_links_wait_for_a_moderator(app: Flask) -> None:
    asker = make_member()
    held = make_question(asker, body="See https://example.org for it.")
    assert held.subject.visibility is Visibility.PENDING
    assert queries.get_question(actor_of(asker), held.id).id == held.id
    with pytest.raises(NotFound):
        queries.get_question(VISITOR, held.id)
    assert kept_totals(["questions"]) == {}


def test_listed_words_wait_for_a_moderator_and_parts_of_words_do_not(app: Flask) -> None:
    with writing():
        site_settings.change(held_words="casino")
    assert make_question(body="The best CASINO!").subject.visibility is Visibility.PENDING
    assert make_question(body="A casinolike place.").subject.is_visible


def test_staff_may_link_and_a_newcomer_may_not_link_much(app: Flask) -> None:
    many = " ".join(f"https://example.org/{number}" for number in range(3))
    agent = make_member("Al", Role.AGENT)
    assert make_question(agent, body=many).subject.is_visible
    with pytest.raises(NotAllowed, match="10 points"):
        make_question(body=many)


def test_a_suspended_member_cannot_ask(app: Flask) -> None:
    member = make_member()
    with writing() as session:
        session.get_one(Member, member.id).suspended_at = member.created_at
    with pytest.raises(NotAllowed, match="suspended"):
        make_question(member)


def test_the_kind_of_the_subject_is_question(app: Flask) -> None:
    assert make_question().subject.kind is SubjectKind.QUESTION


def test_a_question_moves_to_another_area_with_its_answers_and_totals(app: Flask) -> None:
    old, new, asker = make_area("till"), make_area("stock"), make_member()
    question = make_question(asker, product_area_id=old.id)
    answer, words = make_answer(question), prose("It is the stock, not the till.")
    details = Details(product_area_id=new.id, tags=("stock",))
    with writing():
        actions.edit_question(
            actor_of(asker), question, "Where did my roses go?", words, details=details
        )
    assert db.session.get_one(Subject, answer.id).product_area_id == new.id
    totals = kept_totals([f"questions:area:{old.id}", f"questions:area:{new.id}"])
    assert totals[(f"questions:area:{old.id}", "answered")] == 0
    assert totals[(f"questions:area:{new.id}", "answered")] == 1


def test_the_form_keeps_a_tag_whose_name_is_not_its_key(
    app: Flask, sign_in: Callable[[Member], PortalClient]
) -> None:
    asker = make_member()
    question = make_question(asker, tags=("sso",))
    with writing() as rows:
        tag = rows.scalars(select(Tag).where(Tag.key == "sso")).one()
        tag.name = {"en": "Single sign-on, at last", "fr": "Authentification unique"}
    page = sign_in(asker).get(f"/questions/{question.id}/edit").text
    assert 'value="sso"' in page


def test_whoever_has_the_reputation_and_staff_change_tags(app: Flask) -> None:
    question, words = make_question(tags=("tax",)), prose("Better.")
    editor = actor_of(make_member(reputation=500))
    agent = actor_of(make_member("Al", Role.AGENT))
    for actor, tags in ((editor, ["mine"]), (agent, ["ours"])):
        with writing():
            actions.edit_question(
                actor, question, "Is it better now?", words, details=Details(tags=tuple(tags))
            )
        assert [tag.key for tag in list_tags_of([question.id])[question.id]] == tags
