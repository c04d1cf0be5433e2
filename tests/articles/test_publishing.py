"""What writers do with words, and what readers then see."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from community.articles import actions, queries_desk
from community.articles import actions_publishing as publishing
from community.articles.models import Article, ArticleAuthor, ArticleRevision, Translation
from community.articles.states import RevisionState, Significance, Staleness
from community.articles.texts import ArticleText, compose
from community.content.queries import kept_totals
from community.core.db import db, writing
from community.core.errors import Conflict, Invalid, NotAllowed, SignInNeeded
from community.core.outbox import OutboxEvent
from community.policies.actor import VISITOR, Actor, Role
from tests.makers import actor_of, make_article, make_member, make_section, translate_article


def words(title: str = "Print a delivery note", body: str = "Choose *Print*.") -> ArticleText:
    return compose(title, "", body, lang="en")


def writer() -> Actor:
    return actor_of(make_member("Wanda", Role.EDITOR))


def edit(
    article: Article, text: ArticleText, significance: Significance, locale: str = "en"
) -> None:
    actor = writer()
    with writing():
        actions.write_draft(actor, article, locale, text, significance=significance)
        publishing.publish(actor, article, locale)


def translation(article: Article, locale: str = "en") -> Translation:
    db.session.rollback()
    db.session.expire_all()
    return queries_desk.get_translation(article.id, locale)


def draft(article: Article) -> ArticleRevision:
    found = translation(article).draft
    assert found is not None
    return found


def published(article: Article) -> ArticleRevision:
    found = translation(article).published
    assert found is not None
    return found


def states(article: Article) -> list[str]:
    query = select(ArticleRevision.state).order_by(ArticleRevision.number)
    return [str(state) for state in db.session.scalars(query)]


def events(name: str) -> list[dict[str, object]]:
    named = select(OutboxEvent).where(OutboxEvent.name == name).order_by(OutboxEvent.id)
    rows = db.session.scalars(named)
    return [row.payload for row in rows]


def test_a_draft_is_kept_and_nobody_reads_it(app: Flask) -> None:
    article = make_article(is_published=False)
    assert not translation(article).is_live
    assert states(article) == ["draft"]
    assert events("ArticlePublished") == []


def test_publishing_lists_the_article_and_tells_of_it(app: Flask) -> None:
    article = make_article()
    assert translation(article).is_live
    assert translation(article).draft_revision_id is None
    [told] = events("ArticlePublished")
    assert (told["article_id"], told["locale"], told["is_first"]) == (article.id, "en", True)


def test_a_second_revision_supersedes_the_first(app: Flask) -> None:
    article = make_article()
    edit(article, words(body="Press *P*."), Significance.MEDIUM)
    assert states(article) == ["superseded", "published"]
    assert published(article).body == "Press *P*."
    assert events("ArticlePublished")[-1]["is_first"] is False


def test_saving_a_draft_again_makes_no_second_revision(app: Flask) -> None:
    article, actor = make_article(), writer()
    for body in ("One.", "Two."):
        with writing():
            actions.write_draft(actor, article, "en", words(body=body))
    kept = draft(article)
    assert (kept.number, kept.saves, kept.body) == (2, 2, "Two.")


def test_a_draft_that_somebody_saved_meanwhile_is_not_overwritten(app: Flask) -> None:
    article, actor = make_article(is_published=False), writer()
    with writing():
        actions.write_draft(actor, article, "en", words(body="Mine."), seen=(1, 1))
    with pytest.raises(Invalid), writing():
        actions.write_draft(actor, article, "en", words(body="Yours."), seen=(1, 1))
    assert draft(article).body == "Mine."


def test_without_a_draft_there_is_nothing_to_publish(app: Flask) -> None:
    article, actor = make_article(), writer()
    with pytest.raises(Conflict), writing():
        publishing.publish(actor, article, "en")


@pytest.mark.parametrize(
    ("significance", "becomes"),
    [
        (Significance.TYPO, Staleness.CURRENT),
        (Significance.MEDIUM, Staleness.NEEDS_UPDATE),
        (Significance.MAJOR, Staleness.OUT_OF_DATE),
    ],
)
def test_an_edit_marks_the_other_languages(
    app: Flask, significance: Significance, becomes: Staleness
) -> None:
    article = make_article()
    translate_article(article)
    edit(article, words(body="Anew."), significance)
    assert translation(article, "fr").staleness is becomes
    assert translation(article, "en").staleness is Staleness.CURRENT


def test_a_translation_out_of_date_does_not_become_less_so(app: Flask) -> None:
    article = make_article()
    translate_article(article)
    edit(article, words(body="Anew."), Significance.MAJOR)
    edit(article, words(body="And a little more."), Significance.MEDIUM)
    assert translation(article, "fr").staleness is Staleness.OUT_OF_DATE


def test_a_translation_that_catches_up_does_not_make_its_source_stale(app: Flask) -> None:
    article = make_article()
    translate_article(article)
    edit(article, words(body="Anew."), Significance.MAJOR)
    edit(article, words("Imprimer", "À jour."), Significance.MAJOR, "fr")
    assert translation(article, "fr").staleness is Staleness.CURRENT
    assert translation(article, "en").staleness is Staleness.CURRENT


def test_a_typo_in_a_stale_translation_leaves_it_stale(app: Flask) -> None:
    article = make_article()
    translate_article(article)
    edit(article, words(body="Anew."), Significance.MEDIUM)
    edit(article, words("Imprimer", "Voila."), Significance.TYPO, "fr")
    assert translation(article, "fr").staleness is Staleness.NEEDS_UPDATE


def test_a_section_counts_articles_and_not_languages(app: Flask) -> None:
    section = make_section()
    translate_article(make_article(section))
    make_article(section, "Deliver on a Sunday", is_published=False)
    container = f"section:{section.id}"
    assert kept_totals([container]) == {(container, "articles"): 1}


def test_writers_and_translators_are_credited(app: Flask) -> None:
    article = make_article()
    translate_article(article)
    kinds = db.session.scalars(select(ArticleAuthor.kind).order_by(ArticleAuthor.credited_at))
    assert [str(kind) for kind in kinds] == ["writer", "translator"]


def test_an_old_revision_comes_back_as_a_draft(app: Flask) -> None:
    article = make_article(body="The old words.")
    edit(article, words(body="The new words."), Significance.MAJOR)
    old, actor = queries_desk.get_revision(translation(article).id, 1), writer()
    with writing():
        publishing.restore_revision(actor, article, "en", revision=old, text=words(body=old.body))
    assert published(article).body == "The new words."
    assert draft(article).body == "The old words."
    assert draft(article).state is RevisionState.DRAFT


@pytest.mark.parametrize(("title", "body", "field"), [("", "x", "title"), ("x", " ", "body")])
def test_an_article_says_something(app: Flask, title: str, body: str, field: str) -> None:
    article, actor = make_article(), writer()
    with pytest.raises(Invalid) as refused, writing():
        actions.write_draft(actor, article, "en", words(title, body))
    assert refused.value.field == field


def test_only_help_writers_write(app: Flask) -> None:
    article, agent = make_article(), actor_of(make_member("Agnes", Role.AGENT))
    with pytest.raises(NotAllowed), writing():
        actions.write_draft(agent, article, "en", words())
    with pytest.raises(SignInNeeded), writing():
        publishing.publish(VISITOR, article, "en")


def test_an_import_tells_nobody_and_keeps_its_own_time(app: Flask) -> None:
    section, past = make_section(), make_member().created_at.replace(year=2020)
    importer = Actor(member_id=make_member().id, is_historic=True, roles=frozenset({Role.ADMIN}))
    with writing():
        article = actions.create_article(importer, section, lang="en", created_at=past)
        actions.write_draft(importer, article, "en", words(), created_at=past)
        publishing.publish(importer, article, "en", published_at=past)
    assert events("ArticlePublished") == []
    assert translation(article).first_published_at == past


def test_two_articles_of_one_title_have_two_addresses(app: Flask) -> None:
    section = make_section()
    first, second = make_article(section), make_article(section)
    assert translation(first).slug == "print-a-delivery-note"
    assert translation(second).slug == "print-a-delivery-note-2"
