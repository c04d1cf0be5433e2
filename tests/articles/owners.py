"""What stories of owners and their tasks are told with."""

from __future__ import annotations

from sqlalchemy import select

from community.accounts.models import Member
from community.articles import actions, actions_life, queries_desk
from community.articles import actions_publishing as publishing
from community.articles.models import Article
from community.articles.models_work import ArticleTask
from community.articles.states import Significance
from community.articles.states_work import TaskKind
from community.articles.texts import compose
from community.core.db import db, writing
from community.policies.actor import Role
from tests.makers import actor_of, make_member


def verify(article: Article, locale: str = "en") -> None:
    actor = actor_of(make_member("", Role.AGENT))
    found = queries_desk.get_article(actor, article.id)
    with writing():
        actions_life.verify(actor, found, locale)


def edit(article: Article, significance: Significance, body: str = "Anew.") -> None:
    actor = actor_of(make_member("", Role.EDITOR))
    text = compose("Print a delivery note", "", body, lang="en")
    with writing():
        actions.write_draft(actor, article, "en", text, significance=significance)
        publishing.publish(actor, article, "en")


def owned(owner: Member, article: Article) -> Article:
    actor = actor_of(make_member("", Role.EDITOR))
    with writing():
        actions_life.sort_into(actor, article, owner_id=owner.id, product_area_ids=[])
    return article


def tasks(*, are_open: bool = True) -> list[ArticleTask]:
    db.session.rollback()
    done = ArticleTask.done_at.is_(None) if are_open else ArticleTask.done_at.is_not(None)
    statement = select(ArticleTask).where(done).order_by(ArticleTask.id)
    return list(db.session.scalars(statement.execution_options(populate_existing=True)))


def kinds() -> list[TaskKind]:
    return [one.kind for one in tasks()]
