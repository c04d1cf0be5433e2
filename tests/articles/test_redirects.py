"""Old addresses of every level lead on in one step, in the right language, and tell nobody what he may not see."""

from __future__ import annotations

import pytest
from flask import Flask

from community.articles import actions_audience
from community.articles.models import Article, HelpSection
from community.articles.queries_desk import get_translation
from community.articles.queries_redirects import (
    ARTICLE,
    CATEGORY,
    SECTION,
    TRANSLATION,
    find_page,
)
from community.content.actions_redirects import keep_redirect
from community.core.db import db, writing
from community.policies.actor import SYSTEM
from tests.articles.test_places import change, rename
from tests.makers import make_article, make_member, make_section, translate_article
from tests.services.client import PortalClient


def close(article: Article) -> None:
    with writing():
        found = db.session.get_one(Article, article.id)
        actions_audience.set_audience(SYSTEM, found, ["staff"])


def keep(path: str, kind: str, target: int) -> None:
    with writing():
        keep_redirect(path, kind, target)


def leads(client: PortalClient, path: str) -> tuple[int, str | None]:
    answer = client.get(path)
    return answer.status_code, answer.location


def test_a_chain_of_names_is_one_step_and_ends_at_a_page(app: Flask, client: PortalClient) -> None:
    article = make_article(section := make_section())
    for number in range(1, 5):
        rename(article, f"name-{number}")
        change(section, slugs={"en": f"rounds-{number}"})
    target = "/help/en/rounds-4/name-4"
    for number in range(1, 4):
        assert leads(client, f"/help/en/rounds-{number}/name-{number}") == (301, target)
    assert leads(client, "/help/en/deliveries/print-a-delivery-note") == (301, target)
    assert leads(client, target)[0] == 200


def test_the_feed_of_a_renamed_section_is_followed_on(app: Flask, client: PortalClient) -> None:
    section = make_section()
    change(section, slugs={"en": "rounds"})
    target = "/help/en/rounds/feed.atom"
    assert leads(client, "/help/en/deliveries/feed.atom") == (301, target)
    assert leads(client, target)[0] == 200
    assert leads(client, "/help/en/never/feed.atom")[0] == 404
    change(section, grants=["staff"])
    assert leads(client, "/help/en/deliveries/feed.atom")[0] == 404


def take_over() -> tuple[HelpSection, HelpSection]:
    """A section that left its address, and one that took it; each has an article."""
    make_article(first := make_section())
    change(first, slugs={"en": "rounds"})
    make_article(second := make_section("Till", "Caisse"), "Open the till")
    change(second, slugs={"en": "deliveries"})
    return first, second


def test_an_address_of_a_section_that_another_took_still_leads_to_its_articles(
    app: Flask, client: PortalClient
) -> None:
    take_over()
    assert leads(client, "/help/en/deliveries")[0] == 200
    assert leads(client, "/help/en/deliveries/open-the-till")[0] == 200
    assert leads(client, "/help/en/deliveries/print-a-delivery-note") == (
        301,
        "/help/en/rounds/print-a-delivery-note",
    )


def test_an_address_that_several_sections_had_leads_to_the_articles_of_each(
    app: Flask, client: PortalClient
) -> None:
    first, second = take_over()
    change(second, slugs={"en": "cash"})
    old = "/help/en/deliveries"
    assert leads(client, old) == (301, "/help/en/cash")
    assert leads(client, f"{old}/open-the-till") == (301, "/help/en/cash/open-the-till")
    printing = "print-a-delivery-note"
    assert leads(client, f"{old}/{printing}") == (301, f"/help/en/rounds/{printing}")
    assert leads(client, f"{old}%23{first.id}/{printing}")[0] in (301, 404)


def test_going_back_to_an_old_name_leads_nowhere_but_there(
    app: Flask, client: PortalClient
) -> None:
    article = make_article()
    rename(article, "second")
    rename(article, "print-a-delivery-note")
    assert leads(client, "/help/en/deliveries/print-a-delivery-note")[0] == 200
    assert leads(client, "/help/en/deliveries/second")[1] == (
        "/help/en/deliveries/print-a-delivery-note"
    )


def test_an_old_name_of_the_other_language_leads_to_the_language_asked_for(
    app: Flask, client: PortalClient
) -> None:
    article = make_article()
    translate_article(article)
    rename(article, "delivery-notes")
    rename(article, "bons", "fr")
    french = "/help/fr/livraisons/bons"
    assert leads(client, "/help/fr/livraisons/print-a-delivery-note") == (301, french)
    assert leads(client, "/help/fr/livraisons/imprimer-un-bon") == (301, french)
    assert leads(client, "/help/fr/deliveries/print-a-delivery-note") == (301, french)


