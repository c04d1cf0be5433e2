"""Who may see an article, a section, a category: changed in one transaction, in force everywhere with its commit."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select

from community.articles.audiences import PUBLIC, closed_to, effective
from community.articles.models import Article, HelpSection
from community.content.actions import change_audience, intern_audience, mark_all_dirty
from community.content.models import AudienceGrant, Subject
from community.core.audit import audit
from community.core.db import db, get_locked, lock
from community.core.outbox import record
from community.core.versions import raise_version
from community.events import ArticleAudienceChanged
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure


def set_audience(actor: Actor, article: Article, grants: Sequence[str] | None) -> None:
    """Let these see the article, never more than its section does; None is as its section."""
    ensure(actor, Permission.ARTICLE_WRITE, article)
    section = get_locked(HelpSection, article.section_id)  # its grants bound the article's
    lock(article)
    article.inherits_audience = grants is None
    article.grants = None if grants is None else closed_to(grants)
    settle_audience(article, section)
    audit(
        actor.member_id, "article.audience_changed", ("article", article.id), seen_by=article.grants
    )
    by, historic = actor.member_id, actor.is_historic
    record(ArticleAudienceChanged(article_id=article.id, actor_id=by, historic=historic))


def settle_audience(article: Article, section: HelpSection) -> None:
    """Point a locked article at the audience that it has in this locked section."""
    subject = get_locked(Subject, article.id)
    if article.inherits_audience:
        change_audience(subject, section.audience_id)
    else:
        _settle_own(article, subject, list_grants(section.audience_id))


def settle_articles_of(section_id: int, grants: Sequence[str]) -> None:
    """Follow a section whose grants changed with its articles that have an audience of their own."""
    own = select(Article).where(Article.section_id == section_id, ~Article.inherits_audience)
    # Locked: one that is being moved away is judged by the section that it arrives in.
    held = own.order_by(Article.id).with_for_update().execution_options(populate_existing=True)
    for article in db.session.scalars(held):
        _settle_own(article, get_locked(Subject, article.id), grants)


def _settle_own(article: Article, subject: Subject, outer: Sequence[str]) -> None:
    change_audience(subject, intern_audience(effective(outer, article.grants)))


def list_grants(audience_id: int) -> list[str]:
    """The grants of an audience, read in the present transaction."""
    statement = select(AudienceGrant.grant).where(AudienceGrant.audience_id == audience_id)
    return sorted(db.session.scalars(statement))


def grant(audience_id: int, grants: Collection[str]) -> None:
    """Let exactly these see what points at the audience; cached pages end.

    The words of what everybody may read are offered to everybody for others: they come and go with that.
    """
    if (PUBLIC in grants) is not (PUBLIC in list_grants(audience_id)):
        theirs = select(Subject.id).where(Subject.audience_id == audience_id)
        mark_all_dirty(db.session.scalars(theirs))
    db.session.execute(delete(AudienceGrant).where(AudienceGrant.audience_id == audience_id))
    db.session.add_all(AudienceGrant(audience_id=audience_id, grant=one) for one in grants)
    db.session.flush()  # an actor resolves his audiences by these rows
    raise_version("visibility")
