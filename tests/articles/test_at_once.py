"""Two people act at once on what belongs together: none of them goes by what the other has just changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.articles import actions, actions_audience, actions_life, actions_structure
from community.articles import actions_publishing as publishing
from community.articles.models import Article, HelpCategory, HelpSection
from community.articles.states import Significance
from community.articles.texts import compose
from community.content.models import AudienceGrant, Subject
from community.core.db import db, writing
from community.policies.actor import Actor, Role
from tests.articles.team import translation
from tests.makers import actor_of, make_article, make_member, make_section, translate_article
from tests.services.at_once import at_once as together

Deed = Callable[[Actor], object]


def at_once(app: Flask, first: Deed, second: Deed) -> None:
    """The first act is done but not committed when the second begins; neither is refused."""
    actor = actor_of(make_member("", Role.EDITOR))
    assert together(app, lambda: first(actor), lambda: second(actor)) == [None, None]


def the_article() -> Article:
    return db.session.scalars(select(Article)).one()


def draft(article: Article, locale: str, author: Member) -> None:
    actor, text = actor_of(author), compose("Anew", "", "Other words.", lang=locale)
    with writing():
        major = Significance.MAJOR
        actions.write_draft(actor, article, locale, text, significance=major)


def close_category(actor: Actor) -> None:
    category = db.session.scalars(select(HelpCategory)).one()
    name = {"en": "Guides", "fr": "Guides"}
    actions_structure.change_category(
        actor, category, name, description={}, grants=["staff"], position=0
    )


def grants_of(audience_id: int) -> set[str]:
    grants = select(AudienceGrant.grant).where(AudienceGrant.audience_id == audience_id)
    return set(db.session.scalars(grants))


@pytest.mark.long
def test_what_is_being_archived_is_not_shown_by_publishing_it(app: Flask) -> None:
    article = make_article(is_published=False)
    at_once(
        app,
        lambda actor: actions_life.archive(actor, the_article()),
        lambda actor: publishing.publish(actor, the_article(), "en"),
    )
    assert translation(article).published_revision_id is not None
    assert not translation(article).is_live


@pytest.mark.long
def test_two_languages_are_published_one_after_the_other(app: Flask) -> None:
    article, writer = make_article(), make_member("", Role.EDITOR)
    translate_article(article)
    for locale in ("en", "fr"):
        draft(article, locale, writer)
    at_once(
        app,
        lambda actor: publishing.publish(actor, the_article(), "en"),
        lambda actor: publishing.publish(actor, the_article(), "fr"),
    )
    assert translation(article, "en").draft_revision_id is None
    assert translation(article, "fr").draft_revision_id is None


@pytest.mark.long
def test_nobody_opens_an_article_while_its_category_closes(app: Flask) -> None:
    article = make_article()
    at_once(
        app,
        close_category,
        lambda actor: actions_audience.set_audience(actor, the_article(), ["members"]),
    )
    assert grants_of(db.session.get_one(Subject, article.id).audience_id) == {"staff"}


@pytest.mark.long
def test_a_section_that_is_begun_while_its_category_closes_is_closed(app: Flask) -> None:
    make_section()
    at_once(
        app,
        close_category,
        lambda actor: actions_structure.create_section(
            actor,
            db.session.scalars(select(HelpCategory)).one(),
            actions_structure.SectionWords(name={"en": "New", "fr": "Neuf"}),
        ),
    )
    newest = db.session.scalars(select(HelpSection).order_by(HelpSection.id.desc())).first()
    assert newest is not None
    assert grants_of(newest.audience_id) == {"staff"}
