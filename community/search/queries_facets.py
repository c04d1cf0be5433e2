"""By what documents can be narrowed: exact marks such as `tag:refund`, `area:3`, `by:17`, `is:unanswered`."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from sqlalchemy import select

from community.articles.models import ArticleArea
from community.content.models import Subject, SubjectTag, Tag, Visibility
from community.core.db import db
from community.core.search_engine.port import Document
from community.questions.models import Answer, Question, official_holds
from community.search.language import OFFICIAL, UNANSWERED, Name
from community.search.queries_rows import NOBODY_YET


def with_facets(documents: Iterable[Document], subject_ids: Collection[int]) -> list[Document]:
    """The documents of these subjects with their marks, in a fixed order; five statements for all of them.

    `is:verified` is no mark: a verification ends while no row changes.
    """
    marks: dict[int, set[str]] = {}
    for subject_id, mark in _marks(subject_ids):
        marks.setdefault(subject_id, set()).add(mark)
    return [
        replace(one, facets=_facets(one, marks.get(one.subject_id, set()))) for one in documents
    ]


def _facets(document: Document, marks: set[str]) -> tuple[str, ...]:
    own = {f"{Name.STATE}:{document.state}"} if document.state else set()
    if document.area_id is not None:
        own.add(f"{Name.AREA}:{document.area_id}")
    return tuple(sorted(own | marks))


def _marks(subject_ids: Collection[int]) -> Iterator[tuple[int, str]]:
    authors = select(Subject.id, Subject.author_id).where(Subject.id.in_(subject_ids))
    for subject_id, author_id in db.session.execute(authors):
        if author_id is not None:
            yield subject_id, f"{Name.AUTHOR}:{author_id}"
    tags = select(SubjectTag.subject_id, Tag.key).join(Tag, Tag.id == SubjectTag.tag_id)
    for subject_id, key in db.session.execute(tags.where(SubjectTag.subject_id.in_(subject_ids))):
        yield subject_id, f"{Name.TAG}:{key}"
    areas = select(ArticleArea.article_id, ArticleArea.product_area_id)
    for article_id, area_id in db.session.execute(
        areas.where(ArticleArea.article_id.in_(subject_ids))
    ):
        yield article_id, f"{Name.AREA}:{area_id}"
    waiting = select(Question.id).where(
        Question.id.in_(subject_ids), Question.answer_count == 0, Question.state.in_(NOBODY_YET)
    )
    for question_id in db.session.scalars(waiting):
        yield question_id, f"{Name.STATE}:{UNANSWERED}"
    official = select(Answer.question_id).join(Subject, Subject.id == Answer.id)
    standing = official_holds(), Subject.visibility == Visibility.VISIBLE
    for question_id in db.session.scalars(
        official.where(Answer.question_id.in_(subject_ids), *standing)
    ):
        yield question_id, f"{Name.STATE}:{OFFICIAL}"
