"""What a translator looks at: the language to follow, what it says now, and what it said when it was translated."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from community.articles.models import ArticleRevision, Translation
from community.articles.states import Staleness
from community.core.db import db
from community.core.errors import NotFound


@dataclass(frozen=True)
class Source:
    """The language to follow: its published text, and the one that the translation was made from (None: none yet)."""

    locale: str
    revision: ArticleRevision
    known: ArticleRevision | None

    @property
    def has_changed(self) -> bool:
        """Whether it says something that the translation has not followed yet."""
        return self.known is not None and self.known.id != self.revision.id


def find_source(
    translations: Mapping[str, Translation], lang: str, written_in: str, wanted: str | None
) -> Source:
    """The published language to follow: the wanted one, else one that is current, else the article's first.

    NotFound where no other language is published.
    """
    others = [one for key, one in translations.items() if key != lang and one.published]
    others.sort(
        key=lambda one: (
            one.locale != wanted,
            one.staleness is not Staleness.CURRENT,
            one.locale != written_in,
            one.id,
        )
    )
    if not others or others[0].published is None:
        raise NotFound
    source = others[0]
    return Source(source.locale, others[0].published, find_known(source, translations.get(lang)))


def find_known(source: Translation, translation: Translation | None) -> ArticleRevision | None:
    """The source's revision that readers' translation was made from; unless it says, the one published at its time.

    Old words that a draft brings back were made from another one.
    """
    published = translation.published if translation else None
    if translation is None or published is None:
        return None
    draft = translation.draft
    restores = draft is not None and draft.is_in_the_making and draft.restored_id is not None
    said = draft if draft and restores else published
    of_source = select(ArticleRevision).where(ArticleRevision.translation_id == source.id)
    if said.source_id is not None:
        found = db.session.scalars(of_source.where(ArticleRevision.id == said.source_id))
        if (known := found.first()) is not None:
            return known
    then = of_source.where(ArticleRevision.published_at <= (translation.published_at))
    return db.session.scalars(then.order_by(ArticleRevision.number.desc()).limit(1)).first()


def checked_source_id(article_id: int, lang: str, revision_id: int | None) -> int | None:
    """The id, if it is a published text of another language of this article; NotFound for any other."""
    if revision_id is None:
        return None
    statement = (
        select(ArticleRevision.id)
        .join(Translation, Translation.id == ArticleRevision.translation_id)
        .where(
            ArticleRevision.id == revision_id,
            ArticleRevision.published_at.is_not(None),
            Translation.article_id == article_id,
            Translation.locale != lang,
        )
    )
    if db.session.scalars(statement).first() is None:
        raise NotFound
    return revision_id
