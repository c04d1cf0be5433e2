"""Who replied when in a thread: what clocks of promises are started, stopped and ended by."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from community.accounts.models import Member
from community.accounts.queries import is_staff
from community.content.models import Comment, Subject, Visibility
from community.core.db import db
from community.questions.models import Answer, Question, QuestionChange
from community.questions.states import QuestionState

# What the team writes when it leads a question there is a reply as well.
SPEAKING_STATES = (QuestionState.NEEDS_INFO, QuestionState.CLOSED)
# What leads a question from there to another state lets its clocks run on.
ENDED = (QuestionState.SOLVED, QuestionState.CLOSED, QuestionState.ARCHIVED)


@dataclass(frozen=True)
class Reply:
    """A public reply; `asks` says that the team asked for information by it."""

    at: datetime
    author_id: int | None
    asks: bool = False


def find_asker_reply(question: Question, since: datetime) -> Reply | None:
    """The asker's first visible answer or comment after an instant, or that he changed what he was asked about."""
    if question.author_id is None:
        return None
    posts = _posts(question, since, _answers(question), _comments(question))
    columns: tuple[Any, ...] = (QuestionChange.at, QuestionChange.actor_id)
    edits: Select[Any] = (
        select(*columns)
        .where(QuestionChange.question_id == question.id, QuestionChange.by_edit)
        .where(QuestionChange.at > since)
        .order_by(QuestionChange.id)
        .limit(1)
    )
    said = _first(posts.where(Subject.author_id == question.author_id))
    return _earlier(said, _first(edits))


def find_asker_post(question: Question, at: datetime) -> Subject | None:
    """The asker's answer or comment of this instant, whether it is shown or not."""
    posts = or_(Subject.id.in_(_answers(question)), Subject.id.in_(_comments(question)))
    statement = select(Subject).where(
        posts, Subject.author_id == question.author_id, Subject.created_at == at
    )
    return db.session.scalars(statement.limit(1)).first()


def find_team_reply_after(question: Question, since: datetime) -> Reply | None:
    """The first reply after an instant by the team: a post, or what it wrote about the state."""
    posts = _posts(question, since, _answers(question), _comments(question))
    said = _first(posts.where(_is_of_team(question, Subject.by_team, Subject.author_id)))
    return _earlier(said, _find_change(question, since, SPEAKING_STATES))


def find_handing_over(question: Question, since: datetime) -> Reply | None:
    """The first time after an instant that the team left it to the asker: by an answer or a question."""
    posts = _posts(question, since, _answers(question))
    said = _first(posts.where(_is_of_team(question, Subject.by_team, Subject.author_id)))
    return _earlier(said, _find_change(question, since, (QuestionState.NEEDS_INFO,)))


def find_peer_answer(question: Question, since: datetime) -> Reply | None:
    """The first visible answer after an instant by neither the team nor the asker."""
    others = ~_is_of_team(question, Subject.by_team, Subject.author_id)
    posts = _posts(question, since, _answers(question)).where(others)
    return _first(posts.where(Subject.author_id != (question.author_id or 0)))


def find_reply_at(question: Question, since: datetime, *, asked: bool) -> datetime | None:
    """When the wait for the asker ended, to whom the team left it at an instant; `asked`: by a question."""
    replies = [find_asker_reply(question, since), _find_peer_who_knew(question, since, asked=asked)]
    return min((reply.at for reply in replies if reply is not None), default=None)


def _find_peer_who_knew(question: Question, since: datetime, *, asked: bool) -> Reply | None:
    """An answer of another customer while the team asked for information: nobody waits for the asker any more."""
    if question.state is QuestionState.NEEDS_INFO:
        return None
    peer = find_peer_answer(question, since)
    while peer is not None:
        if was_asked(question, since, peer.at, at_first=asked):
            return peer
        peer = find_peer_answer(question, peer.at)
    return None


def find_left_to_asker(question: Question) -> Reply | None:
    """What the team left to the asker while it waits for him; None where the team is to act."""
    handed = find_handing_over(question, _find_taking_up(question) or question.created_at)
    while handed is not None:
        at = find_reply_at(question, handed.at, asked=handed.asks)
        if at is None and (not handed.asks or question.state is QuestionState.NEEDS_INFO):
            return handed
        handed = find_handing_over(question, at or handed.at)
    return None


