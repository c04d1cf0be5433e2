"""Words that explain themselves: defined by writers, marked where they are used, seen by whom they are for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import select, update

from community.content.models import Subject, SubjectKind, Visibility
from community.core.audit import AuditEntry
from community.core.db import db, writing
from community.core.errors import Conflict, Invalid, NotAllowed
from community.glossary import actions
from community.glossary.models import GlossaryTerm
from community.glossary.queries import get_term, list_desk, synonyms
from community.glossary.tasks import rebake_glossary
from community.moderation.reasons import KeepReason
from community.moderation.tasks import purge
from community.policies.actor import PUBLIC_AUDIENCE_ID, SYSTEM, Role
from tests.glossary.stories import define, words
from tests.makers import actor_of, make_answer, make_article, make_member, make_question
from tests.services.client import PortalClient
from tests.services.statements import Statements

ADDRESS = "/help/en/deliveries/print-a-delivery-note"
Counting = Callable[[], AbstractContextManager[Statements]]


def test_a_word_in_an_article_explains_itself_without_script(
    app: Flask, client: PortalClient
) -> None:
    make_article(body="Open the till. The till opens.")
    term = define("till", "The desk where one **pays**.")
    page = client.get(ADDRESS).text
    assert page.count('class="term"') == 1
    assert f'<li class="word-note" id="word-{term.id}">' in page
    assert "The desk where one <strong>pays</strong>." in page
    assert f'href="#use-text-{term.id}"' in page


@pytest.mark.long
def test_each_answer_marks_its_first_use_and_the_note_stands_once(
    app: Flask, client: PortalClient
) -> None:
    question = make_question()
    for body in ("Look at the till.", "No, look under the till."):
        make_answer(question, body=body)
    term = define("till")
    page = client.get(f"/questions/{question.id}-{question.slug}").text
    assert page.count('class="term"') == 2
    assert page.count(f'id="word-{term.id}"') == 1
    ids = [part.split('"')[0] for part in page.split(' id="')[1:]]
    assert len(ids) == len(set(ids))


@pytest.mark.long
def test_a_word_that_the_reader_may_not_see_is_an_ordinary_word(
    app: Flask, client: PortalClient
) -> None:
    make_article(body="Open the till with the spare key.")
    define("spare key", "Under the flowerpot.", "second key", grant="staff")
    for page in (ADDRESS, "/glossary/en"):
        text = client.get(page).text
        assert 'class="term"' not in text
        assert "flowerpot" not in text
    assert synonyms("en") == ()
    client.sign_in(make_member("", Role.AGENT))
    assert "flowerpot" in client.get(ADDRESS).text
    assert "flowerpot" in client.get("/glossary/en").text


def test_a_word_closed_to_members_is_gone_from_cached_pages_at_once(
    app: Flask, client: PortalClient
) -> None:
    make_article(body="Open the till.")
    term = define("till", "A secret meaning.")
    assert "A secret meaning." in client.get(ADDRESS).text
    with writing():
        actions.remove(SYSTEM, term)
    assert "A secret meaning." not in client.get(ADDRESS).text
    assert "A secret meaning." not in client.get("/glossary/en").text


def test_the_glossary_stands_by_letter_in_each_language(app: Flask, client: PortalClient) -> None:
    define("Écran", french="Écran")
    define("till", "Where one pays.", "cash desk", french="caisse")
    english, french = client.get("/glossary/en").text, client.get("/glossary/fr").text
    assert english.index(">E</h2>") < english.index(">T</h2>")
    assert "cash desk" in english
    assert ">C</h2>" in french
    assert 'hreflang="fr"' in english


def test_the_address_without_a_language_leads_to_the_readers(
    app: Flask, client: PortalClient
) -> None:
    answer = client.get("/glossary", headers={"Accept-Language": "fr"})
    assert (answer.status_code, answer.location) == (302, "/glossary/fr")
    assert client.get("/glossary/de").status_code == 404


def test_a_large_glossary_shows_a_letter_at_a_time(
    app: Flask, client: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("community.glossary.views.ON_ONE_PAGE", 1)
    define("apple", "A fruit.")
    define("pear", "Another one.")
    assert "Another one." not in client.get("/glossary/en").text
    assert "Another one." in client.get("/glossary/en?letter=P").text


def test_the_search_learns_what_else_a_word_is_called(app: Flask) -> None:
    define("invoice", "A bill.", "bill", "sales invoice")
    define("till")
    assert synonyms("en") == (("invoice", "bill", "sales invoice"),)
    assert synonyms("fr") == ()


def test_a_writer_defines_changes_and_takes_away_a_word(app: Flask, client: PortalClient) -> None:
    client.sign_in(make_member("", Role.EDITOR))
    sent = {"word_en": "till", "definition_en": "Where one pays.", "audience": "public"}
    assert client.post("/desk/glossary/new", data=sent).status_code == 303
    [row] = list_desk()
    again = {**sent, "definition_en": "The desk.", "synonyms_en": "cash desk\n\ncash desks"}
    assert client.post(f"/desk/glossary/{row.id}", data=again).status_code == 303
    term, subject = get_term(row.id)
    assert (term.text, term.synonyms_in("en")) == ({"en": "The desk."}, ["cash desk"])
    assert subject.kind is SubjectKind.GLOSSARY_TERM
    client.post(f"/desk/glossary/{row.id}/remove")
    assert get_term(row.id)[1].visibility is Visibility.DELETED
    client.post(f"/desk/glossary/{row.id}/restore")
    assert get_term(row.id)[1].is_visible
    acts = db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all()
    assert acts == [f"glossary.{act}" for act in ("defined", "changed", "removed", "restored")]


def test_others_do_not_write_the_glossary(app: Flask, client: PortalClient) -> None:
    term = define("till")
    member = make_member()
    client.sign_in(member)
    for path in ("/desk/glossary", "/desk/glossary/new", f"/desk/glossary/{term.id}"):
        assert client.get(path).status_code == 403
    with pytest.raises(NotAllowed), writing():
        actions.remove(actor_of(member), term)


def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(
    app: Flask, client: PortalClient
) -> None:
    client.sign_in(make_member("", Role.EDITOR))
    sent = {"word_en": "till", "synonyms_en": "cash desk", "audience": "public"}
    page = client.post("/desk/glossary/new", data=sent)
    assert page.status_code == 422
    assert "Please say what the word means." in page.text
    assert "cash desk" in page.text


def test_a_spelling_leads_to_one_word_alone(app: Flask) -> None:
    first = define("till", "Where one pays.", "cash desk")
    with pytest.raises(Invalid) as refused:
        define("Cash  Desks")
    assert refused.value.field == "word_en"
    with writing():
        actions.remove(SYSTEM, first)
    second = define("cash desk")
    with pytest.raises(Conflict), writing():
        actions.restore(SYSTEM, first)
    with writing():
        actions.change(SYSTEM, second, words("desk", "A desk."), audience_id=PUBLIC_AUDIENCE_ID)
        actions.restore(SYSTEM, first)
    assert get_term(first.id)[1].is_visible


def test_a_word_taken_away_long_ago_is_removed_for_good(app: Flask) -> None:
    term = define("till", "Where one pays.", "cash desk")
    with writing():
        actions.remove(SYSTEM, term)
        purge(term.id, SubjectKind.GLOSSARY_TERM)
    assert list_desk() == []


@pytest.mark.long
def test_marks_cost_no_statement_once_the_glossary_is_read(
    app: Flask, client: PortalClient, statements: Counting
) -> None:
    make_article(body="Open the till.")
    define("till")
    client.get(ADDRESS, headers={"User-Agent": "first"})
    client.sign_in(make_member())
    client.get(ADDRESS)
    with statements() as seen:
        assert 'class="term"' in client.get(ADDRESS).text
    assert not [one for one in seen if "glossary" in one]
    assert len(seen) <= 12, str(seen)


def test_what_an_older_renderer_made_is_rendered_again(app: Flask, client: PortalClient) -> None:
    define("till", "Where one *pays*.")
    with writing() as session:
        session.execute(update(GlossaryTerm).values(html={"en": "Old"}, renderer_version=0))
    assert rebake_glossary() == 1
    assert "<em>pays</em>" in client.get("/glossary/en").text
    assert rebake_glossary() == 0


def test_a_phrase_that_people_search_for_becomes_a_synonym(
    app: Flask, client: PortalClient
) -> None:
    term = define("till", "Where one pays.", "cash desk")
    client.sign_in(make_member("", Role.EDITOR))
    page = client.get("/desk/glossary/new?synonym=register&lang=en").text
    way = f"/desk/glossary/{term.id}?synonym=register&amp;lang=en"
    assert way in page
    assert "cash desk\nregister</textarea>" in client.get(way.replace("&amp;", "&")).text
    assert client.get(f"/desk/glossary/{term.id}?synonym=x&lang=de").status_code == 200


def test_search_engines_read_the_words(app: Flask, client: PortalClient) -> None:
    define("till", "Where one **pays**.")
    page = client.get("/glossary/en").text
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    [term] = json.loads(block)["hasDefinedTerm"]
    assert (term["name"], term["description"]) == ("till", "Where one pays.")


@pytest.mark.long
def test_the_glossary_asks_the_same_few_things_of_ten_words_and_of_many(
    app: Flask, client: PortalClient, statements: Counting
) -> None:
    for number in range(10):
        define(f"word{number}")
    client.get("/glossary/en")
    counts = []
    for size in (10, 60):
        for number in range(10, size):
            define(f"word{number}")
        client.sign_out()
        with statements() as by_visitor:
            client.get("/glossary/en", headers={"User-Agent": str(size)})
        client.sign_in(make_member())
        with statements() as by_member:
            client.get("/glossary/en")
        assert (len(by_visitor) <= 5, len(by_member) <= 8) == (True, True), str(by_member)
        counts.append(len(by_member))
    assert counts[0] == counts[1]


def test_the_language_menu_keeps_the_glossary(app: Flask, client: PortalClient) -> None:
    define("till", french="caisse")
    for address, there in (
        ("/glossary/en", "/glossary/fr"),
        ("/glossary/en?a=b#T", "/glossary/fr"),
    ):
        data = {"language": "fr", "next": address}
        answer = client.post("/preferences/language", data=data, follow_redirects=True)
        assert (answer.status_code, answer.request.path) == (200, there)
        assert '<html lang="fr"' in answer.text


def test_a_word_that_writers_took_away_is_not_the_moderators_to_bring_back(
    app: Flask, client: PortalClient
) -> None:
    term = define("till")
    client.sign_in(make_member("Mo", Role.MODERATOR))
    with writing():
        actions.remove(SYSTEM, term)
    assert f"case-{term.id}" not in client.get("/desk/flags?show=removed").text
    sent = {"reason": KeepReason.FINE.value, "show": "removed"}
    assert client.post(f"/desk/flags/{term.id}/restore", data=sent).status_code == 404
    assert db.session.get_one(Subject, term.id).visibility is Visibility.DELETED
