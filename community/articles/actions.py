"""What writers do with an article's words before anybody reads them: begin it, add a language, draft."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from community.articles.actions_steps import Seen, back_to_draft, check_seen, take_step
from community.articles.addresses import slug_of
from community.articles.lifecycle import Step
from community.articles.models import (
    MAX_SUMMARY,
    MAX_TITLE,
    Article,
    ArticleArea,
    ArticleRevision,
    HelpSection,
    Translation,
)
from community.articles.states import RevisionState, Significance
from community.articles.texts import ArticleText
from community.content.actions import new_subject, require
from community.content.models import SubjectKind
from community.core.clock import now
from community.core.db import db, get_locked, lock
from community.core.errors import Invalid
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.service_levels.queries_quotes import ensure_quotable


def create_article(
    actor: Actor,
    section: HelpSection,
    *,
    lang: str,
    product_area_ids: Iterable[int] = (),
    owner_id: int | None = None,
    created_at: datetime | None = None,
    author_id: int | None = None,
) -> Article:
    """An article without a word yet; it shares its section's audience. `lang` is its first language."""
    ensure(actor, Permission.ARTICLE_WRITE)
    subject = new_subject(
        actor,
        SubjectKind.ARTICLE,
        lang=lang,
        audience_id=section.audience_id,
        created_at=created_at,
        author_id=author_id,
    )
    owner = owner_id if owner_id is not None else section.owner_id
    article = Article(id=subject.id, section_id=section.id, owner_id=owner)
    db.session.add(article)
    db.session.flush()  # areas and translations point at it
    areas = {
        ArticleArea(article_id=article.id, product_area_id=one) for one in set(product_area_ids)
    }
    db.session.add_all(areas)
    return article


def add_translation(
    actor: Actor,
    article: Article,
    locale: str,
    *,
    title: str,
    slug: str | None = None,
    position: int | None = None,
) -> Translation:
    """Begin a language: its address is taken from now on, its words come with write_draft."""
    ensure(actor, Permission.ARTICLE_WRITE, article)
    wanted = slug_of(slug or title, f"article-{article.id}")
    translation = Translation(article_id=article.id, section_id=article.section_id, locale=locale)
    translation.slug = free_slug(article.section_id, locale, wanted)
    translation.position = position if position is not None else _position(article)
    db.session.add(translation)
    db.session.flush()  # revisions point at it
    return translation


def _position(article: Article) -> int:
    """Where its other languages stand, else behind all that readers find in the section."""
    own = select(Translation.position).where(Translation.article_id == article.id).limit(1)
    found = db.session.scalars(own).first()
    if found is not None:
        return found
    last = select(func.max(Translation.position)).where(
        Translation.section_id == article.section_id, Translation.is_live
    )
    return (db.session.scalars(last).one() or 0) + 1


def free_slug(section_id: int, locale: str, wanted: str) -> str:
    """The wanted slug, with a number when another article of the section has it in this language."""
    here = (Translation.section_id == section_id, Translation.locale == locale)
    same = select(Translation.id).where(*here, Translation.slug == wanted)
    if db.session.scalars(same).first() is None:
        return wanted
    alike = select(Translation.slug).where(
        *here, Translation.slug.startswith(f"{wanted}-", autoescape=True)
    )
    names = set(db.session.scalars(alike))
    number = 2
    while f"{wanted}-{number}" in names:
        number += 1
    return f"{wanted}-{number}"


def write_draft(
    actor: Actor,
    article: Article,
    locale: str,
    text: ArticleText,
    *,
    significance: Significance = Significance.MEDIUM,
    note: str = "",
    seen: Seen | None = None,
    restored_id: int | None = None,
    source_id: int | None = None,
    created_at: datetime | None = None,
    author_id: int | None = None,
) -> ArticleRevision:
    """Keep words that readers do not see yet; a first draft begins the language.

    `seen` is (number, saves) of the draft that the writer had before him, (0, 0) for none: DraftMoved when somebody
    saved another in the meantime. Other words than those in review or approved are a draft again; what is scheduled
    is not changed. `source_id`: the revision of another language whose words these say, where the writer said so.
    """
    ensure(actor, Permission.ARTICLE_WRITE, article)
    check_words(text)
    if not actor.is_historic:  # what is imported may hold braces of its own
        ensure_quotable(text.title, text.summary, text.body)
    translation = locked_translation(article, locale)
    if translation is None:
        translation = add_translation(actor, article, locale, title=text.title)
    found = open_draft(translation)
    check_seen(seen, found)
    at, by = created_at or now(), author_id or actor.member_id
    draft = _writable(actor, translation, found, text=text, significance=significance, by=(by, at))
    say(draft, text)
    draft.significance, draft.note, draft.saved_at = significance, note[:300], at
    draft.restored_id = restored_id or draft.restored_id
    draft.source_id = source_id or draft.source_id
    db.session.flush()  # the translation points at it, and callers name it
    translation.draft_revision_id = draft.id
    return draft


