"""What happens to an article as a whole: archived, moved, renamed, verified, found helpful or not."""

from collections.abc import Iterable
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update
from sqlalchemy.orm import InstrumentedAttribute

from community import site_settings
from community.articles.actions import free_slug, open_draft
from community.articles.actions_audience import settle_audience
from community.articles.actions_promises import keep_promise
from community.articles.actions_publishing import show
from community.articles.actions_review import cancel_schedule
from community.articles.actions_tasks import settle_article_tasks
from community.articles.addresses import old_slug_path, slug_of
from community.articles.models import (
    Article,
    ArticleArea,
    ArticleRevision,
    Feedback,
    HelpSection,
    Translation,
    Verification,
)
from community.articles.queries import ARTICLES, total_container
from community.articles.queries_desk import get_article
from community.articles.queries_redirects import TRANSLATION
from community.articles.states import FeedbackReason, RevisionState
from community.content.actions import count_kept, mark_dirty, touch
from community.content.actions_redirects import keep_redirect
from community.core.audit import audit
from community.core.clock import now
from community.core.db import db, get_locked, insert_once, lock
from community.core.errors import Conflict, Invalid, NotFound
from community.core.outbox import record
from community.core.tasks import enqueue_job
from community.core.versions import raise_version
from community.events import ArticleArchived, ArticleRated, ArticleVerified
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure

# The worker's job: those that link to a new address learn of it.
LOOK_AT_LINKS = "check_links_of"


