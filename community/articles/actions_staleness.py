"""How far each language lags behind the one that was edited last, and when it has caught up."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import case, select, update

from community import site_settings
from community.articles.actions import locked_translation
from community.articles.actions_tasks import settle_article_tasks
from community.articles.models import Article, ArticleRevision, Translation
from community.articles.states import Significance, Staleness
from community.content.actions import mark_dirty
from community.core.audit import audit
from community.core.db import db, get_locked
from community.core.errors import Conflict, NotFound
from community.core.versions import raise_version
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure


def settle_staleness(translation: Translation, draft: ArticleRevision, *, is_first: bool) -> None:
    """Bring this language and the others to what publishing this draft means.

    A translation that lagged behind has caught up as far as the revision it was made from, or where it does not say
    which, as far as what readers saw when it was written; one that was current is the one that others follow.
    """
    lagged = translation.staleness is not Staleness.CURRENT
    by = draft.significance
    if draft.source_id is None and by is Significance.TYPO:
        draft.source_id = _own_source(translation)
    else:
        if draft.source_id is None and (lagged or is_first):
            draft.source_id = _followed(translation, draft.saved_at)
        known = draft.source_id
        translation.staleness = staleness_since(known) if known else Staleness.CURRENT
    is_current = translation.staleness is Staleness.CURRENT
    if is_current and not is_first and not lagged and by is not Significance.TYPO:
        _mark_others(translation, by)


def _own_source(translation: Translation) -> int | None:
    """What the words that readers see were translated from, as far as it is known."""
    statement = select(ArticleRevision.source_id).where(
        ArticleRevision.id == translation.published_revision_id
    )
    return db.session.scalars(statement).first()


def find_source_id(translation: Translation, revision: ArticleRevision) -> int | None:
    """What the words of this revision were made from, for a draft that brings them back or hardly changes them.

    Of words that led the others, once they lag behind them: what was made from this language last.
    """
    if revision.source_id is not None or translation.staleness is Staleness.CURRENT:
        return revision.source_id
    own = select(ArticleRevision.id).where(ArticleRevision.translation_id == translation.id)
    statement = (
        select(ArticleRevision.id)
        .join(Translation, Translation.id == ArticleRevision.translation_id)
        .where(ArticleRevision.source_id.in_(own), ArticleRevision.published_at.is_not(None))
        .order_by(Translation.staleness != Staleness.CURRENT, ArticleRevision.published_at.desc())
        .limit(1)
    )
    return db.session.scalars(statement).first()


def _followed(translation: Translation, written_at: datetime) -> int | None:
    """What readers saw at that time of the language that was edited last; its first words, where they saw none."""
    leads = (
        select(Translation.id)
        .where(
            Translation.article_id == translation.article_id,
            Translation.id != translation.id,
            Translation.published_revision_id.is_not(None),
            Translation.staleness == Staleness.CURRENT,
        )
        .order_by(Translation.published_at.desc(), Translation.id)
        .limit(1)
    )
    published = select(ArticleRevision.id).where(
        ArticleRevision.translation_id == leads.scalar_subquery(),
        ArticleRevision.published_at.is_not(None),
    )
    then = published.where(ArticleRevision.published_at <= written_at)
    newest = then.order_by(ArticleRevision.number.desc()).limit(1)
    oldest = published.order_by(ArticleRevision.number).limit(1)
    return db.session.scalars(newest).first() or db.session.scalars(oldest).first()


def staleness_since(source_id: int) -> Staleness:
    """How far a translation of that revision lags now, by the greatest edit of its source that came after it."""
    source = get_locked(ArticleRevision, source_id)
    statement = select(ArticleRevision.significance).where(
        ArticleRevision.translation_id == source.translation_id,
        ArticleRevision.number > source.number,
        ArticleRevision.published_at.is_not(None),
    )
    edits = set(db.session.scalars(statement.distinct()))
    if Significance.MAJOR in edits:
        return Staleness.OUT_OF_DATE
    return Staleness.NEEDS_UPDATE if Significance.MEDIUM in edits else Staleness.CURRENT


def _mark_others(translation: Translation, by: Significance) -> None:
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


def mark_up_to_date(actor: Actor, article: Article, locale: str, source_id: int) -> None:
    """Say that what readers see in this language says all that the source says; no word of it changes.

    Where the site asks for review, somebody who did not write the translation says so, as for an approval. Conflict
    when the source was edited after the writer had looked at it.
    """
    translation = locked_translation(article, locale)
    if translation is None or translation.published_revision_id is None:
        raise NotFound
    revision = get_locked(ArticleRevision, translation.published_revision_id)
    ensure(actor, Permission.ARTICLE_WRITE, article)
    if site_settings.current().articles_need_review:
        ensure(actor, Permission.ARTICLE_REVIEW, revision)
    source = get_locked(ArticleRevision, source_id)
    if not _is_followable(translation, source):
        raise NotFound
    if staleness_since(source_id) is not Staleness.CURRENT:
        raise Conflict(_l("The other language was edited again. Compare once more, please."))
    revision.source_id, translation.staleness = source_id, Staleness.CURRENT
    settle_article_tasks(article.id, by_id=actor.member_id)
    mark_dirty(article.id)
    raise_version("help")
    audit(actor.member_id, "article.up_to_date", ("article", article.id), locale=locale)


def _is_followable(translation: Translation, source: ArticleRevision) -> bool:
    """Whether that is a published text of another language of the same article."""
    other = db.session.get(Translation, source.translation_id)
    return (
        other is not None
        and other.article_id == translation.article_id
        and other.id != translation.id
        and source.published_at is not None
    )