def _writable(
    actor: Actor,
    translation: Translation,
    draft: ArticleRevision | None,
    *,
    text: ArticleText,
    significance: Significance,
    by: tuple[int | None, datetime],
) -> ArticleRevision:
    """The draft that these words go into: the present one, a draft again where it was more, or the next."""
    author_id, at = by
    if draft is None or draft.state is RevisionState.REJECTED:
        draft = new_revision(translation, author_id, at)
        db.session.add(draft)
    elif _says_otherwise(draft, text, significance):
        _reopen(actor, translation, draft)
        draft.saves += 1
        draft.writer_ids = sorted({*draft.writer_ids, *([author_id] if author_id else [])})
    return draft


def _says_otherwise(draft: ArticleRevision, text: ArticleText, significance: Significance) -> bool:
    said = (draft.title, draft.summary, draft.body, draft.significance)
    return said != (text.title, text.summary, text.body, significance)


def _reopen(actor: Actor, translation: Translation, draft: ArticleRevision) -> None:
    """What was in review or approved is a draft again; Invalid for what is scheduled, but to an import."""
    if actor.is_historic:
        back_to_draft(draft)
    elif draft.state is RevisionState.SCHEDULED:
        raise Invalid(
            _l("This text is scheduled. Cancel the schedule first; what you typed is still below.")
        )
    elif draft.state is not RevisionState.DRAFT:
        take_step(actor, translation, draft, Step.EDIT)


def check_words(text: ArticleText) -> None:
    """Invalid on the field that says nothing or too much."""
    require(text.title, "title")
    require(text.body, "body")
    if len(text.title) > MAX_TITLE:
        raise Invalid(_l("A title has at most %(max)s characters.", max=MAX_TITLE), field="title")
    if len(text.summary) > MAX_SUMMARY:
        message = _l("A summary has at most %(max)s characters.", max=MAX_SUMMARY)
        raise Invalid(message, field="summary")


def locked_translation(article: Article, locale: str) -> Translation | None:
    """The article in this language, locked until the commit; None when nobody has begun it.

    The article is locked before it, as all do who change one: its languages, its place and whether it is archived
    change one after the other, and nobody waits for somebody who waits for him.
    """
    lock(article)
    statement = (
        select(Translation)
        .where(Translation.article_id == article.id, Translation.locale == locale)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).first()


def open_draft(translation: Translation) -> ArticleRevision | None:
    """The revision in the making, locked until the commit."""
    if translation.draft_revision_id is None:
        return None
    return get_locked(ArticleRevision, translation.draft_revision_id)


def new_revision(translation: Translation, author_id: int | None, at: datetime) -> ArticleRevision:
    """A revision with the next number and no words yet; the translation is locked by the caller."""
    newest = select(func.coalesce(func.max(ArticleRevision.number), 0)).where(
        ArticleRevision.translation_id == translation.id
    )
    number = db.session.scalars(newest).one() + 1
    revision = ArticleRevision(translation_id=translation.id, number=number, saves=1)
    revision.author_id, revision.created_at = author_id, at
    revision.state = RevisionState.DRAFT
    revision.writer_ids = [author_id] if author_id is not None else []
    return revision


def say(revision: ArticleRevision, text: ArticleText) -> None:
    """Let a revision say these words."""
    revision.title, revision.summary, revision.body = text.title, text.summary, text.body
    revision.html, revision.text = text.html, text.text
    revision.toc = [list(heading) for heading in text.toc]
    revision.renderer_version = text.renderer_version
