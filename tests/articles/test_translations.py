"""One language follows the other: side by side, out of date, up to date again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import select

from community.articles import actions, actions_staleness, tasks_work
from community.articles import actions_publishing as publishing
from community.articles.models import Article
from community.articles.models_work import ArticleTask
from community.articles.states import Significance, Staleness
from community.articles.texts import compose
from community.core.db import db, writing
from community.core.errors import Conflict, NotAllowed, NotFound
from community.policies.actor import Role
from tests.articles.languages import current, edit, editor, language
from tests.articles.team import need_review
from tests.makers import actor_of, make_article, make_member, translate_article
from tests.services.client import PortalClient
from tests.services.statements import Statements

BUDGET = 8
FRENCH = {"title": "Imprimer un bon", "body": "Choisissez *Imprimer*.", "significance": "medium"}


@pytest.fixture
def writer(client: PortalClient) -> PortalClient:
    return client.sign_in(make_member("Wanda", Role.EDITOR))


def side(article: Article, locale: str = "fr") -> str:
    return f"/desk/articles/{article.id}/{locale}/translate"


def test_a_first_translation_remembers_what_it_was_made_from(app: Flask) -> None:
    article = make_article()
    translate_article(article)
    published = language(article).published
    assert published is not None
    assert published.source_id == current(article)


def test_a_translation_is_as_current_as_what_it_was_made_from(app: Flask) -> None:
    article = make_article()
    old = current(article)
    translate_article(article)
    edit(article, "Another step.", Significance.MAJOR)
    edit(article, "À moitié.", Significance.MAJOR, lang="fr", source_id=old)
    assert language(article).staleness is Staleness.OUT_OF_DATE
    edit(article, "En entier.", Significance.TYPO, lang="fr", source_id=current(article))
    assert language(article).staleness is Staleness.CURRENT


def test_an_edit_of_the_source_while_one_translates_is_not_forgotten(app: Flask) -> None:
    article = make_article()
    translate_article(article)
    edit(article, "Another step.", Significance.MAJOR)
    seen = current(article)
    edit(article, "And another.", Significance.MEDIUM)
    edit(article, "Une étape.", lang="fr", source_id=seen)
    assert language(article).staleness is Staleness.NEEDS_UPDATE


def test_a_typo_in_the_source_leaves_what_was_made_from_it_current(app: Flask) -> None:
    article = make_article()
    translate_article(article)
    seen = current(article)
    edit(article, "Chosen.", Significance.TYPO)
    edit(article, "Choisi.", lang="fr", source_id=seen)
    assert language(article).staleness is Staleness.CURRENT


def test_either_language_may_lead(app: Flask) -> None:
    article = make_article()
    translate_article(article)
    edit(article, "Une étape de plus.", Significance.MAJOR, lang="fr")
    assert language(article, "en").staleness is Staleness.OUT_OF_DATE
    assert language(article, "fr").staleness is Staleness.CURRENT


def test_a_translation_is_marked_up_to_date_without_a_word(app: Flask) -> None:
    article = make_article()
    translate_article(article)
    edit(article, "Another step.")
    actor, source = editor(), current(article)
    with writing():
        actions_staleness.mark_up_to_date(actor, article, "fr", source)
    assert language(article).staleness is Staleness.CURRENT


@pytest.mark.long
def test_what_is_marked_up_to_date_is_no_work_any_more(app: Flask) -> None:
    article = make_article()
    translate_article(article)
    edit(article, "Another step.")
    assert tasks_work.settle_article_tasks() == 1
    actor, source = editor(), current(article)
    with writing():
        actions_staleness.mark_up_to_date(actor, article, "fr", source)
    task = db.session.scalars(select(ArticleTask)).one()
    assert task.done_by_id == actor.member_id


def test_where_review_is_asked_for_nobody_marks_his_own_translation(app: Flask) -> None:
    article, translator = make_article(), make_member("", Role.EDITOR)
    with writing():
        words = compose("Imprimer", "", "Voilà.", lang="fr")
        actions.write_draft(actor_of(translator), article, "fr", words)
        publishing.publish(actor_of(translator), article, "fr")
    edit(article, "Another step.")
    need_review()
    own, other, source = actor_of(translator), editor(), current(article)
    with pytest.raises(NotAllowed), writing():
        actions_staleness.mark_up_to_date(own, article, "fr", source)
    with writing():
        actions_staleness.mark_up_to_date(other, article, "fr", source)
    assert language(article).staleness is Staleness.CURRENT


def test_nobody_marks_up_to_date_what_he_has_not_seen(app: Flask) -> None:
    article, other = make_article(), make_article(title="Another")
    translate_article(article)
    seen, actor = current(article), editor()
    edit(article, "Another step.")
    with pytest.raises(Conflict), writing():
        actions_staleness.mark_up_to_date(actor, article, "fr", seen)
    for wrong in (current(other), current(article, "fr"), 99_999):
        with pytest.raises(NotFound), writing():
            actions_staleness.mark_up_to_date(actor, article, "fr", wrong)


@pytest.mark.long
def test_the_source_stands_beside_the_translation(writer: PortalClient) -> None:
    article = make_article(body="Open the order.\n\nChoose *Print*.")
    page = writer.get(side(article)).text
    assert "Choose *Print*." in page
    data = FRENCH | {"seen": "0.0", "source": str(current(article)), "is_up_to_date": "y"}
    assert writer.post(side(article), data=data | {"then": "publish"}).status_code == 303
    published = language(article).published
    assert published is not None
    assert (published.body, published.source_id) == (FRENCH["body"], current(article))


def test_a_translator_sees_what_changed_since(writer: PortalClient) -> None:
    article = make_article(body="Choose *Print*.")
    translate_article(article)
    edit(article, "Choose *Send*.", Significance.MAJOR)
    page = writer.get(side(article)).text
    assert "[removed: </span>Print" in page
    assert "[added: </span>Send" in page
    assert "Out of date" in page
    said = {"source": str(current(article))}
    assert writer.post(f"{side(article)}/up-to-date", data=said).status_code == 303
    assert "Out of date" not in writer.get(side(article)).text


def test_a_translation_that_does_not_say_all_stays_out_of_date(writer: PortalClient) -> None:
    article = make_article(body="Choose *Print*.")
    translate_article(article)
    edit(article, "Choose *Send*.", Significance.MAJOR)
    data = FRENCH | {"seen": "0.0", "source": str(current(article)), "then": "publish"}
    assert writer.post(side(article), data=data).status_code == 303
    assert language(article).staleness is Staleness.OUT_OF_DATE
    assert writer.post(side(article), data=data | {"is_up_to_date": "y"}).status_code == 303
    assert language(article).staleness is Staleness.CURRENT


def test_what_was_typed_stays_when_somebody_saved_meanwhile(writer: PortalClient) -> None:
    article = make_article()
    data = FRENCH | {"seen": "0.0", "source": str(current(article)), "is_up_to_date": "y"}
    assert writer.post(side(article), data=data | {"body": "Le premier."}).status_code == 303
    met = writer.post(side(article), data=data | {"body": "Le second."})
    assert met.status_code == 422
    assert "Le second." in met.text
    assert 'value="1.1"' in met.text


def test_a_source_of_another_article_is_refused(writer: PortalClient) -> None:
    article, other = make_article(), make_article(title="Another")
    data = FRENCH | {"seen": "0.0", "source": str(current(other)), "is_up_to_date": "y"}
    assert writer.post(side(article), data=data).status_code == 404
    assert writer.post(f"{side(article)}/up-to-date", data={"source": "x"}).status_code == 404


def test_without_another_language_there_is_no_side(writer: PortalClient) -> None:
    article = make_article(is_published=False)
    assert writer.get(side(article)).status_code == 404
    assert writer.get(side(make_article(title="Another"), "en")).status_code == 404


def test_translating_is_for_writers(client: PortalClient) -> None:
    article = make_article()
    assert client.sign_in(make_member()).get(side(article)).status_code == 403


def test_readers_are_told_and_led_to_the_current_language(client: PortalClient) -> None:
    article = make_article()
    fallback = client.get("/help/fr/livraisons/print-a-delivery-note").text
    assert "pas encore traduit" in fallback
    translate_article(article)
    edit(article, "Another.", Significance.MAJOR)
    page = client.get("/help/fr/livraisons/imprimer-un-bon").text
    assert "Cette traduction n’est plus à jour" in page
    assert ">Lire en English</a>" in page


def test_the_side_asks_the_database_for_little(
    writer: PortalClient, statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    article = make_article()
    translate_article(article)
    writer.get(side(article))
    with statements() as asked:
        assert writer.get(side(article)).status_code == 200
    assert len(asked) <= BUDGET, str(asked)
