"""A link of a text leads where its readers are led: by old addresses, and by paths of an imported site."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from community.articles import queries_desk
from community.articles.models_work import ArticleLink
from community.articles.queries_redirects import ARTICLE, CATEGORY, SECTION
from community.articles.states_work import LinkState
from community.content.actions_redirects import keep_redirect
from community.core.db import db, writing
from community.policies.actor import Role
from tests.articles.linking import linking, rename_section, states
from tests.articles.test_places import rename
from tests.makers import make_article, make_member, make_section
from tests.services.client import PortalClient

TARGET = "/help/en/deliveries/print-a-delivery-note"
S = LinkState


@pytest.mark.parametrize(
    ("href", "expected", "moved_to"),
    [
        ("/help/en/deliveries", S.OK, ""),
        (TARGET, S.MOVED, "/help/en/shipping/print-a-delivery-note"),
        ("/help/en/deliveries/open-the-till", S.OK, ""),
        ("/help/en/feed.atom", S.OK, ""),
        ("/help/en/deliveries/feed.atom", S.OK, ""),
        ("/help/en/livraisons/feed.atom", S.MOVED, "/help/en/shipping/feed.atom"),
        ("/help/en/nowhere/feed.atom", S.BROKEN, ""),
        ("/hc/en-us/articles/123456-A-title", S.MOVED, "/help/en/shipping/print-a-delivery-note"),
        ("/hc/en-us/articles/123456/", S.MOVED, "/help/en/shipping/print-a-delivery-note"),
        (
            "/hc/en-us/articles/123456#h-on-paper",
            S.MOVED,
            "/help/en/shipping/print-a-delivery-note#h-on-paper",
        ),
        ("/hc/en-us/sections/7777-A-title", S.MOVED, "/help/en/shipping"),
        ("/hc/en-us/articles/654321", S.BROKEN, ""),
    ],
)
def test_a_link_leads_where_readers_are_led(
    app: Flask, client: PortalClient, *, href: str, expected: LinkState, moved_to: str
) -> None:
    article = make_article(first := make_section(), body="## On paper\n\nPrint.")
    rename_section(first, "shipping")
    make_article(second := make_section("Deliveries", "Caisse"), "Open the till")
    with writing():
        keep_redirect("/hc/en-us/articles/123456", ARTICLE, article.id)
        keep_redirect("/hc/en-us/sections/7777", SECTION, first.id)
    linking(second, href)
    assert states() == [expected]
    assert db.session.scalars(select(ArticleLink.moved_to)).one() == moved_to
    answer = client.get(href)
    assert answer.status_code == {S.OK: 200, S.MOVED: 301, S.BROKEN: 404}[expected]
    # Browsers keep the heading's mark by themselves.
    assert answer.location == (moved_to.partition("#")[0] or None)


def test_a_heading_that_an_old_path_names_and_nobody_finds_is_told(app: Flask) -> None:
    article = make_article(section := make_section(), body="## On paper\n\nPrint.")
    with writing():
        keep_redirect("/hc/en-us/articles/123456", ARTICLE, article.id)
    linking(section, "/hc/en-us/articles/123456#h-on-glass")
    assert states() == [S.NO_HEADING]


def test_an_old_path_of_a_category_leads_a_text_to_its_own_language(
    app: Flask, client: PortalClient
) -> None:
    section = make_section()
    with writing():
        keep_redirect("/hc/fr/categories/8888", CATEGORY, section.category_id)
    body = "Voir [l’étagère](/hc/fr/categories/8888-Titre)."
    make_article(section, "Voir ailleurs", lang="fr", body=body)
    assert states() == [S.MOVED]
    shelf = f"/help/fr#shelf-{section.category_id}"
    assert db.session.scalars(select(ArticleLink.moved_to)).one() == shelf
    french = {"Accept-Language": "fr"}
    assert client.get("/hc/fr/categories/8888-Titre", headers=french).location == shelf


PLACES = """\
See [one]({site}{old}), [two]( {old} "Two"), [three](<{old}>) or <{site}{old}>.

Or paste {site}{old}. Not {site}{old}-again, nor `{old}`.

Read [four][4] and [five][5].

[4]: {old} "Four"

[5]: {old}"""


def test_every_way_of_writing_a_link_is_mended(app: Flask, client: PortalClient) -> None:
    target, site = make_article(section := make_section()), app.config["PORTAL"].public_url
    source = make_article(section, "See elsewhere", body=PLACES.format(site=site, old=TARGET))
    rename(target, new := "print-it")
    assert set(states()) == {S.MOVED, S.BROKEN}
    client.sign_in(make_member("", Role.EDITOR))
    assert client.post(f"/desk/articles/{source.id}/en/links/mend").status_code == 303
    db.session.rollback()
    published = queries_desk.get_translation(source.id, "en").published
    mended = PLACES.format(site=site, old=f"/help/en/deliveries/{new}")
    kept = (f"{site}{TARGET}-again", f"`{TARGET}`")
    for one in kept:
        mended = mended.replace(one.replace("print-a-delivery-note", new), one)
    assert published is not None
    assert published.body == mended
    assert S.MOVED not in states()
