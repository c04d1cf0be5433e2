"""Search engines find what everybody may read, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from xml.etree import ElementTree as ET

import pytest
from flask import Flask

from community.articles.actions_life import archive
from community.content.actions import change_visibility
from community.content.models import Subject, Visibility
from community.core.db import db, writing
from community.home import queries_sitemap
from community.policies.actor import SYSTEM, Role
from tests.makers import (
    make_article,
    make_idea,
    make_member,
    make_question,
    make_section,
    translate_article,
)
from tests.services.client import PortalClient
from tests.services.statements import Statements

SITE = "http://localhost"
NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
ENGLISH, FRENCH = (
    f"{SITE}/help/en/deliveries/print-a-delivery-note",
    f"{SITE}/help/fr/livraisons/imprimer-un-bon",
)


def document(client: PortalClient, path: str) -> ET.Element:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    return ET.fromstring(answer.data)  # noqa: S314 – our own


def sitemaps(client: PortalClient) -> list[str]:
    root = document(client, "/sitemap.xml")
    assert root.tag == f"{{{NS['s']}}}sitemapindex"
    return [(one.text or "").removeprefix(SITE) for one in root.findall("s:sitemap/s:loc", NS)]


def addresses(client: PortalClient) -> list[str]:
    return [
        one.text or ""
        for path in sitemaps(client)
        for one in document(client, path).findall("s:url/s:loc", NS)
    ]


def test_robots_are_told_where_the_sitemap_stands(app: Flask, client: PortalClient) -> None:
    text = client.get("/robots.txt").text
    assert f"Sitemap: {SITE}/sitemap.xml" in text
    assert "Disallow: /desk" in text
    assert "Disallow: /help" not in text


@pytest.mark.long
def test_everything_public_is_found_once_and_is_there(app: Flask, client: PortalClient) -> None:
    translate_article(make_article())
    make_question()
    make_idea()
    found = addresses(client)
    assert len(found) == len(set(found))
    assert {ENGLISH, FRENCH, f"{SITE}/help/en/deliveries", f"{SITE}/services/fr"} <= set(found)
    for address in found:
        answer = client.get(address.removeprefix(SITE))
        assert answer.status_code == 200, address
        assert 'content="index, follow"' in answer.text, address


def test_an_article_names_its_languages_and_when_it_changed(
    app: Flask, client: PortalClient
) -> None:
    translate_article(make_article())
    [url] = document(client, "/sitemaps/articles-fr-0.xml").findall("s:url", NS)
    others = {one.get("hreflang"): one.get("href") for one in url.findall("x:link", NS)}
    assert others == {"en": ENGLISH, "fr": FRENCH}
    changed = url.find("s:lastmod", NS)
    assert changed is not None
    assert datetime.fromisoformat(changed.text or "").tzinfo is not None


def test_what_few_may_see_is_in_no_sitemap_not_even_for_them(
    app: Flask, client: PortalClient
) -> None:
    make_article(make_section("Team", "Équipe", grants=["staff"]), "Where the keys are")
    make_article(make_section("Club", "Club", grants=["members"]), "For members")
    client.sign_in(make_member("", Role.ADMIN))
    found = addresses(client)
    assert not [one for one in found if "keys" in one or "team" in one or "club" in one]


def test_what_is_hidden_or_archived_is_gone_at_once(app: Flask, client: PortalClient) -> None:
    article, question = make_article(), make_question()
    assert ENGLISH in addresses(client)
    with writing():
        archive(SYSTEM, article)
        subject = db.session.get_one(Subject, question.id)
        change_visibility(SYSTEM, subject, Visibility.HIDDEN)
    assert sitemaps(client) == ["/sitemaps/pages.xml"]


def test_many_things_stand_in_several_sitemaps_and_empty_ones_are_left_out(
    app: Flask, client: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries_sitemap, "KEYS", 2)
    asker = make_member()
    made = [make_question(asker, f"Question {number}") for number in range(5)]
    parts = [path for path in sitemaps(client) if "questions" in path]
    assert len(parts) == len({one.id // 2 for one in made})
    assert len([one for one in addresses(client) if "/questions/" in one]) == 5
    for path in parts:
        assert 1 <= len(document(client, path)) <= 2


def test_a_sitemap_takes_few_statements(
    app: Flask, client: PortalClient, statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    translate_article(make_article())
    with statements() as seen:
        client.get("/sitemaps/articles-en-0.xml")
    assert len(seen) <= 3, str(seen)


@pytest.mark.parametrize(
    "name", ["none", "articles-de-0", "questions-x", "questions-99999999999", "-1", "ideas--1"]
)
def test_a_sitemap_that_nobody_named_is_not_found(
    app: Flask, client: PortalClient, name: str
) -> None:
    assert client.get(f"/sitemaps/{name}.xml").status_code == 404


PRIVATE = ["/search?q=x", "/sign-in", "/register", "/forgot"]


@pytest.mark.parametrize("path", PRIVATE)
def test_pages_that_say_nothing_by_themselves_are_not_indexed(
    app: Flask, client: PortalClient, path: str
) -> None:
    assert 'name="robots" content="noindex' in client.get(path).text


@pytest.mark.parametrize("path", ["/account", "/notifications", "/services/mine", "/questions/ask"])
def test_ones_own_pages_are_not_indexed(app: Flask, client: PortalClient, path: str) -> None:
    client.sign_in(make_member())
    assert 'name="robots" content="noindex' in client.get(path).text


def test_a_page_in_another_language_than_its_address_is_not_indexed(
    app: Flask, client: PortalClient
) -> None:
    make_article()
    assert "index, follow" in client.get(ENGLISH.removeprefix(SITE)).text
    fallback = client.get("/help/fr/livraisons/print-a-delivery-note").text
    assert 'name="robots" content="noindex"' in fallback
