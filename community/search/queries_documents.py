"""How each kind of subject becomes a search document; only what is visible becomes one at all."""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from community.articles.models import (
    Article,
    ArticleArea,
    ArticleRevision,
    SectionSlug,
    Translation,
    Verification,
)
from community.articles.queries_audience import is_public
from community.content.models import Audience, Comment, Subject, SubjectTag, Tag, Visibility
from community.core.clock import now
from community.core.db import db
from community.core.search_engine.port import Document
from community.ideas.models import Board, Idea, IdeaStatus
from community.questions.models import Answer, Question
from community.search.addresses import KINDS
from community.search.queries_facets import with_facets
from community.service_levels.queries_quotes import filled_words

BATCH = 200
# Of the answers to a question the most helpful are indexed, so much of them in all.
REPLY_CHARACTERS = 30_000

Source = Callable[[Collection[int]], Iterator[Document]]


def documents_of(subject_ids: Collection[int]) -> list[Document]:
    """The documents of these subjects as their rows stand now; none for what is hidden or not published."""
    found = (document for source in SOURCES for document in source(subject_ids))
    return with_facets(found, subject_ids)


def all_documents() -> Iterator[Document]:
    """The documents of all subjects, a batch at a time, each batch read anew."""
    after = 0
    while ids := _subject_ids(after):
        yield from documents_of(ids)
        after = ids[-1]
        # A rebuild takes minutes: no snapshot is held that long.
        db.session.rollback()


def count_subjects() -> int:
    """How many subjects a rebuild looks at, for its progress bar."""
    return db.session.scalars(select(func.count(Subject.id)).where(Subject.kind.in_(KINDS))).one()


def owners_of(subject_ids: Collection[int]) -> set[int]:
    """The subjects whose documents hold these: an answer's question, what a comment is on, they themselves."""
    questions = select(Answer.question_id).where(Answer.id.in_(subject_ids))
    commented = select(Comment.on_id).where(Comment.id.in_(subject_ids))
    return {*subject_ids, *db.session.scalars(questions), *db.session.scalars(commented)}


def _subject_ids(after: int) -> list[int]:
    statement = select(Subject.id).where(Subject.kind.in_(KINDS), Subject.id > after)
    return list(db.session.scalars(statement.order_by(Subject.id).limit(BATCH)))


def _visible(statement: Any, subject_ids: Collection[int]) -> Any:
    return statement.where(Subject.id.in_(subject_ids), Subject.visibility == Visibility.VISIBLE)


def article_documents(subject_ids: Collection[int]) -> Iterator[Document]:
    """One document for each published translation of the articles among these."""
    columns = select(Subject, Translation, ArticleRevision, SectionSlug.slug, Verification)
    statement = (
        columns.join(Article, Article.id == Subject.id)
        .join(Translation, Translation.article_id == Article.id)
        .join(ArticleRevision, ArticleRevision.id == Translation.published_revision_id)
        .join(
            SectionSlug,
            (SectionSlug.section_id == Translation.section_id)
            & (SectionSlug.locale == Translation.locale),
        )
        .outerjoin(Verification, Verification.id == Translation.verification_id)
        .where(Translation.is_live)
    )
    tags, areas, public = tags_of(subject_ids), areas_of(subject_ids), _public_audiences()
    for subject, translation, revision, section, verification in _rows(statement, subject_ids):
        yield Document(
            **_identity(subject, public) | {"area_id": areas.get(subject.id)},
            lang=translation.locale,
            title=revision.title,
            headings=tuple(filled_words(str(one[2]), translation.locale) for one in revision.toc),
            summary=filled_words(revision.summary, translation.locale),
            body=filled_words(revision.text, translation.locale),
            tags=tags.get(subject.id, ()),
            state=str(translation.staleness),
            path={"section": section, "slug": translation.slug},
            created_at=translation.first_published_at or subject.created_at,
            updated_at=translation.published_at or subject.created_at,
            votes=translation.helpful_count,
            trust=1.0 if verification and verification.valid_until > now() else 0.0,
        )


def question_documents(subject_ids: Collection[int]) -> Iterator[Document]:
    """The questions among these, each with its visible answers."""
    statement = select(Subject, Question).join(Question, Question.id == Subject.id)
    tags, replies, public = tags_of(subject_ids), answers_of(subject_ids), _public_audiences()
    for subject, question in _rows(statement, subject_ids):
        yield Document(
            **_identity(subject, public),
            lang=subject.lang,
            title=question.title,
            body=question.text,
            replies="\n".join(replies.get(subject.id, ()))[:REPLY_CHARACTERS],
            tags=tags.get(subject.id, ()),
            state=str(question.state),
            path={"slug": question.slug},
            created_at=question.created_at,
            updated_at=question.edited_at or question.created_at,
            votes=question.popularity,
            accepted=question.is_solved,
        )


