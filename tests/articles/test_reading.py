"""What readers meet in the help center."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import update

from community.articles import actions, tasks
from community.articles import actions_publishing as publishing
from community.articles.models import Article, ArticleRevision, HelpSection
from community.articles.queries import SECTION_PAGE
from community.articles.queries_desk import get_translation
from community.articles.states import Significance
from community.articles.texts import compose
from community.content.actions import link
from community.content.models import LinkKind
from community.core.db import writing
from community.core.versions import raise_version
from community.policies.actor import SYSTEM, Role
from tests.makers import (
    actor_of,
    make_article,
    make_member,
    make_question,
    make_section,
    translate_article,
)
from tests.services.client import PortalClient
from tests.services.statements import Statements
from tests.services.worker import Worker

ADDRESS = "/help/en/deliveries/print-a-delivery-note"


def edit(article: Article, body: str, significance: Significance) -> None:
    actor = actor_of(make_member("", Role.EDITOR))
    text = compose("Print a delivery note", "", body, lang="en")
    with writing():
        actions.write_draft(actor, article, "en", text, significance=significance)
        publishing.publish(actor, article, "en")


def many_articles(section: HelpSection, number: int) -> None:
    actor, text = SYSTEM, compose("Article", "", "Some words.", lang="en")
    with writing():
        for index in range(number):
            article = actions.create_article(actor, section, lang="en")
            numbered = dataclasses.replace(text, title=f"Article {index}")
            actions.write_draft(actor, article, "en", numbered)
            publishing.publish(actor, article, "en")


def test_help_leads_to_the_readers_language(app: Flask, client: PortalClient) -> None:
    answer = client.get("/help", headers={"Accept-Language": "fr"})
    assert (answer.status_code, answer.location) == (302, "/help/fr")


@pytest.mark.long
def test_the_front_shows_sections_with_their_number_of_articles(
    app: Flask, client: PortalClient
) -> None:
    section = make_section()
    make_article(section)
    make_article(section, "Deliver on a Sunday")
    make_section("Empty", "Vide")
    page = client.get("/help/en").text
    assert "Deliveries" in page
    assert "2 articles" in page
    assert "Empty" not in page


@pytest.mark.long
def test_an_article_stands_at_its_address(app: Flask, client: PortalClient) -> None:
    make_article()
    page = client.get("/help/en/deliveries/print-a-delivery-note")
    assert page.status_code == 200
    assert "Choose <em>Print</em>" in page.text


def test_a_translation_has_an_address_of_its_own(app: Flask, client: PortalClient) -> None:
    translate_article(make_article())
    page = client.get("/help/fr/livraisons/imprimer-un-bon").text
    assert "Voilà." in page
    assert 'hreflang="en"' in page


def test_what_is_not_translated_is_shown_in_the_language_there_is(
    app: Flask, client: PortalClient
) -> None:
    make_article()
    assert "Print a delivery note" in client.get("/help/fr/livraisons").text
    page = client.get("/help/fr/livraisons/print-a-delivery-note").text
    assert "notice-info" in page
    canonical = "http://localhost/help/en/deliveries/print-a-delivery-note"
    assert f'rel="canonical" href="{canonical}"' in page


def test_a_list_shows_each_article_once(app: Flask, client: PortalClient) -> None:
    translate_article(make_article())
    page = client.get("/help/fr/livraisons").text
    assert "Imprimer un bon" in page
    assert "Print a delivery note" not in page


def test_readers_of_a_stale_translation_are_led_to_the_current_one(
    app: Flask, client: PortalClient
) -> None:
    article = make_article()
    translate_article(article)
    edit(article, "Anew.", Significance.MAJOR)
    page = client.get("/help/fr/livraisons/imprimer-un-bon").text
    assert "notice-warn" in page
    assert page.count('href="/help/en/deliveries/print-a-delivery-note"') == 2


def test_search_engines_read_what_it_is(app: Flask, client: PortalClient) -> None:
    make_article(author=make_member("Wanda Writer", Role.EDITOR))
    page = client.get(ADDRESS).text
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    article, crumbs = json.loads(block)
    assert (article["@type"], article["inLanguage"]) == ("TechArticle", "en")
    assert article["author"] == [{"@type": "Person", "name": "Wanda Writer"}]
    names = [one["name"] for one in crumbs["itemListElement"]]
    assert names == ["Help", "Deliveries", "Print a delivery note"]


@pytest.mark.long
def test_each_language_names_the_others(app: Flask, client: PortalClient) -> None:
    translate_article(make_article())
    page = client.get(ADDRESS).text
    for language, path in (("fr", "/help/fr/livraisons/imprimer-un-bon"), ("x-default", ADDRESS)):
        assert f'hreflang="{language}" href="http://localhost{path}"' in page


@pytest.mark.long
def test_headings_make_a_table_of_contents(app: Flask, client: PortalClient) -> None:
    make_article(body="## First\n\nA.\n\n## Second\n\nB.\n\n### Deeper\n\nC.")
    page = client.get(ADDRESS).text
    assert '<a href="#h-second">' in page
    assert 'id="h-second"' in page


def test_questions_about_the_article_stand_on_it(app: Flask, client: PortalClient) -> None:
    article = make_article()
    assert "Nobody has asked" in client.get(ADDRESS).text
    question = make_question(title="Why is my note empty?")
    with writing():
        link(SYSTEM, question.id, article.id, LinkKind.ABOUT)
        raise_version("visibility")
    page = client.get(ADDRESS).text
    assert "Why is my note empty?" in page
    assert f"/questions/ask?about={article.id}" in page


@pytest.mark.long
def test_reading_is_counted_by_the_worker_a_visitor_once_in_a_batch(
    app: Flask, client: PortalClient, drain: Worker
) -> None:
    article = make_article()
    for browser in ("Phone", "Phone", "Desk"):
        client.get(ADDRESS, headers={"User-Agent": browser})
    drain()
    assert get_translation(article.id, "en").views == 2


def test_odd_views_change_nothing(app: Flask) -> None:
    make_article()
    tasks.count_views([{"article": "x"}, {}, {"article": 999_999, "locale": "en"}])


def test_what_an_older_renderer_made_is_rendered_again(app: Flask, client: PortalClient) -> None:
    article = make_article()
    with writing() as session:
        old = {"html": "<p>Old</p>", "renderer_version": 0}
        session.execute(update(ArticleRevision).values(**old))
    assert "Old" in client.get(ADDRESS).text
    assert tasks.rebake_articles() == 1
    assert "Choose <em>Print</em>" in client.get(ADDRESS).text
    assert tasks.rebake_articles() == 0
    assert get_translation(article.id, "en").published_revision_id is not None


@pytest.mark.long
def test_a_long_section_goes_on_on_further_pages(app: Flask, client: PortalClient) -> None:
    section = make_section()
    many_articles(section, SECTION_PAGE + 1)
    first = client.get("/help/en/deliveries").text
    assert "Article 39" in first
    assert "Article 40" not in first
    [after] = re.findall(r'rel="next" href="([^"]+)"', first)
    assert "Article 40" in client.get(after).text


@pytest.mark.parametrize("path", ["/help/de", "/help/en/none", "/help/en/deliveries/none"])
def test_what_is_not_there_is_not_found(app: Flask, client: PortalClient, path: str) -> None:
    make_article()
    assert client.get(path).status_code == 404


PAGES = [
    ("/help/en", 5, 8),
    ("/help/en/deliveries", 5, 8),
    (ADDRESS, 8, 12),
]


@pytest.mark.long
def test_pages_ask_the_same_few_things_of_ten_and_of_many(
    app: Flask,
    client: PortalClient,
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    make_article(section := make_section())
    for path, _, _ in PAGES:
        client.get(path)  # settings and glossary are read once, and again after a change
    counts = []
    for size in (10, 90):
        many_articles(section, size)
        member = make_member()
        for path, visitors, members in PAGES:
            client.sign_out()
            with statements() as by_visitor:
                assert client.get(path, headers={"User-Agent": str(size)}).status_code == 200
            client.sign_in(member)
            with statements() as by_member:
                client.get(path)
            counts.append((path, len(by_visitor), len(by_member)))
            assert len(by_visitor) <= visitors, str(by_visitor)
            assert len(by_member) <= members, str(by_member)
    assert counts[: len(PAGES)] == counts[len(PAGES) :]


def test_in_a_small_section_all_others_are_read_next(app: Flask, client: PortalClient) -> None:
    many_articles(make_section(), 5)
    page = client.get("/help/en/deliveries/article-3").text
    found = re.findall(r">Article (\d+)<", page[page.index('id="related"') :])
    assert found == ["0", "1", "2", "4"]


@pytest.mark.long
def test_the_nearest_of_the_section_are_read_next(app: Flask, client: PortalClient) -> None:
    section = make_section()
    many_articles(section, 12)
    for number, expected in ((0, range(1, 6)), (5, range(6, 11)), (10, [6, 7, 8, 9, 11])):
        page = client.get(f"/help/en/deliveries/article-{number}").text
        following = page[page.index('id="related"') :]
        found = [int(one) for one in re.findall(r">Article (\d+)<", following)]
        assert found == list(expected)


def test_another_language_in_the_address_leads_to_the_same_page(
    app: Flask, client: PortalClient
) -> None:
    translate_article(make_article())
    for path, lands in (
        ("/help/fr/deliveries", "/help/fr/livraisons"),
        ("/help/fr/deliveries/print-a-delivery-note", "/help/fr/livraisons/imprimer-un-bon"),
        ("/help/en/livraisons/imprimer-un-bon", ADDRESS),
    ):
        answer = client.get(path, follow_redirects=True)
        assert (answer.status_code, answer.request.path) == (200, lands)


def test_the_language_menu_keeps_the_page(app: Flask, client: PortalClient) -> None:
    translate_article(make_article())
    data = {"language": "fr", "next": ADDRESS}
    answer = client.post("/preferences/language", data=data, follow_redirects=True)
    assert answer.request.path == "/help/fr/livraisons/imprimer-un-bon"
