"""Each kind of subject is found by all that it says, in the language it says it, and by nothing it does not show."""

from __future__ import annotations

from dataclasses import replace

import pytest

from community.articles.actions import write_draft
from community.articles.actions_life import archive
from community.articles.texts import compose
from community.content.actions import change_visibility
from community.content.actions_tags import set_tags
from community.content.models import Subject, Visibility
from community.content.queries import list_audience_ids
from community.core.db import db, get_locked, writing
from community.core.search_engine.port import SearchEngine
from community.policies.actor import SYSTEM, VISITOR, Actor, Role
from community.questions.actions_answers import accept_answer
from community.search import tasks
from community.search.asked import Asked
from community.search.hits import Hit
from community.search.queries import search
from community.search.queries_documents import documents_of
from tests.makers import (
    actor_of,
    make_answer,
    make_area,
    make_idea,
    make_member,
    make_question,
)
from tests.search.shelves import make_article


def visitor() -> Actor:
    """A visitor with the audiences that he is in by now."""
    return replace(VISITOR, audience_ids=list_audience_ids(VISITOR))


def hits(text: str, locale: str = "en", **narrowed: str) -> list[Hit]:
    """What a visitor finds, all kinds in one list."""
    db.session.rollback()
    tasks.index_dirty()
    found = search(visitor(), Asked(text=text, locale=locale, **narrowed))
    return [hit for group in found.groups for hit in group.hits]


def test_an_article_is_found_in_each_of_its_languages(index: SearchEngine) -> None:
    article = make_article(
        {"en": ("Close the till", "Count it."), "fr": ("Clore la caisse", "Comptez.")}
    )
    (english,), (french,) = hits("till"), hits("caisse", "fr")
    assert (english.title, french.title) == ("Close the till", "Clore la caisse")
    assert english.href == "/help/en/till/close-the-till"
    assert french.href == "/help/fr/caisse/clore-la-caisse"
    assert english.subject_id == french.subject_id == article.id


@pytest.mark.long
def test_an_article_stands_once_in_the_readers_language(index: SearchEngine) -> None:
    make_article({"en": ("Import", "Import stock."), "fr": ("Import", "Import du stock.")})
    assert [hit.lang for hit in hits("import", "fr")] == ["fr"]
    assert [hit.lang for hit in hits("import", "en")] == ["en"]
    assert [hit.lang for hit in hits("import", "en", lang="fr")] == ["fr"]


def test_an_article_is_found_by_its_headings_and_its_text(index: SearchEngine) -> None:
    make_article({"en": ("The till", "# Blind count\n\nPut the *zeppelin* aside.")})
    assert hits("blind")
    assert hits("zeppelin")


def test_a_draft_is_found_by_nobody(index: SearchEngine) -> None:
    article = make_article({"en": ("Close the till", "Count it.")})
    editor, text = actor_of(make_member("Ed", Role.EDITOR)), compose("Zeppelin", "", "x", lang="en")
    with writing():
        write_draft(editor, db.session.merge(article), "en", text, seen=(0, 0))
    assert not hits("zeppelin")
    assert hits("till")


def test_an_archived_article_is_gone_at_once(index: SearchEngine) -> None:
    article = make_article({"en": ("Close the till", "Count it.")})
    assert hits("till")
    editor = actor_of(make_member("Ed", Role.EDITOR))
    with writing():
        archive(editor, db.session.merge(article))
    db.session.rollback()
    assert search(visitor(), Asked(text="till", locale="en")).count == 0
    assert not hits("till")
    assert not documents_of([article.id])


def test_a_question_is_found_by_its_answers(index: SearchEngine) -> None:
    question = make_question()
    make_answer(question, body="Press the *zeppelin* key.")
    (hit,) = hits("zeppelin")
    assert hit.href == f"/questions/{question.id}-how-do-i-take-back-a-paid-invoice"


def test_a_hidden_answer_is_no_way_to_a_question(index: SearchEngine) -> None:
    answer = make_answer(make_question(), body="Press the *zeppelin* key.")
    assert hits("zeppelin")
    with writing():
        change_visibility(SYSTEM, get_locked(Subject, answer.id), Visibility.HIDDEN)
    assert not hits("zeppelin")
    assert hits("invoice")


def test_a_solved_question_comes_before_one_alike(index: SearchEngine) -> None:
    asker = make_member()
    solved = make_question(asker, title="Why is the label printer silent?")
    make_question(title="Why is the label printer silent?")
    answer = make_answer(solved)
    with writing():
        accept_answer(actor_of(asker), answer)
    assert documents_of([solved.id])[0].accepted


def test_tags_find_a_question_in_both_languages(index: SearchEngine) -> None:
    question = make_question()
    with writing():
        set_tags(get_locked(Subject, question.id), ["Zeppelin"])
    assert [hit.subject_id for hit in hits("zeppelin")] == [question.id]


def test_results_are_narrowed_by_kind_and_area(index: SearchEngine) -> None:
    area = make_area("till")
    make_article({"en": ("Invoice layout", "Colours.")}, None, area.id)
    make_question()
    make_idea(title="Invoice in gold print")
    assert {hit.kind for hit in hits("invoice")} == {"article", "question", "idea"}
    assert [hit.kind for hit in hits("invoice", kind="idea")] == ["idea"]
    assert [hit.kind for hit in hits("invoice", area="till")] == ["article"]
    found = search(visitor(), Asked(text="invoice", locale="en"))
    assert [(area.key, area.count) for area in found.areas] == [("till", 1)]


def test_markdown_is_searched_as_people_read_it(index: SearchEngine) -> None:
    body = "See [the page](https://zeppelin.example/secret-token) and **bold** words."
    make_question(make_member("Ann", Role.AGENT), body=body)
    assert not hits("token")
    assert hits("bold")