def idea_documents(subject_ids: Collection[int]) -> Iterator[Document]:
    """The ideas among these that are not merged into another, each with the words of what leads to it."""
    statement = (
        select(Subject, Idea, Board.slug, IdeaStatus.meaning)
        .join(Idea, Idea.id == Subject.id)
        .join(Board, Board.id == Idea.board_id)
        .join(IdeaStatus, IdeaStatus.id == Idea.status_id)
        .where(Idea.merged_into_id.is_(None))
    )
    tags, merged, public = tags_of(subject_ids), merged_into(subject_ids), _public_audiences()
    for subject, idea, board, meaning in _rows(statement, subject_ids):
        yield Document(
            **_identity(subject, public),
            lang=subject.lang,
            title=idea.title,
            body="\n".join([idea.text, *idea.circumstances.words]),
            replies="\n".join(merged.get(subject.id, ()))[:REPLY_CHARACTERS],
            tags=tags.get(subject.id, ()),
            state=str(meaning),
            path={"board": board, "slug": idea.slug},
            created_at=subject.created_at,
            updated_at=idea.edited_at or subject.created_at,
            votes=idea.supporters,
        )


# A new kind of document is a function here and its address in addresses.py.
SOURCES: tuple[Source, ...] = (article_documents, question_documents, idea_documents)


def answers_of(question_ids: Collection[int]) -> dict[int, list[str]]:
    """The texts of these questions' visible answers, most helpful first."""
    statement = _visible_answers().where(Answer.question_id.in_(question_ids))
    order = (Answer.helpful_count + Answer.votes_imported).desc(), Answer.id
    texts: dict[int, list[str]] = {}
    for question_id, text in db.session.execute(statement.order_by(*order)):
        texts.setdefault(question_id, []).append(text)
    return texts


def _visible_answers() -> Any:
    statement = select(Answer.question_id, Answer.text).join(Subject, Subject.id == Answer.id)
    return statement.where(Subject.visibility == Visibility.VISIBLE)


def merged_into(idea_ids: Collection[int]) -> dict[int, list[str]]:
    """What leads to each of these ideas, of what whoever sees the idea sees too: their titles and texts."""
    root = aliased(Subject)
    statement = (
        select(Idea.merged_into_id, Idea.title, Idea.text)
        .join(Subject, Subject.id == Idea.id)
        .join(root, root.id == Idea.merged_into_id)
        .where(Idea.merged_into_id.in_(idea_ids), Subject.visibility == Visibility.VISIBLE)
        .where(Subject.audience_id == root.audience_id)
    )
    words: dict[int, list[str]] = {}
    for root_id, title, text in db.session.execute(statement.order_by(Idea.id)):
        words.setdefault(root_id or 0, []).extend([title, text])
    return words


def areas_of(article_ids: Collection[int]) -> dict[int, int]:
    """The product area of each of these articles, the first of several."""
    first = func.min(ArticleArea.product_area_id).label("area_id")
    statement = select(ArticleArea.article_id, first)
    grouped = statement.where(ArticleArea.article_id.in_(article_ids))
    rows = db.session.execute(grouped.group_by(ArticleArea.article_id))
    return {row.article_id: row.area_id for row in rows}


def tags_of(subject_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """The tags of these subjects as words, in all languages."""
    statement = (
        select(SubjectTag.subject_id, Tag.key, Tag.name)
        .join(Tag, Tag.id == SubjectTag.tag_id)
        .where(SubjectTag.subject_id.in_(subject_ids))
        .order_by(SubjectTag.subject_id, Tag.key)
    )
    words: dict[int, tuple[str, ...]] = {}
    for subject_id, key, name in db.session.execute(statement):
        more = dict.fromkeys([key, *name.values()])
        words[subject_id] = (*words.get(subject_id, ()), *more)
    return words


def _rows(statement: Any, subject_ids: Collection[int]) -> Iterable[Any]:
    # What this session read before the index was asked to change is read again.
    options = {"populate_existing": True}
    return db.session.execute(_visible(statement, subject_ids), execution_options=options).all()


def _public_audiences() -> set[int]:
    """The audiences of everybody: each section of the help center has one of its own."""
    return set(db.session.scalars(select(Audience.id).where(is_public(Audience.id))))


def _identity(subject: Subject, public: Collection[int]) -> dict[str, Any]:
    return {
        "subject_id": subject.id,
        "kind": str(subject.kind),
        "audience_id": subject.audience_id,
        "public": subject.audience_id in public,
        "area_id": subject.product_area_id,
    }
