"""An article says what the menu promises now, and cannot be saved quoting what it does not hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.articles import actions
from community.articles.actions_publishing import publish
from community.articles.models import Translation
from community.articles.models_work import ArticleTask
from community.articles.states_work import TaskKind
from community.articles.tasks_quotes import follow_menu
from community.articles.texts import compose
from community.core.clock import now
from community.core.db import db, writing
from community.core.errors import Invalid
from community.curation.actions import answer_with_article
from community.importing.actions import IMPORTER
from community.policies.actor import SYSTEM, Role
from community.search.queries_documents import documents_of
from community.service_levels.actions_menu import (
    change_targets,
    check_draft,
    draft_menu,
    publish_menu,
)
from community.service_levels.catalogue import ALWAYS, OFFICE, demo_menu
from community.service_levels.terms import PromiseKind, business_hours, minutes
from tests.makers import (
    actor_of,
    make_article,
    make_member,
    make_question,
    make_section,
    prose,
    translate_article,
)
from tests.service_levels.stories import publish_demo
from tests.services.client import PortalClient
from tests.services.worker import Worker

QUOTE = "{{ first_response:premium:L2 }}"
BODY = f"## Answered in {QUOTE}\n\nWe answer within {QUOTE}.\n\n## Two\n\n## Three\n"
ADDRESS = "/help/en/deliveries/print-a-delivery-note"


@pytest.fixture(autouse=True)
def menu(app: Flask) -> None:
    publish_demo()


def promise_otherwise(hours: int, begins_in: timedelta | None = None) -> None:
    """Publish another menu, in force now or later."""
    with writing():
        draft_menu(SYSTEM)
        target = (business_hours(hours), OFFICE)
        change_targets(SYSTEM, "premium", {(PromiseKind.FIRST_RESPONSE, "L2"): target})
        sooner = (minutes(30), ALWAYS)  # a dearer plan may not promise less
        change_targets(SYSTEM, "enterprise", {(PromiseKind.FIRST_RESPONSE, "L2"): sooner})
    checked = check_draft(SYSTEM)
    with writing():
        publish_menu(SYSTEM, now() + begins_in if begins_in else None, checked=checked)


@pytest.mark.long
def test_an_article_says_what_is_promised_now(app: Flask, client: PortalClient) -> None:
    make_article(body=BODY)
    assert "We answer within 2 business hours." in client.get(ADDRESS).text
    promise_otherwise(1)
    page = client.get(ADDRESS).text
    assert page.count("1 business hour") == 3  # text, heading, table of contents
    assert "{{" not in page


@pytest.mark.long
def test_a_kept_page_ends_when_another_menu_begins(app: Flask, client: PortalClient) -> None:
    make_article(body=BODY)
    promise_otherwise(1, begins_in=timedelta(seconds=20))
    assert "2 business hours" in client.get(ADDRESS).text
    with time_machine.travel(now() + timedelta(seconds=21)):
        assert "1 business hour" in client.get(ADDRESS).text


def test_a_translation_says_it_in_its_own_language(app: Flask, client: PortalClient) -> None:
    article = make_article()
    translate_article(article)
    text = compose("Imprimer un bon", "{{ hours:premium:L1 }}", "{{ plan:enterprise }}", lang="fr")
    with writing():
        actions.write_draft(SYSTEM, article, "fr", text)
        publish(SYSTEM, article, "fr")
    page = client.get("/help/fr/livraisons/imprimer-un-bon").text
    assert "Jour et nuit, tous les jours" in page
    assert '<p dir="auto">Entreprise</p>' in page


def test_an_unknown_name_is_refused_with_its_place_and_nothing_is_lost(
    app: Flask, client: PortalClient
) -> None:
    section = make_section()
    client.sign_in(make_member("", Role.EDITOR))
    sent = {
        "section": section.id,
        "lang": "en",
        "title": "Hours",
        "body": "One.\n\n{{ hour:premium }}",
    }
    answer = client.post("/desk/articles/new", data=sent)
    assert answer.status_code == 422
    assert "Line 3, column 1" in answer.text
    assert "{{ hour:premium }}</textarea>" in answer.text
    preview = client.post("/desk/articles/new", data={**sent, "then": "preview"})
    assert "Line 3, column 1" in preview.text


def test_a_preview_shows_values(app: Flask, client: PortalClient) -> None:
    section = make_section()
    client.sign_in(make_member("", Role.EDITOR))
    sent = {"section": section.id, "lang": "en", "title": "Hours", "body": f"In {QUOTE}."}
    page = client.post("/desk/articles/new", data={**sent, "then": "preview"}).text
    assert "In 2 business hours." in page


@pytest.mark.parametrize(
    ("title", "body", "field"), [("In {{ plan:premium }}", "x", "title"), ("T", "{{ x }}", "body")]
)
def test_every_way_of_saving_is_checked(app: Flask, title: str, body: str, field: str) -> None:
    article = make_article()
    with pytest.raises(Invalid) as refused, writing():
        actions.write_draft(SYSTEM, article, "en", compose(title, "", body, lang="en"))
    assert refused.value.field == field


def test_what_is_imported_keeps_braces_of_its_own(app: Flask, client: PortalClient) -> None:
    article = make_article(is_published=False)
    text = compose("Print a delivery note", "", "Hello {{ customer_name }}", lang="en")
    with writing():
        actions.write_draft(IMPORTER, article, "en", text)
        publish(IMPORTER, article, "en")
    assert "Hello {{ customer_name }}" in client.get(ADDRESS).text


@pytest.mark.long
def test_search_finds_the_value_and_follows_the_menu(app: Flask) -> None:
    article = make_article(body=BODY)
    assert "within 2 business hours" in documents_of([article.id])[0].body
    assert follow_menu() == 1
    assert follow_menu() == 0
    promise_otherwise(1)
    assert follow_menu() == 1
    document = documents_of([article.id])[0]
    assert "within 1 business hour" in document.body
    assert document.headings[0] == "Answered in 1 business hour"


def promise_without_premium() -> None:
    menu = demo_menu((2026,))
    fewer = replace(menu, plans=tuple(one for one in menu.plans if one.key != "premium"))
    with writing():
        draft_menu(SYSTEM, fewer)
    checked = check_draft(SYSTEM)
    with writing():
        publish_menu(SYSTEM, checked=checked)


@pytest.mark.long
def test_an_owner_is_asked_when_a_new_menu_no_longer_holds_what_his_article_quotes(
    app: Flask, client: PortalClient, drain: Worker
) -> None:
    article = make_article(body=BODY)
    follow_menu()
    drain()
    assert tasks() == []
    promise_without_premium()
    follow_menu()
    drain()
    assert tasks() == [(article.id, TaskKind.MENU_VALUES)]
    client.sign_in(make_member("", Role.EDITOR))
    assert "Line 1, column 16" in client.get(f"/desk/articles/{article.id}/en").text


def test_an_owner_is_asked_also_when_the_summary_alone_quotes_in_vain(
    app: Flask, client: PortalClient, drain: Worker
) -> None:
    article, editor = make_article(), actor_of(make_member("", Role.EDITOR))
    text = compose("Print a delivery note", f"Answered in {QUOTE}.", "Open it.", lang="en")
    with writing():
        actions.write_draft(editor, article, "en", text)
        publish(editor, article, "en")
    promise_without_premium()
    follow_menu()
    drain()
    assert tasks() == [(article.id, TaskKind.MENU_VALUES)]
    client.sign_in(make_member("", Role.EDITOR))
    assert "Line 1, column 13" in client.get(f"/desk/articles/{article.id}/en").text


def test_old_words_that_quote_what_is_gone_come_back_into_the_editor(
    app: Flask, client: PortalClient
) -> None:
    article, editor = make_article(body=BODY), actor_of(make_member("", Role.EDITOR))
    with writing():
        text = compose("Print a delivery note", "", "Ask us.", lang="en")
        actions.write_draft(editor, article, "en", text)
        publish(editor, article, "en")
    promise_without_premium()
    client.sign_in(make_member("", Role.EDITOR))
    here = f"/desk/articles/{article.id}/en"
    answer = client.post(f"{here}/history/1/restore", data={"then": "publish"})
    assert answer.location == f"{here}?restore=1"
    page = client.get(answer.location).text
    assert "We answer within {{" in page
    assert "The menu has no such plan" in page
    assert "Ask us." in client.get(ADDRESS).text
    said = {"title": "Print", "body": "We answer.", "significance": "major", "seen": "0.0"}
    assert client.post(answer.location, data=said).status_code == 303


def tasks() -> list[tuple[int, TaskKind]]:
    statement = (
        select(Translation.article_id, ArticleTask.kind)
        .join(ArticleTask, ArticleTask.translation_id == Translation.id)
        .where(ArticleTask.done_at.is_(None))
    )
    return [(row[0], row[1]) for row in db.session.execute(statement)]


def test_a_card_in_a_thread_says_what_is_promised(app: Flask, client: PortalClient) -> None:
    article, question = make_article(), make_question()
    editor = actor_of(make_member("", Role.EDITOR))
    text = compose("Print a delivery note", f"Answered in {QUOTE}.", "Open it.", lang="en")
    with writing():
        actions.write_draft(editor, article, "en", text)
        publish(editor, article, "en")
        answer_with_article(editor, question, article.id, prose("See it."), lang="en")
    page = client.get(f"/questions/{question.id}-{question.slug}").text
    assert "Answered in 2 business hours." in page
    assert "{{" not in page


def test_the_preview_of_a_suggested_edit_says_what_is_promised(
    app: Flask, client: PortalClient
) -> None:
    article = make_article()
    data = {"title": "Print it", "body": f"We answer in {QUOTE}.", "base": "1", "then": "preview"}
    client.sign_in(make_member("Mia"))
    page = client.post(f"/help/en/articles/{article.id}/en/suggest", data=data).text
    assert "We answer in 2 business hours." in page
