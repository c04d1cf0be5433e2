"""What the service-level menu promises of articles: each is verified again within so many days."""

from sqlalchemy import func, select

from community.articles.models import Article, Translation
from community.content.models import Subject
from community.core.db import db
from community.policies.actor import SYSTEM, Actor
from community.service_levels.actions import (
    end_promise,
    open_promise,
    revive_promises,
    void_promises,
)
from community.service_levels.models import EndedBy, Promise, VoidReason
from community.service_levels.terms import PromiseKind

KIND = PromiseKind.ARTICLE_VERIFICATION


def begin_promise(article_id: int) -> Promise | None:
    """Promise the first check of an article, once it can be read; None when that was promised before."""
    article, subject = db.session.get(Article, article_id), db.session.get(Subject, article_id)
    if article is None or subject is None or article.is_archived or _last_ordinal(article_id):
        return None
    first = select(func.min(Translation.first_published_at))
    began = db.session.scalars(first.where(Translation.article_id == article_id)).first()
    return open_promise(SYSTEM, subject, KIND, started_at=began) if began else None


def keep_promise(actor: Actor, article: Article, locale: str) -> None:
    """The article's own language was checked: that was promised, and the next check is promised now."""
    subject = article.subject
    if locale != subject.lang and _is_live(article.id, subject.lang):
        return
    end_promise(article.id, KIND, EndedBy.TEAM, ended_by_id=actor.member_id)
    ordinal = _last_ordinal(article.id) + 1
    promise = open_promise(actor, subject, KIND)
    if promise is not None:
        promise.ordinal = ordinal


def settle_archived(article_id: int) -> None:
    """What nobody reads is owed no check; what is read again is owed it as before."""
    article = db.session.get(Article, article_id, populate_existing=True)
    if article is None:
        return
    if article.is_archived:
        void_promises(article_id, VoidReason.WITHDRAWN)
    else:
        revive_promises(article_id)


def _last_ordinal(article_id: int) -> int:
    statement = select(func.coalesce(func.max(Promise.ordinal), 0)).where(
        Promise.subject_id == article_id, Promise.kind == KIND
    )
    return db.session.scalars(statement).one()


def _is_live(article_id: int, locale: str) -> bool:
    statement = select(Translation.id).where(
        Translation.article_id == article_id, Translation.locale == locale, Translation.is_live
    )
    return db.session.scalars(statement).first() is not None
