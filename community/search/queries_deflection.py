"""What look-alikes did: shown beside a form, opened, and the form sent all the same or left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Integer, and_, case, cast, exists, func, select

from community.articles.models import ArticleRevision, SectionSlug, Translation
from community.content.models import Subject, SubjectKind
from community.content.models_aids import DraftAid
from community.content.queries import get_subject, visible_to
from community.core import paging
from community.core.clock import now
from community.core.db import db
from community.core.paging import Page
from community.ideas.models import Board, Idea
from community.policies.actor import Actor
from community.questions.models import Question
from community.search.addresses import address
from community.search.models import DraftHit, DraftVisit

SIZE = 50
# A form that was begun so long ago and is not sent was left.
LEFT_AFTER = timedelta(hours=2)
SHOWN = func.count(DraftHit.token)
OPENED = func.coalesce(func.sum(cast(DraftHit.was_opened, Integer)), 0)


@dataclass(frozen=True)
class FormFigures:
    """Forms of one kind that were begun, opened a look-alike, were sent, and were left after opening one."""

    began: int = 0
    helped: int = 0
    sent: int = 0
    left: int = 0

    @property
    def deflection(self) -> int:
        """Forms left after opening a suggestion, in percent of the forms begun."""
        return round(100 * self.left / self.began) if self.began else 0


@dataclass(frozen=True)
class Deflector:
    """A subject that was shown beside forms: how often, opened, and the form left after it."""

    subject_id: int
    kind: str
    title: str
    href: str
    shown: int
    opened: int
    left: int


@dataclass(frozen=True)
class SeenBefore:
    """What an author was shown before sending, and whether he opened it."""

    subject_id: int
    kind: str
    title: str
    href: str
    was_opened: bool


def sum_forms(weeks: int) -> dict[str, FormFigures]:
    """The figures of the forms of the last weeks by what they are for: question, idea."""
    opened = exists().where(DraftHit.token == DraftVisit.token, DraftHit.was_opened)
    rows = select(
        DraftVisit.kind,
        func.count(DraftVisit.token),
        func.sum(case((opened, 1), else_=0)),
        func.sum(cast(DraftVisit.is_sent, Integer)),
        func.sum(case((and_(opened, _is_left()), 1), else_=0)),
    ).where(DraftVisit.began_at >= _since(weeks))
    return {
        row[0]: FormFigures(*row[1:]) for row in db.session.execute(rows.group_by(DraftVisit.kind))
    }


def list_deflectors(actor: Actor, weeks: int, after: str | None = None) -> Page[Deflector]:
    """What was shown beside forms, of what the actor sees: what kept most people from asking first."""
    left = func.coalesce(func.sum(case((and_(DraftHit.was_opened, _is_left()), 1), else_=0)), 0)
    order = (left, OPENED, SHOWN, DraftHit.subject_id)
    statement = (
        select(DraftHit.subject_id, Subject.kind, SHOWN, OPENED, left)
        .join(DraftVisit, DraftVisit.token == DraftHit.token)
        .where(DraftVisit.began_at >= _since(weeks))
    )
    statement = visible_to(statement, actor, DraftHit.subject_id)
    statement = statement.group_by(DraftHit.subject_id, Subject.kind)
    key = paging.decode(after, len(order))
    if key is not None:
        statement = statement.having(_comes_after(order, key))
    rows = db.session.execute(statement.order_by(*(one.desc() for one in order)).limit(SIZE + 1))
    counts = [tuple(row) for row in rows]
    titles = find_titles([row[0] for row in counts])
    found = [
        Deflector(subject_id, str(kind), *titles.get(subject_id, ("", "")), *numbers)
        for subject_id, kind, *numbers in counts
    ]
    return paging.cut(
        found,
        lambda one: (one.left, one.opened, one.shown, one.subject_id),
        size=SIZE,
        began=key is not None,
    )


def list_seen_before(actor: Actor, subject_id: int) -> list[SeenBefore]:
    """What the author of this question or idea was shown before, of what the actor sees; NotFound as its page."""
    get_subject(actor, subject_id)
    statement = (
        select(DraftAid.subject_id, Subject.kind, DraftAid.was_opened)
        .where(DraftAid.for_id == subject_id)
        .order_by(DraftAid.was_opened.desc(), DraftAid.position)
    )
    rows = db.session.execute(visible_to(statement, actor, DraftAid.subject_id)).all()
    titles = find_titles([row.subject_id for row in rows])
    return [
        SeenBefore(row.subject_id, str(row.kind), *titles[row.subject_id], row.was_opened)
        for row in rows
        if row.subject_id in titles
    ]


def find_titles(subject_ids: Sequence[int]) -> Mapping[int, tuple[str, str]]:
    """Title and address of these articles, questions and ideas; one statement a kind."""
    found: dict[int, tuple[str, str]] = {}
    if not subject_ids:
        return found
    questions = select(Question.id, Question.title, Question.slug)
    for one in db.session.execute(questions.where(Question.id.in_(subject_ids))):
        path = {"slug": one.slug}
        found[one.id] = (one.title, address(SubjectKind.QUESTION, one.id, "", path))
    places = select(Idea.id, Idea.title, Idea.slug, Board.slug.label("board"))
    joined = places.join(Board, Board.id == Idea.board_id).where(Idea.id.in_(subject_ids))
    for idea in db.session.execute(joined):
        path = {"board": idea.board, "slug": idea.slug}
        found[idea.id] = (idea.title, address(SubjectKind.IDEA, idea.id, "", path))
    return found | _article_titles(subject_ids)


def _article_titles(subject_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    statement = (
        select(
            Translation.article_id,
            Translation.locale,
            Translation.slug,
            ArticleRevision.title,
            SectionSlug.slug.label("section"),
        )
        .join(ArticleRevision, ArticleRevision.id == Translation.published_revision_id)
        .join(
            SectionSlug,
            and_(
                SectionSlug.section_id == Translation.section_id,
                SectionSlug.locale == Translation.locale,
            ),
        )
        .where(Translation.article_id.in_(subject_ids), Translation.is_live)
        .order_by(Translation.locale.desc())
    )
    found = {}
    for one in db.session.execute(statement):
        path = {"section": one.section, "slug": one.slug}
        href = address(SubjectKind.ARTICLE, one.article_id, one.locale, path)
        found[one.article_id] = (one.title, href)
    return found


def _comes_after(order: Sequence[Any], key: Sequence[Any]) -> Any:
    """Whether a group stands behind the key, by each number in turn, all of them falling."""
    condition: Any = order[-1] < key[-1]
    for column, value in zip(reversed(order[:-1]), reversed(key[:-1]), strict=True):
        condition = (column < value) | and_(column == value, condition)
    return condition


def _is_left() -> Any:
    return and_(DraftVisit.is_sent.is_(False), DraftVisit.began_at < now() - LEFT_AFTER)


def _since(weeks: int) -> Any:
    return now() - timedelta(weeks=weeks)
