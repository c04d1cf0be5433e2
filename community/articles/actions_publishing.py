"""What makes words readable: publish, show, and bring an old revision back."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from community.articles.actions import locked_translation, open_draft, write_draft
from community.articles.actions_staleness import find_source_id, settle_staleness
from community.articles.actions_steps import Seen, check_seen, take_step
from community.articles.lifecycle import Step
from community.articles.models import (
    Article,
    ArticleAuthor,
    ArticleRevision,
    Translation,
)
from community.articles.queries import ARTICLES, total_container
from community.articles.states import CreditKind, RevisionState, Significance
from community.articles.texts import ArticleText
from community.content.actions import count_kept, touch
from community.content.models import Subject
from community.core.clock import now
from community.core.db import db, get_locked, insert_once
from community.core.errors import Conflict
from community.core.outbox import record
from community.events import ArticlePublished
from community.policies.actor import SYSTEM, Actor
from community.policies.permission import Permission
from community.policies.registry import ensure


def publish(
    actor: Actor,
    article: Article,
    locale: str,
    *,
    published_at: datetime | None = None,
    seen: Seen | None = None,
) -> ArticleRevision:
    """Let readers see the draft of this language; what they saw is superseded, other languages learn of it.

    Where the site asks for review, only what is approved. `seen`: as for write_draft.
    """
    translation = locked_translation(article, locale)
    draft = open_draft(translation) if translation else None
    ensure(actor, Permission.ARTICLE_PUBLISH, draft)
    if translation is None or draft is None:
        raise Conflict(_l("There is no draft to publish in this language."))
    check_seen(seen, draft)
    subject = get_locked(Subject, article.id)
    at = published_at or now()
    is_first = translation.published_revision_id is None
    _take_publishing_step(actor, translation, draft)
    _supersede(translation, draft)
    settle_staleness(translation, draft, is_first=is_first)
    draft.published_at = draft.decided_at = at
    translation.published_revision_id, translation.draft_revision_id = draft.id, None
    translation.published_at = at
    translation.first_published_at = translation.first_published_at or at
    show(article, translation)
    _credit(article, draft, is_source=locale == subject.lang)
    touch(article.id, at)
    by = actor.member_id or draft.published_by_id or draft.author_id
    event = ArticlePublished(article_id=article.id, locale=locale, actor_id=by, is_first=is_first)
    record(event if not actor.is_historic else historic(event))
    return draft


def _take_publishing_step(actor: Actor, translation: Translation, draft: ArticleRevision) -> None:
    """An import needs no note of each page; what the worker publishes was decided by whoever scheduled it."""
    if actor.is_historic:
        draft.state = RevisionState.PUBLISHED
        return
    take_step(actor, translation, draft, Step.PUBLISH)
    if not actor.is_system:
        draft.published_by_id, draft.publish_at = actor.member_id, None


def publish_scheduled(revision_id: int) -> bool:
    """Publish what is due, once; False where it was published, moved, taken back or archived in the meantime."""
    of_revision = (
        select(Translation.article_id, Translation.locale)
        .join(ArticleRevision, ArticleRevision.translation_id == Translation.id)
        .where(ArticleRevision.id == revision_id)
    )
    place = db.session.execute(of_revision).first()
    if place is None:
        return False
    article = get_locked(Article, place.article_id)
    translation = locked_translation(article, place.locale)
    revision = get_locked(ArticleRevision, revision_id)
    due = revision.publish_at is not None and revision.publish_at <= now()
    is_current = translation is not None and translation.draft_revision_id == revision_id
    if revision.state is not RevisionState.SCHEDULED or not due or not is_current:
        return False
    if article.is_archived:
        return False
    publish(SYSTEM, article, place.locale)
    return True


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
    """Whoever wrote it, and whoever approved it; nobody twice."""
    kind = CreditKind.WRITER if is_source else CreditKind.TRANSLATOR
    credits_ = [(revision.author_id, kind), (revision.approved_by_id, CreditKind.REVIEWER)]
    for member_id, done in credits_:
        if member_id is not None:
            keys = {"article_id": article.id, "member_id": member_id}
            insert_once(ArticleAuthor, **keys, kind=done, credited_at=revision.published_at)


def restore_revision(
    actor: Actor,
    article: Article,
    locale: str,
    *,
    revision: ArticleRevision,
    text: ArticleText,
) -> ArticleRevision:
    """Bring an old revision's words back as the draft; `text` is those words through the present renderer.

    Conflict while somebody works on a draft: its words would be lost.
    """
    translation = locked_translation(article, locale)
    draft = open_draft(translation) if translation else None
    if draft is not None and draft.is_in_the_making:
        raise Conflict(
            _l(
                "There is a draft already. Publish it or give it up first, so that no words are lost."
            )
        )
    note = _l("Restored revision %(number)s", number=revision.number)
    return write_draft(
        actor,
        article,
        locale,
        text,
        significance=Significance.MAJOR,
        note=str(note),
        restored_id=revision.id,
        source_id=find_source_id(translation, revision) if translation else None,
    )
