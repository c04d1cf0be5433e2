"""The moderators' lists: what was flagged or waits, and what is hidden and can come back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select, union_all

from community.accounts.queries import Person
from community.articles.addresses import article_address
from community.articles.models import ArticleRevision, SectionSlug, Translation
from community.circles.models import HourQuestion, LiveHour
from community.content.addresses import comment_path
from community.content.models import (
    Comment,
    Flag,
    FlagReason,
    FlagState,
    ProductArea,
    Subject,
    SubjectKind,
    Visibility,
)
from community.content.queries import list_authors
from community.content.screening import UNTOLD
from community.core import paging
from community.core.clock import now
from community.core.db import db
from community.core.paging import Page
from community.ideas.models import Board, Idea
from community.moderation.reasons import ERASED
from community.policies.actor import Actor
from community.questions.addresses import answer_path
from community.questions.models import Answer, Question
from community.questions.queries_places import place_of_answer

EXCERPT = 400
RESTORABLE = timedelta(days=30)


@dataclass(frozen=True)
class FlagRow:
    """One open flag."""

    reason: FlagReason
    note: str
    member_id: int
    created_at: datetime


@dataclass(frozen=True)
class Place:
    """Where a post stands, and how it begins."""

    title: str
    address: str
    text: str


@dataclass(frozen=True)
class Case:
    """A post that moderators look at."""

    id: int
    kind: SubjectKind
    visibility: Visibility
    visibility_at: datetime | None
    visibility_reason: str
    lang: str
    created_at: datetime
    author: Person | None
    place: Place | None
    flags: tuple[FlagRow, ...]


def in_reach(actor: Actor) -> Select[Any]:
    """Posts in the actor's audiences, hidden ones too: moderators see those, but not other people's."""
    # Writers take words away, and bring them back.
    is_post = Subject.kind != SubjectKind.GLOSSARY_TERM
    return select(Subject).where(Subject.audience_id.in_(sorted(actor.audience_ids)), is_post)


def list_cases(actor: Actor, after: str | None = None) -> Page[Case]:
    """What was flagged or waits, oldest first."""
    flagged = select(Flag.subject_id).where(Flag.state == FlagState.OPEN)
    waiting = or_(Subject.visibility == Visibility.PENDING, Subject.id.in_(flagged))
    statement = in_reach(actor).where(waiting)
    key = paging.decode(after, 1)
    if key and isinstance(key[0], int):
        statement = statement.where(Subject.id > key[0])
    rows = db.session.scalars(statement.order_by(Subject.id).limit(paging.SIZE + 1)).all()
    return paging.cut(_cases(rows), lambda case: (case.id,), began=key is not None)


def list_removed(actor: Actor, after: str | None = None) -> Page[Case]:
    """What is hidden, or was deleted in the last 30 days, newest first; not what went along with something else."""
    statement = in_reach(actor).where(
        Subject.visibility.in_((Visibility.HIDDEN, Visibility.DELETED)),
        or_(
            Subject.visibility_reason.is_(None),
            ~Subject.visibility_reason.like("with:%") & (Subject.visibility_reason != ERASED),
        ),
        or_(Subject.visibility == Visibility.HIDDEN, Subject.visibility_at > now() - RESTORABLE),
    )
    key = paging.decode(after, 1)
    if key and isinstance(key[0], int):
        statement = statement.where(Subject.id < key[0])
    rows = db.session.scalars(statement.order_by(Subject.id.desc()).limit(paging.SIZE + 1)).all()
    return paging.cut(_cases(rows), lambda case: (case.id,), began=key is not None)


def count_waiting(actor: Actor) -> int:
    """How many posts within reach were flagged or wait."""
    flagged = select(Flag.subject_id).where(Flag.state == FlagState.OPEN)
    pending = select(Subject.id).where(Subject.visibility == Visibility.PENDING)
    both = in_reach(actor).where(Subject.id.in_(union_all(flagged, pending)))
    return db.session.scalars(both.with_only_columns(func.count())).one()


def _cases(subjects: Iterable[Subject]) -> list[Case]:
    found = list(subjects)
    ids = [one.id for one in found]
    flags, places = _flags(ids), list_places(ids)
    people = list_authors(one.author_id for one in found)
    return [
        Case(
            one.id,
            one.kind,
            one.visibility,
            one.visibility_at,
            (one.visibility_reason or "").removesuffix(UNTOLD),
            one.lang,
            one.created_at,
            author=people.get(one.author_id or 0),
            place=places.get(one.id),
            flags=tuple(flags.get(one.id, ())),
        )
        for one in found
    ]


def _flags(ids: list[int]) -> dict[int, list[FlagRow]]:
    statement = select(
        Flag.subject_id, Flag.reason, Flag.note, Flag.member_id, Flag.created_at
    ).where(Flag.subject_id.in_(ids), Flag.state == FlagState.OPEN)
    found: dict[int, list[FlagRow]] = {}
    for subject_id, *flag in db.session.execute(statement.order_by(Flag.id)):
        row: Any = flag
        found.setdefault(subject_id, []).append(FlagRow(*row))
    return found


def list_places(ids: list[int]) -> dict[int, Place]:
    """Title, address and beginning of these subjects; seven statements."""
    if not ids:
        return {}
    return {**_posts(ids), **_articles(ids), **_comments(ids), **_hours(ids)}


def _posts(ids: list[int]) -> dict[int, Place]:
    places: dict[int, Place] = {}
    questions = select(Question.id, Question.title, Question.slug, _begin(Question.text))
    for key, title, slug, text in db.session.execute(questions.where(Question.id.in_(ids))):
        places[key] = Place(title, f"/questions/{key}-{slug}", text)
    answers = select(
        Answer.id,
        Question.id,
        Question.title,
        Question.slug,
        _begin(Answer.text),
        place_of_answer(),
    ).join(Question, Question.id == Answer.question_id)
    for key, on, title, slug, text, place in db.session.execute(answers.where(Answer.id.in_(ids))):
        places[key] = Place(title, answer_path(on, slug, key, place), text)
    ideas = select(Idea.id, Idea.title, Idea.slug, Board.slug, _begin(Idea.text)).join(
        Board, Board.id == Idea.board_id
    )
    for key, title, slug, board, text in db.session.execute(ideas.where(Idea.id.in_(ids))):
        places[key] = Place(title, f"/ideas/{board}/{key}-{slug}", text)
    return places


def _articles(ids: list[int]) -> dict[int, Place]:
    statement = (
        select(
            Translation.article_id,
            Translation.locale,
            Translation.slug,
            SectionSlug.slug,
            ArticleRevision.title,
            _begin(ArticleRevision.text),
        )
        .join(ArticleRevision, ArticleRevision.id == Translation.published_revision_id)
        .join(
            SectionSlug,
            (SectionSlug.section_id == Translation.section_id)
            & (SectionSlug.locale == Translation.locale),
        )
        .where(Translation.article_id.in_(ids))
    )
    return {
        key: Place(title, article_address(locale, section, slug), text)
        for key, locale, slug, section, title, text in db.session.execute(statement)
    }


def _comments(ids: list[int]) -> dict[int, Place]:
    statement = select(Comment.id, Comment.on_id, _begin(Comment.body)).where(Comment.id.in_(ids))
    rows = [tuple(row) for row in db.session.execute(statement)]
    above: Mapping[int, Place] = {}
    if rows:
        on_ids = [row[1] for row in rows]
        above = {**_posts(on_ids), **_articles(on_ids)}
    places = {}
    for key, on_id, text in rows:
        place = above.get(on_id)
        if place is not None:
            places[key] = Place(place.title, comment_path(place.address, on_id, key), text)
    return places


def _hours(ids: list[int]) -> dict[int, Place]:
    hours = select(LiveHour.id, LiveHour.id, LiveHour.title, ProductArea.key, _begin(LiveHour.text))
    asked = select(
        HourQuestion.id, LiveHour.id, LiveHour.title, ProductArea.key, _begin(HourQuestion.text)
    ).join(LiveHour, LiveHour.id == HourQuestion.hour_id)
    places: dict[int, Place] = {}
    for statement, own in ((hours, LiveHour.id), (asked, HourQuestion.id)):
        placed = statement.join(ProductArea, ProductArea.id == LiveHour.product_area_id)
        for key, hour_id, title, area, text in db.session.execute(placed.where(own.in_(ids))):
            anchor = "" if key == hour_id else f"#question-{key}"
            places[key] = Place(title, f"/circles/{area}/hours/{hour_id}{anchor}", text)
    return places


def _begin(column: Any) -> Any:
    return func.substr(column, 1, EXCERPT)
