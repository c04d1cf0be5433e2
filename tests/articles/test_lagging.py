"""Words that say no more than older ones lag as those do, until a writer says that he compared them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from community.articles import actions, actions_staleness, actions_suggesting, queries_desk
from community.articles import actions_publishing as publishing
from community.articles.actions_suggesting import Seen
from community.articles.models import Article, ArticleRevision
from community.articles.states import Significance, Staleness
from community.articles.texts import compose
from community.core.db import db, writing
from community.policies.actor import Role
from tests.articles.languages import current, edit, editor, language
from tests.makers import actor_of, make_article, make_member, translate_article
from tests.services.client import PortalClient

OTHER = {"en": "fr", "fr": "en"}


@pytest.fixture
def article(app: Flask) -> Article:
    made = make_article()
    translate_article(made)
    return made


def restore(article: Article, lang: str, *, publishes: bool = True) -> None:
    """Bring the first revision of this language back."""
    actor, old = editor(), queries_desk.get_revision(language(article, lang).id, 1)
    text = compose(old.title, old.summary, old.body, lang=lang)
    with writing():
        publishing.restore_revision(actor, article, lang, revision=old, text=text)
        if publishes:
            publishing.publish(actor, article, lang)


def accept_a_word(article: Article, lang: str, *, publishes: bool = True) -> None:
    """Take one word that a member suggests in this language."""
    member, actor = actor_of(make_member()), editor()
    published_id = current(article, lang)
    said = db.session.get_one(ArticleRevision, published_id)
    text = compose(said.title, said.summary, f"{said.body} Done.", lang=lang)
    seen = Seen(published_id=published_id, draft=(0, 0))
    with writing():
        made = actions_suggesting.suggest_edit(member, article, lang, text, note="A word.")
    with writing():
        actions_suggesting.accept_suggestion(
            actor, article, made.revision_id, text, seen=seen, publishes=publishes
        )


def compare_and_say_so(article: Article, lang: str) -> None:
    actor, source = editor(), current(article, OTHER[lang])
    with writing():
        actions_staleness.mark_up_to_date(actor, article, lang, source)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("renew", [restore, accept_a_word])
def test_nothing_catches_up_by_old_words_or_by_a_single_one(
    article: Article, lang: str, renew: Callable[..., None]
) -> None:
    edit(article, "Corrected.", Significance.TYPO, lang=lang)
    edit(article, "Another step.", Significance.MAJOR, lang=OTHER[lang])
    renew(article, lang)
    assert language(article, lang).staleness is Staleness.OUT_OF_DATE
    assert language(article, OTHER[lang]).staleness is Staleness.CURRENT
    compare_and_say_so(article, lang)
    assert language(article, lang).staleness is Staleness.CURRENT


@pytest.mark.parametrize("renew", [restore, accept_a_word])
def test_whoever_goes_on_with_such_a_draft_says_what_it_follows(
    article: Article, renew: Callable[..., None]
) -> None:
    edit(article, "Another step.", Significance.MAJOR)
    renew(article, "fr", publishes=False)
    edit(article, "Une étape de plus.", lang="fr", source_id=current(article))
    assert language(article).staleness is Staleness.CURRENT


def test_old_words_of_a_current_translation_lag_and_lead_nobody(article: Article) -> None:
    edit(article, "Another step.", Significance.MAJOR)
    edit(article, "Une étape de plus.", lang="fr", source_id=current(article))
    restore(article, "fr")
    assert language(article).staleness is Staleness.OUT_OF_DATE
    assert language(article, "en").staleness is Staleness.CURRENT


@pytest.mark.parametrize(
    ("said", "expected"),
    [({}, Staleness.OUT_OF_DATE), ({"is_up_to_date": "y"}, Staleness.CURRENT)],
)
def test_old_words_beside_their_source_lag_until_somebody_says_that_they_do_not(
    article: Article, client: PortalClient, *, said: dict[str, str], expected: Staleness
) -> None:
    edit(article, "Another step.", Significance.MAJOR)
    edit(article, "Une étape de plus.", lang="fr", source_id=current(article))
    restore(article, "fr", publishes=False)
    data = {"title": "Imprimer", "body": "Voilà, donc.", "significance": "medium", "seen": "3.1"}
    data |= {"source": str(current(article)), "then": "publish"}
    client.sign_in(make_member("", Role.EDITOR))
    path = f"/desk/articles/{article.id}/fr/translate"
    assert client.post(path, data=data | said).status_code == 303
    assert language(article).staleness is expected


def test_a_suggested_word_in_a_current_language_leaves_it_current(article: Article) -> None:
    for time in ("once", "twice"):
        accept_a_word(article, "fr")
        assert language(article).staleness is Staleness.CURRENT
        assert language(article, "en").staleness is Staleness.NEEDS_UPDATE
        edit(article, f"Caught up {time}.", source_id=current(article, "fr"))


def publish(article: Article, lang: str) -> None:
    actor = editor()
    with writing():
        publishing.publish(actor, article, lang)


def write(article: Article, lang: str) -> None:
    """Keep a draft in the language."""
    actor, text = editor(), compose("Words", "", "Trois mots.", lang=lang)
    with writing():
        actions.write_draft(actor, article, lang, text)


def accept(article: Article, lang: str) -> None:
    """Let a word that a member suggests wait in a draft."""
    accept_a_word(article, lang, publishes=False)


@pytest.mark.parametrize("begin", [write, accept])
def test_a_draft_that_was_overtaken_before_it_is_published_lags(
    article: Article, begin: Callable[[Article, str], None]
) -> None:
    begin(article, "fr")
    edit(article, "Another step.", Significance.MAJOR)
    publish(article, "fr")
    assert language(article).staleness is Staleness.OUT_OF_DATE
    assert language(article, "en").staleness is Staleness.CURRENT
    write(article, "fr")
    publish(article, "fr")
    assert language(article).staleness is Staleness.CURRENT


def test_a_first_translation_that_was_overtaken_before_it_is_published_lags(app: Flask) -> None:
    article = make_article()
    write(article, "fr")
    edit(article, "Another step.", Significance.MEDIUM)
    publish(article, "fr")
    assert language(article).staleness is Staleness.NEEDS_UPDATE
