"""The help center as Atom: well formed, complete, and for each reader what he may read."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from flask import Flask

from community.articles.actions_life import archive
from community.core.db import writing
from community.policies.actor import SYSTEM, Role
from tests.makers import make_article, make_member, make_section, translate_article
from tests.services.client import PortalClient

ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ("/help/en/feed.atom", "/help/en/deliveries/feed.atom")


def feed(client: PortalClient, path: str) -> ET.Element:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml")
    return ET.fromstring(answer.data)  # noqa: S314 – our own


def words(node: ET.Element, name: str) -> list[str]:
    return [one.text or "" for one in node.findall(f"{ATOM}{name}")]


def titles(client: PortalClient, path: str) -> list[str]:
    return [words(entry, "title")[0] for entry in feed(client, path).findall(f"{ATOM}entry")]


def test_a_feed_has_what_the_standard_asks_for(app: Flask, client: PortalClient) -> None:
    make_article(body='See [this](/help/en) & *that*.\n\n```\n<a href="/x">\n```\n')
    for path in FEEDS:
        root = feed(client, path)
        [entry] = root.findall(f"{ATOM}entry")
        for node in (root, entry):
            assert [len(words(node, name)) for name in ("id", "title", "updated")] == [1, 1, 1]
            assert words(node, "updated")[0].endswith("Z")
        links = {one.get("rel"): one.get("href") for one in root.findall(f"{ATOM}link")}
        assert links == {"self": f"http://localhost{path}", "alternate": links["alternate"]}
        assert root.find(f"{ATOM}author/{ATOM}name") is not None
        [html] = words(entry, "content")
        assert 'href="http://localhost/help/en"' in html
        assert '&lt;a href="/x"&gt;' in html


def test_an_identity_outlives_the_address(app: Flask, client: PortalClient) -> None:
    article = make_article()
    before = feed(client, FEEDS[0]).find(f"{ATOM}entry/{ATOM}id")
    assert before is not None
    assert before.text == f"tag:localhost,2026:article/{article.id}/en"


def test_each_language_and_each_section_has_its_own(app: Flask, client: PortalClient) -> None:
    section = make_section()
    translate_article(make_article(section))
    make_article(make_section("Billing", "Facturation"), "Pay")
    assert sorted(titles(client, FEEDS[0])) == ["Pay", "Print a delivery note"]
    assert titles(client, FEEDS[1]) == ["Print a delivery note"]
    assert titles(client, "/help/fr/feed.atom") == ["Imprimer un bon"]
    assert client.get("/help/en/none/feed.atom").status_code == 404


def test_nobody_reads_in_a_feed_what_he_may_not_see(app: Flask, client: PortalClient) -> None:
    make_article(make_section("Team", "Équipe", grants=["staff"]), "Where the keys are")
    path = "/help/en/team/feed.atom"
    assert titles(client, FEEDS[0]) == []
    assert client.get(path).status_code == 404
    client.sign_in(make_member("", Role.AGENT))
    assert titles(client, FEEDS[0]) == titles(client, path) == ["Where the keys are"]


def test_what_is_archived_leaves_the_feed_at_once(app: Flask, client: PortalClient) -> None:
    article = make_article()
    assert titles(client, FEEDS[0])
    with writing():
        archive(SYSTEM, article)
    assert titles(client, FEEDS[0]) == []


def test_signs_that_xml_cannot_hold_are_left_out(app: Flask, client: PortalClient) -> None:
    make_article(title="Bells \x07 & <whistles>", body="A \x0b sign.")
    assert titles(client, FEEDS[0])[0].split() == ["Bells", "&", "<whistles>"]


def test_pages_name_their_feeds(app: Flask, client: PortalClient) -> None:
    make_article()
    for page in ("/help/en", "/help/en/deliveries"):
        link = f'type="application/atom+xml" href="http://localhost{page}/feed.atom"'
        assert link in client.get(page).text