def test_an_untranslated_article_is_reached_in_the_path_of_the_language_asked_for(
    app: Flask, client: PortalClient
) -> None:
    rename(make_article(), "delivery-notes")
    assert leads(client, "/help/fr/livraisons/print-a-delivery-note") == (
        301,
        "/help/fr/livraisons/delivery-notes",
    )


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_path_of_an_imported_text_leads_to_that_text_whoever_asks(
    app: Flask, client: PortalClient, language: str
) -> None:
    article = make_article()
    translate_article(article)
    keep("/docs/print", TRANSLATION, get_translation(article.id, "en").id)
    answer = client.get("/docs/print", headers={"Accept-Language": language})
    assert answer.location == "/help/en/deliveries/print-a-delivery-note"


def test_the_path_of_an_imported_article_leads_to_the_readers_language(
    app: Flask, client: PortalClient
) -> None:
    article = make_article()
    translate_article(article)
    keep("/docs/print", ARTICLE, article.id)
    answer = client.get("/docs/print", headers={"Accept-Language": "fr"})
    assert answer.location == "/help/fr/livraisons/imprimer-un-bon"


def test_imported_paths_of_sections_and_categories_lead_on(
    app: Flask, client: PortalClient
) -> None:
    make_article(section := make_section())
    keep("/hc/en-us/sections/1234", SECTION, section.id)
    keep("/hc/en-us/categories/4321", CATEGORY, section.category_id)
    assert leads(client, "/hc/en-us/sections/1234-Any-title") == (301, "/help/en/deliveries")
    shelf = f"/help/en#shelf-{section.category_id}"
    assert leads(client, "/hc/en-us/categories/4321") == (301, shelf)


def test_no_old_address_tells_of_what_is_private(app: Flask, client: PortalClient) -> None:
    article = make_article(section := make_section())
    translate_article(article)
    rename(article, "a-secret-plan")
    keep("/docs/plan", TRANSLATION, get_translation(article.id, "en").id)
    keep("/docs/any", ARTICLE, article.id)
    old = ("/help/en/deliveries/print-a-delivery-note", "/docs/plan", "/docs/any")
    assert {leads(client, path)[0] for path in old} == {301}
    close(article)
    for path in (*old, "/help/fr/livraisons/print-a-delivery-note"):
        assert leads(client, path) == (404, None)
    change(section, grants=["staff"])
    keep("/docs/section", SECTION, section.id)
    keep("/docs/category", CATEGORY, section.category_id)
    assert leads(client, "/docs/section") == leads(client, "/docs/category") == (404, None)


def test_what_is_for_members_leads_members_on(app: Flask, client: PortalClient) -> None:
    article = make_article(make_section(grants=["members"]))
    rename(article, "notes")
    old = "/help/en/deliveries/print-a-delivery-note"
    assert leads(client, old)[0] == 404
    assert leads(client.sign_in(make_member()), old)[0] == 301


@pytest.mark.parametrize("query", ["", "?from=mail"])
def test_a_slash_at_the_end_of_an_address_is_left_out(
    app: Flask, client: PortalClient, query: str
) -> None:
    make_article(section := make_section())
    keep("/docs/section", SECTION, section.id)
    keep("/hc/sections/1234", CATEGORY, section.category_id)
    for path in ("/help", "/help/en", "/help/en/deliveries", "/questions"):
        assert leads(client, f"{path}/{query}") == (301, f"{path}{query}")
    article = "/help/en/deliveries/print-a-delivery-note"
    assert leads(client, f"{article}/{query}") == (301, f"{article}{query}")
    assert leads(client, f"/docs/section/{query}") == (301, f"/help/en/deliveries{query}")
    shelf = f"/help/en{query}#shelf-{section.category_id}"
    assert leads(client, f"/hc/sections/1234-Title/{query}") == (301, shelf)
    assert leads(client, "/no/such/page/") == leads(client, "/\\evil.example/") == (404, None)


def test_a_slash_too_many_leads_to_no_other_site(app: Flask) -> None:
    assert (find_page("//questions/"), find_page("//questions")) == ("/questions", "/questions")
    assert find_page("//evil.example/") is None


def test_what_was_asked_for_rides_along(app: Flask, client: PortalClient) -> None:
    rename(make_article(), "notes")
    old = "/help/en/deliveries/print-a-delivery-note"
    assert leads(client, f"{old}?from=mail")[1] == "/help/en/deliveries/notes?from=mail"
