"""The writers' desk, over HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, update

from community.articles.actions import add_translation
from community.articles.models import Article, HelpCategory, HelpSection, Translation
from community.articles.queries_desk import get_translation
from community.core.db import db, writing
from community.policies.actor import SYSTEM, Role
from tests.makers import make_area, make_article, make_member, make_section, translate_article
from tests.services.client import PortalClient

WORDS = {"title": "Print a note", "summary": "On paper.", "body": "Press **P**."}


@pytest.fixture
def writer(client: PortalClient) -> PortalClient:
    return client.sign_in(make_member("Wanda", Role.EDITOR))


def editor(article: Article, locale: str = "en") -> str:
    return f"/desk/articles/{article.id}/{locale}"


def seen(page: str) -> str:
    [value] = re.findall(r'name="seen" type="hidden" value="([^"]*)"', page)
    return str(value)


def fresh(article: Article, locale: str = "en") -> Translation:
    db.session.rollback()
    db.session.expire_all()
    return get_translation(article.id, locale)


@pytest.mark.parametrize("path", ["/desk/articles", "/desk/articles/new", "/desk/help"])
def test_the_desk_is_for_writers(app: Flask, client: PortalClient, path: str) -> None:
    assert client.get(path).status_code == 303
    assert client.sign_in(make_member()).get(path).status_code == 403
    assert client.sign_in(make_member("", Role.EDITOR)).get(path).status_code == 200


def test_an_article_is_begun_as_a_draft(writer: PortalClient) -> None:
    section = make_section()
    answer = writer.post(
        "/desk/articles/new", data={**WORDS, "section": str(section.id), "lang": "fr"}
    )
    article = db.session.scalars(select(Article)).one()
    assert answer.location == editor(article, "fr")
    assert fresh(article, "fr").draft is not None
    assert not fresh(article, "fr").is_live


def test_without_a_title_nothing_typed_is_lost(writer: PortalClient) -> None:
    section = make_section()
    data = {**WORDS, "title": "", "section": str(section.id), "lang": "en"}
    answer = writer.post("/desk/articles/new", data=data)
    assert answer.status_code == 422
    assert "Press **P**." in answer.text
    assert db.session.scalars(select(Article)).first() is None


def test_a_preview_saves_nothing(writer: PortalClient) -> None:
    article = make_article()
    answer = writer.post(editor(article), data={**WORDS, "then": "preview"})
    assert "Press <strong>P</strong>." in answer.text
    assert fresh(article).draft is None


def test_a_draft_is_kept_while_readers_see_the_old_words(writer: PortalClient) -> None:
    article = make_article()
    page = writer.get(editor(article)).text
    data = {**WORDS, "seen": seen(page), "significance": "medium", "then": "keep"}
    assert writer.post(editor(article), data=data).status_code == 303
    assert "Press" not in writer.get("/help/en/deliveries/print-a-delivery-note").text
    assert "Press **P**." in writer.get(editor(article)).text


def test_publishing_from_the_editor(writer: PortalClient) -> None:
    article = make_article()
    data = {**WORDS, "seen": "0.0", "significance": "major", "then": "publish"}
    assert writer.post(editor(article), data=data).status_code == 303
    page = writer.get("/help/en/deliveries/print-a-delivery-note").text
    assert "Press <strong>P</strong>." in page


def test_an_editor_opened_before_a_colleague_saved_is_refused(writer: PortalClient) -> None:
    article = make_article()
    data = {**WORDS, "seen": "0.0", "significance": "medium"}
    assert writer.post(editor(article), data=data).status_code == 303
    again = writer.post(editor(article), data={**data, "body": "Mine."})
    assert again.status_code == 422
    assert "Mine." in again.text
    draft = fresh(article).draft
    assert draft is not None
    assert draft.body == "Press **P**."


def test_a_new_language_begins_in_its_editor(writer: PortalClient) -> None:
    article = make_article()
    page = writer.get(editor(article, "fr"))
    assert page.status_code == 200
    data = {**WORDS, "seen": seen(page.text), "significance": "medium", "then": "publish"}
    writer.post(editor(article, "fr"), data=data)
    assert writer.get("/help/fr/livraisons/print-a-note").status_code == 200


def test_history_shows_and_restores(writer: PortalClient) -> None:
    article = make_article(body="The first words.")
    data = {**WORDS, "seen": "0.0", "significance": "major", "then": "publish"}
    writer.post(editor(article), data=data)
    assert "Superseded" in writer.get(f"{editor(article)}/history").text
    assert "The first words." in writer.get(f"{editor(article)}/history/1").text
    assert writer.post(f"{editor(article)}/history/1/restore").status_code == 303
    draft = fresh(article).draft
    assert draft is not None
    assert draft.body == "The first words."
    assert writer.post(f"{editor(article)}/review/publish").status_code == 303
    assert fresh(article).draft is None


def test_archiving_from_the_editor(writer: PortalClient) -> None:
    article = make_article()
    writer.post(f"/desk/articles/{article.id}/archive")
    assert not fresh(article).is_live
    writer.post(f"/desk/articles/{article.id}/unarchive")
    assert fresh(article).is_live


@pytest.mark.long
def test_place_owner_and_areas_are_changed_on_one_page(writer: PortalClient) -> None:
    article, till = make_article(), make_section("Till", "Caisse")
    owner, area = make_member("Olga", Role.AGENT), make_area()
    data = {
        "section": str(till.id),
        "slug": "notes",
        "areas": [str(area.id)],
        "owner": owner.handle,
    }
    assert writer.post(f"{editor(article)}/place", data=data).status_code == 303
    assert writer.get("/help/en/till/notes").status_code == 200
    page = writer.get(f"{editor(article)}/place").text
    assert f'value="{owner.handle}"' in page
    assert "checked" in page


def test_an_owner_whom_nobody_knows_is_refused(writer: PortalClient) -> None:
    article = make_article(section := make_section())
    data = {"section": str(section.id), "slug": "notes", "owner": "nobody-at-all"}
    answer = writer.post(f"{editor(article)}/place", data=data)
    assert answer.status_code == 422
    assert "Nobody has this handle" in answer.text
    assert fresh(article).slug == "print-a-delivery-note"


FILTERS: list[tuple[str, Callable[[str], bool]]] = [
    ("state=published", lambda page: "Live one" in page and "Unborn one" not in page),
    ("state=draft", lambda page: "Unborn one" in page and "Live one" not in page),
    ("state=archived", lambda page: "Live one" not in page and "Unborn one" not in page),
    ("trust=unverified", lambda page: "Live one" in page),
    ("trust=verified", lambda page: "Live one" not in page),
    ("trust=due", lambda page: "Live one" not in page),
    ("trust=expired", lambda page: "Live one" not in page),
    ("lang=fr", lambda page: "En français" in page and "Live one" not in page),
    ("stale=needs_update", lambda page: "Live one" not in page),
    ("stale=behind", lambda page: "Live one" not in page and "En français" not in page),
    ("sort=most_read", lambda page: page.index("En français") < page.index("Live one")),
    ("sort=least_helpful", lambda page: page.index("Live one") < page.index("En français")),
    ("section=999999", lambda page: "Live one" not in page),
    ("state=x&trust=x&lang=x&stale=x&sort=x&section=x", lambda page: "Live one" in page),
]


@pytest.mark.long
def test_the_list_is_narrowed(writer: PortalClient) -> None:
    article = make_article(section := make_section(), "Live one")
    translate_article(article, "En français")
    make_article(section, "Unborn one", is_published=False)
    with writing() as session:
        of = update(Translation).where(Translation.locale == "fr")
        session.execute(of.values(views=9, helpful_count=2, unhelpful_count=1))
        of = update(Translation).where(Translation.slug == "live-one")
        session.execute(of.values(helpful_count=1, unhelpful_count=3))
    wrong = [
        query for query, fits in FILTERS if not fits(writer.get(f"/desk/articles?{query}").text)
    ]
    assert wrong == []


def test_shelves_are_made_and_changed(writer: PortalClient) -> None:
    words = {"name_en": "Guides", "name_fr": "Guides", "audience": "public", "position": "1"}
    writer.post("/desk/help/categories/new", data=words)
    category = db.session.scalars(select(HelpCategory)).one()
    section = {**words, "name_en": "Till", "category": str(category.id), "audience": "members"}
    assert writer.post("/desk/help/sections/new", data=section).status_code == 303
    made = db.session.scalars(select(HelpSection)).one()
    assert made.grants == ["members", "staff"]
    path = f"/desk/help/sections/{made.id}"
    assert 'value="till"' in writer.get(path).text
    writer.post(path, data={**section, "audience": "", "slug_en": "tills"})
    page = writer.get("/desk/help").text
    assert "/help/en/tills" in page
    writer.post(f"/desk/help/categories/{category.id}", data={**words, "name_en": "Manuals"})
    assert "Manuals" in writer.get("/desk/help").text


def test_an_address_that_another_section_has_is_refused(writer: PortalClient) -> None:
    first, second = make_section(), make_section("Till", "Caisse")
    data = {"name_en": "Till", "category": str(first.category_id), "slug_en": "deliveries"}
    answer = writer.post(f"/desk/help/sections/{second.id}", data=data)
    assert answer.status_code == 422
    assert "Another section has this address" in answer.text


def test_a_shelf_needs_a_name(writer: PortalClient) -> None:
    answer = writer.post("/desk/help/categories/new", data={"audience": "public"})
    assert answer.status_code == 422
    assert db.session.scalars(select(HelpCategory)).first() is None


def test_an_address_without_words_yet_has_its_pages(writer: PortalClient) -> None:
    article = make_article()
    with writing():
        add_translation(SYSTEM, article, "fr", title="Imprimer")
    for page in ("", "/place", "/history"):
        assert writer.get(f"{editor(article, 'fr')}{page}").status_code == 200


def test_the_states_to_filter_by_are_those_that_a_text_of_the_list_can_have(
    app: Flask, writer: PortalClient
) -> None:
    make_article()
    page = writer.get("/desk/articles").text
    [choice] = re.findall(r'<select[^>]*name="state".*?</select>', page, re.DOTALL)
    offered = re.findall(r'value="([a-z_]+)"', choice)
    assert {"draft", "published", "rejected", "archived"} <= set(offered)
    assert "superseded" not in offered
    assert "Print a delivery note" in writer.get("/desk/articles?state=superseded").text
