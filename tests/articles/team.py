"""A writer and a reviewer at work on one article."""

from __future__ import annotations

from sqlalchemy import select

from community import site_settings
from community.accounts.models import Member
from community.articles import actions, actions_review, queries_desk
from community.articles import actions_publishing as publishing
from community.articles.lifecycle import Step
from community.articles.models import Article, ArticleRevision, Translation
from community.articles.models_review import ReviewNote
from community.articles.texts import ArticleText, compose
from community.core.db import db, writing
from community.policies.actor import Role
from tests.makers import actor_of, make_article, make_member


def words(body: str = "Choose *Print*.", title: str = "Print a delivery note") -> ArticleText:
    return compose(title, "", body, lang="en")


class Team:
    """A writer, a reviewer, and an article whose first text the writer is at."""

    def __init__(self) -> None:
        self.writer = make_member("Wanda", Role.EDITOR)
        self.reviewer = make_member("Rita", Role.EDITOR)
        self.article = make_article(author=self.writer, is_published=False)

    def act(self, who: Member, deed: str, *values: object, **more: object) -> None:
        actor, article = actor_of(who), self.article
        with writing():
            getattr(actions_review, deed)(actor, article, "en", *values, **more)

    def write(self, who: Member, body: str = "Anew.") -> None:
        actor = actor_of(who)
        with writing():
            actions.write_draft(actor, self.article, "en", words(body))

    def publish(self, who: Member) -> None:
        actor = actor_of(who)
        with writing():
            publishing.publish(actor, self.article, "en")


def reject_a_draft(article: Article, body: str = "A bad idea.") -> None:
    """What somebody began and a reviewer ended, while readers see what they saw."""
    writer, reviewer = (actor_of(make_member("", Role.EDITOR)) for _ in range(2))
    with writing():
        actions.write_draft(writer, article, "en", words(body))
        actions_review.submit(writer, article, "en")
        actions_review.reject(reviewer, article, "en", "We no longer sell this.")


def translation(article: Article, locale: str = "en") -> Translation:
    db.session.rollback()
    db.session.expire_all()
    return queries_desk.get_translation(article.id, locale)


def draft(team: Team) -> ArticleRevision:
    found = translation(team.article).draft
    assert found is not None
    return found


def need_review(*, own: bool = False) -> None:
    with writing():
        site_settings.change(articles_need_review=True, writers_review_own=own)


def notes(team: Team) -> list[tuple[Step, str]]:
    rows = db.session.scalars(select(ReviewNote).order_by(ReviewNote.id))
    return [(row.step, row.text) for row in rows]