def _find_taking_up(question: Question) -> datetime | None:
    """When the question was last reopened, or found to be unsolved after all."""
    statement = select(func.max(QuestionChange.at)).where(
        QuestionChange.question_id == question.id, QuestionChange.came_from.in_(ENDED)
    )
    return db.session.scalars(statement).one()


def was_asked(
    question: Question, since: datetime, until: datetime, *, at_first: bool = False
) -> bool:
    """Whether the last that the team left to the asker between two instants was a question that it still asks."""
    asks, at = at_first, since
    while (handed := find_handing_over(question, at)) is not None and handed.at < until:
        asks, at = handed.asks, handed.at
    return asks and not _was_taken_back(question, at, until)


def _was_taken_back(question: Question, since: datetime, until: datetime) -> bool:
    by, at = QuestionChange.actor_id, QuestionChange.at
    statement = select(QuestionChange.id).where(
        QuestionChange.question_id == question.id,
        QuestionChange.came_from == QuestionState.NEEDS_INFO,
        QuestionChange.to.in_((QuestionState.OPEN, QuestionState.ANSWERED)),
        _is_of_team(question, QuestionChange.by_team, by),
        at > since,
        at < until,
    )
    return db.session.scalars(statement.limit(1)).first() is not None


def find_last_of_staff(question: Question) -> int | None:
    """Who of the company wrote last in the thread, of those who can still sign in."""
    posts = or_(Subject.id.in_(_answers(question)), Subject.id.in_(_comments(question)))
    statement = (
        select(Subject.author_id)
        .join(Member, Member.id == Subject.author_id)
        .where(posts, Subject.visibility == Visibility.VISIBLE, is_staff(Subject.author_id))
        .where(Member.suspended_at.is_(None), Subject.author_id != (question.author_id or 0))
        .order_by(Subject.created_at.desc(), Subject.id.desc())
        .limit(1)
    )
    return db.session.scalars(statement).first()


def find_end_of_solution(question_id: int) -> datetime | None:
    """When the question was last found to be unsolved after all."""
    statement = select(func.max(QuestionChange.at)).where(
        QuestionChange.question_id == question_id,
        QuestionChange.came_from == QuestionState.SOLVED,
    )
    return db.session.scalars(statement).one()


def _answers(question: Question) -> Select[Any]:
    return select(Answer.id).where(Answer.question_id == question.id)


def _comments(question: Question) -> Select[Any]:
    on = or_(Comment.on_id == question.id, Comment.on_id.in_(_answers(question)))
    return select(Comment.id).where(on)


def _posts(question: Question, since: datetime, *kinds: Select[Any]) -> Select[Any]:
    columns: tuple[Any, ...] = (Subject.created_at, Subject.author_id)
    statement: Select[Any] = (
        select(*columns)
        .where(or_(*(Subject.id.in_(kind) for kind in kinds)))
        .where(Subject.visibility == Visibility.VISIBLE, Subject.created_at > since)
        .order_by(Subject.created_at, Subject.id)
        .limit(1)
    )
    return statement


def _is_of_team(question: Question, by_team: Any, author: Any) -> ColumnElement[bool]:
    return and_(by_team, author != (question.author_id or 0))


def _find_change(
    question: Question, since: datetime, to: tuple[QuestionState, ...]
) -> Reply | None:
    by, at = QuestionChange.actor_id, QuestionChange.at
    statement = (
        select(at, by, QuestionChange.to == QuestionState.NEEDS_INFO)
        .where(QuestionChange.question_id == question.id, QuestionChange.to.in_(to), at > since)
        .where(_is_of_team(question, QuestionChange.by_team, by), QuestionChange.text != "")
        .order_by(QuestionChange.id)
        .limit(1)
    )
    row = db.session.execute(statement).first()
    return Reply(row[0], row[1], asks=row[2]) if row else None


def _first(statement: Select[Any]) -> Reply | None:
    row = db.session.execute(statement).first()
    return Reply(row[0], row[1]) if row else None


def _earlier(*replies: Reply | None) -> Reply | None:
    return min((one for one in replies if one is not None), key=lambda one: one.at, default=None)