def _locked_translations(article: Article) -> list[Translation]:
    statement = (
        select(Translation)
        .where(Translation.article_id == article.id)
        .order_by(Translation.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(statement))


def archive(actor: Actor, article: Article) -> None:
    """Take an article with all its languages from the readers; its address says that it is gone.

    What was scheduled is taken back, and waits for its writers.
    """
    ensure(actor, Permission.ARTICLE_ARCHIVE, article)
    lock(article)
    if article.is_archived:
        return
    translations = _locked_translations(article)
    if any(one.is_live for one in translations):
        count_kept(total_container(article.section_id), ARTICLES, -1)
    for translation in translations:
        translation.is_live = False
        draft = open_draft(translation)
        if draft is not None and draft.state is RevisionState.SCHEDULED:
            cancel_schedule(actor, article, translation.locale)
    article.archived_at, article.archived_by_id = now(), actor.member_id
    _tell_archived(actor, article)


def unarchive(actor: Actor, article: Article) -> None:
    """Let readers have an archived article again, as it was."""
    ensure(actor, Permission.ARTICLE_ARCHIVE, article)
    lock(article)
    if not article.is_archived:
        return
    article.archived_at = article.archived_by_id = None
    for translation in _locked_translations(article):
        if translation.published_revision_id is not None:
            show(article, translation)
            db.session.flush()  # the next language asks whether one is live
    _tell_archived(actor, article)


def _tell_archived(actor: Actor, article: Article) -> None:
    touch(article.id)
    raise_version("visibility")
    by, historic = actor.member_id, actor.is_historic
    audit(
        by,
        "article.archive" if article.is_archived else "article.unarchive",
        ("article", article.id),
    )
    record(ArticleArchived(article_id=article.id, actor_id=by, historic=historic))


def rename(actor: Actor, article: Article, locale: str, slug: str) -> None:
    """Give a language another address; the old one leads here for ever."""
    ensure(actor, Permission.ARTICLE_WRITE, article)
    lock(article)
    wanted = slug_of(slug, "")
    translation = next((one for one in _locked_translations(article) if one.locale == locale), None)
    if translation is None:
        raise NotFound
    if wanted == translation.slug:
        return
    if not wanted or free_slug(article.section_id, locale, wanted) != wanted:
        raise Invalid(_l("Another article of this section has this address."), field="slug")
    _keep_address(translation)
    translation.slug = wanted
    enqueue_job(LOOK_AT_LINKS, subject_id=article.id)
    touch(article.id)
    raise_version("help")


def move(actor: Actor, article: Article, section: HelpSection) -> None:
    """Put an article with all its languages into another section, within what that lets see."""
    ensure(actor, Permission.ARTICLE_WRITE, article)
    lock(section)  # its grants bound the article's
    lock(article)
    if article.section_id == section.id:
        return
    translations = _locked_translations(article)
    if any(one.is_live for one in translations):
        count_kept(total_container(article.section_id), ARTICLES, -1)
        count_kept(total_container(section.id), ARTICLES, 1)
    for translation in translations:
        _keep_address(translation)
        translation.slug = free_slug(section.id, translation.locale, translation.slug)
        translation.section_id = section.id
    article.section_id = section.id
    settle_audience(article, section)
    settle_article_tasks(article.id)
    enqueue_job(LOOK_AT_LINKS, subject_id=article.id)
    touch(article.id)
    raise_version("help")


def _keep_address(translation: Translation) -> None:
    """Old addresses of what nobody could read lead nowhere."""
    if translation.published_revision_id is not None:
        path = old_slug_path(translation.section_id, translation.locale, translation.slug)
        keep_redirect(path, TRANSLATION, translation.id)


def sort_into(
    actor: Actor, article: Article, *, owner_id: int | None, product_area_ids: Iterable[int]
) -> None:
    """Say who looks after the article and which areas of the product it is about."""
    ensure(actor, Permission.ARTICLE_WRITE, article)
    lock(article)
    article.owner_id = owner_id
    db.session.execute(delete(ArticleArea).where(ArticleArea.article_id == article.id))
    for area_id in sorted(set(product_area_ids)):
        insert_once(ArticleArea, article_id=article.id, product_area_id=area_id)
    settle_article_tasks(article.id)
    mark_dirty(article.id)
    raise_version("help")


def verify(actor: Actor, article: Article, locale: str, *, seen: int | None = None) -> Verification:
    """Say that what readers see is right; it holds for the section's period.

    `seen` is the basis of what the actor read: Conflict when more than a typo was changed in the meantime.
    """
    lock(article)
    article = get_article(actor, article.id)
    ensure(actor, Permission.ARTICLE_VERIFY, article)
    translation = next((one for one in _locked_translations(article) if one.locale == locale), None)
    if translation is None or not translation.is_live or translation.published_revision_id is None:
        raise Conflict(_l("Only a published article can be verified."))
    revision = get_locked(ArticleRevision, translation.published_revision_id)
    if seen is not None and seen != revision.basis:
        raise Conflict(
            _l("This text has moved on since you opened the page. Look at it again, please.")
        )
    days = article.section.verification_days or site_settings.current().article_verification_days
    verification = Verification(revision_id=revision.basis, member_id=actor.member_id)
    verification.verified_at, verification.valid_until = now(), now() + timedelta(days=days)
    db.session.add(verification)
    db.session.flush()  # the translation points at it
    translation.verification_id = verification.id
    keep_promise(actor, article, locale)
    settle_article_tasks(article.id, by_id=actor.member_id)
    mark_dirty(article.id)
    record(
        ArticleVerified(
            article_id=article.id,
            locale=locale,
            verification_id=verification.id,
            actor_id=actor.member_id,
        )
    )
    return verification


def rate(
    actor: Actor,
    translation: Translation,
    *,
    was_helpful: bool,
    visitor_key: str | None = None,
    seen: int = 0,
) -> bool:
    """Say whether the text helped, once a person; saying otherwise later changes one's voice. False: nothing new.

    `seen` is the basis of what the reader read, 0 for what readers see now: an earlier text's voices count no more.
    """
    ensure(actor, Permission.ARTICLE_FEEDBACK)
    lock(translation)
    basis = _basis_of(translation, seen)
    person = _person(actor, visitor_key)
    values = {"was_helpful": was_helpful, "text": "", "created_at": now()}
    if insert_once(Feedback, revision_id=basis, **person, **values):
        _count(translation, basis, was_helpful, 1)
    else:
        voice = _voice(basis, person)
        if voice is None or voice.was_helpful is was_helpful:
            return False
        _count(translation, basis, voice.was_helpful, -1)
        _count(translation, basis, was_helpful, 1)
        voice.was_helpful, voice.reason = was_helpful, None
    article_id = translation.article_id
    record(ArticleRated(article_id=article_id, revision_id=basis, was_helpful=was_helpful))
    return True


def explain_rating(
    actor: Actor,
    translation: Translation,
    *,
    reason: FeedbackReason | None,
    text: str,
    visitor_key: str | None = None,
) -> None:
    """Add why to what one said last of the text, or of an earlier one; NotFound when one has said nothing."""
    ensure(actor, Permission.ARTICLE_FEEDBACK)
    lock(translation)
    voice = _last_voice(translation, _person(actor, visitor_key))
    if voice is None or not translation.is_live:
        raise NotFound
    voice.reason, voice.text = reason, text[:2000]


def _basis_of(translation: Translation, seen: int = 0) -> int:
    """What a voice is about: the text that was seen, if readers could see it, else what they see now."""
    if not translation.is_live or translation.published_revision_id is None:
        raise NotFound
    read = db.session.get(ArticleRevision, seen) if seen else None
    if read is None or read.translation_id != translation.id or read.published_at is None:
        read = db.session.get_one(ArticleRevision, translation.published_revision_id)
    return read.basis


def _person(actor: Actor, visitor_key: str | None) -> dict[str, int | str]:
    if actor.member_id is not None:
        return {"member_id": actor.member_id}
    return {"visitor_key": visitor_key or "somebody"}


def _voice(basis: int, person: dict[str, int | str]) -> Feedback | None:
    statement = select(Feedback).filter_by(revision_id=basis, **person).with_for_update()
    return db.session.scalars(statement).first()


def _last_voice(translation: Translation, person: dict[str, int | str]) -> Feedback | None:
    own = select(ArticleRevision.id).where(ArticleRevision.translation_id == translation.id)
    statement = select(Feedback).filter_by(**person).where(Feedback.revision_id.in_(own))
    return db.session.scalars(statement.order_by(Feedback.id.desc()).with_for_update()).first()


def _count(translation: Translation, basis: int, was_helpful: bool, by: int) -> None:
    if basis != _basis_of(translation):
        return
    counter: InstrumentedAttribute[int] = (
        Translation.helpful_count if was_helpful else Translation.unhelpful_count
    )
    statement = update(Translation).where(Translation.id == translation.id)
    statement = statement.values({counter: counter + by})
    db.session.execute(statement.execution_options(synchronize_session=False))
    mark_dirty(translation.article_id)
