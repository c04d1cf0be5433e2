"""What makes words readable: publish, show, and bring an old revision back."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import case, select, update

from community.articles.actions import locked_translation, open_draft, write_draft
from community.articles.models import (
    Article,
    ArticleAuthor,
    ArticleRevision,
    Translation,
)
from community.articles.queries import ARTICLES, total_container
from community.articles.states import CreditKind, RevisionState, Significance, Staleness
from community.articles.texts import ArticleText
from community.content.actions import count_kept, touch
from community.content.models import Subject
from community.core.clock import now
from community.core.db import db, get_locked, insert_once
from community.core.errors import Conflict
from community.core.outbox import record
from community.events import ArticlePublished
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure


def publish(
    actor: Actor, article: Article, locale: str, *, published_at: datetime | None = None
) -> ArticleRevision:
    """Let readers see the draft of this language; what they saw is superseded, other languages learn of it."""
    ensure(actor, Permission.ARTICLE_PUBLISH, article)
    translation = locked_translation(article, locale)
    draft = open_draft(translation) if translation else None
    if translation is None or draft is None:
        raise Conflict(_l("There is no draft to publish in this language."))
    subject = get_locked(Subject, article.id)
    at = published_at or now()
    is_first = translation.published_revision_id is None
    _supersede(translation, draft)
    _mark_staleness(translation, draft.significance, is_first=is_first)
    draft.state, draft.published_at, draft.decided_at = RevisionState.PUBLISHED, at, at
    draft.reviewer_id = actor.member_id if actor.member_id != draft.author_id else None
    translation.published_revision_id, translation.draft_revision_id = draft.id, None
    translation.published_at = at
    translation.first_published_at = translation.first_published_at or at
    show(article, translation)
    _credit(article, draft, is_source=locale == subject.lang)
    touch(article.id, at)
    by = actor.member_id or draft.author_id
    event = ArticlePublished(article_id=article.id, locale=locale, actor_id=by, is_first=is_first)
    record(event if not actor.is_historic else historic(event))
    return draft


def historic(event: ArticlePublished) -> ArticlePublished:
    """The same event as an import tells it: to nobody."""
    return ArticlePublished(
        article_id=event.article_id,
        locale=event.locale,
        actor_id=event.actor_id,
        is_first=event.is_first,
        historic=True,
    )


def _supersede(translation: Translation, draft: ArticleRevision) -> None:
    """End the revision that readers saw; a typo keeps its verification and feedback, more begins anew."""
    if translation.published_revision_id is None:
        return
    before = get_locked(ArticleRevision, translation.published_revision_id)
    before.state = RevisionState.SUPERSEDED
    if draft.significance is Significance.TYPO:
        draft.basis_id = before.basis
    else:
        translation.verification_id = None
        translation.helpful_count = translation.unhelpful_count = 0


def _mark_staleness(translation: Translation, by: Significance, *, is_first: bool) -> None:
    """A translation that lagged behind has caught up; one that was current is the one that others follow."""
    lagged = translation.staleness is not Staleness.CURRENT
    if by is not Significance.TYPO:
        translation.staleness = Staleness.CURRENT
    if is_first or lagged or by is Significance.TYPO:
        return
    others = update(Translation).where(
        Translation.article_id == translation.article_id, Translation.id != translation.id
    )
    mark = Staleness.OUT_OF_DATE
    if by is Significance.MEDIUM:
        gone = Translation.staleness == Staleness.OUT_OF_DATE
        others = others.values(
            staleness=case((gone, Staleness.OUT_OF_DATE), else_=Staleness.NEEDS_UPDATE)
        )
    else:
        others = others.values(staleness=mark)
    db.session.execute(others.execution_options(synchronize_session=False))


def show(article: Article, translation: Translation) -> None:
    """List a published language unless the article is archived; the section's total follows."""
    if translation.is_live or article.is_archived:
        return
    live = select(Translation.id).where(
        Translation.article_id == article.id, Translation.is_live, Translation.id != translation.id
    )
    if db.session.scalars(live.limit(1)).first() is None:
        count_kept(total_container(article.section_id), ARTICLES, 1)
    translation.is_live = True


def _credit(article: Article, revision: ArticleRevision, *, is_source: bool) -> None:
    if revision.author_id is not None:
        kind = CreditKind.WRITER if is_source else CreditKind.TRANSLATOR
        keys = {"article_id": article.id, "member_id": revision.author_id}
        insert_once(ArticleAuthor, **keys, kind=kind, credited_at=revision.published_at)


def restore_revision(
    actor: Actor, article: Article, locale: str, *, revision: ArticleRevision, text: ArticleText
) -> ArticleRevision:
    """Bring an old revision's words back as the draft; `text` is those words through the present renderer."""
    note = _l("Restored revision %(number)s", number=revision.number)
    return write_draft(
        actor,
        article,
        locale,
        text,
        significance=Significance.MAJOR,
        note=str(note),
        restored_id=revision.id,
    )
