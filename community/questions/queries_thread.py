"""All that stands on the page of a question: its answers, comments, people, tags and neighbours."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from community.accounts.queries import Person
from community.content.models import (
    Follow,
    FollowState,
    ProductVersion,
    Subject,
    TargetKind,
    Visibility,
    Vote,
    VoteKind,
)
from community.content.queries import (
    CommentRow,
    list_authors,
    list_comments,
    visible_to,
)
from community.content.queries_unsent import UNSENT, unsent_answer
from community.core.db import db
from community.core.errors import NotFound
from community.policies.actor import Actor
from community.questions.addresses import page_of
from community.questions.models import Answer, Question, holds, official_holds
from community.questions.queries import QuestionFacts, get_facts
from community.questions.queries_around import DOUBTS, Around, find_around
from community.questions.queries_places import on_page, place_of_answer
from community.questions.ranking import ranked

# On the first page the most helpful and the marked ones of later pages stand too.
BEST, ANSWERS_SHOWN = 3, 100


@dataclass(frozen=True)
class AnswerRow:
    """An answer as it stands on the page."""

    id: int
    author_id: int | None
    html: str
    text: str
    lang: str
    created_at: datetime
    edited_at: datetime | None
    edited_by_id: int | None
    visibility: Visibility
    votes: int
    article_id: int | None
    official_at: datetime | None
    official_by_id: int | None
    official_version: str | None
    verified_at: datetime | None
    verified_by_id: int | None
    verified_version: str | None
    product_area_id: int | None
    accepted_version: str | None
    is_accepted: bool
    # How manieth of its thread it is, which says on what page it stands.
    place: int

    @property
    def is_official(self) -> bool:
        """Whether staff stand behind what it says now."""
        return holds(self.official_at, self.official_by_id, self.edited_at, self.edited_by_id)

    @property
    def is_verified(self) -> bool:
        """Whether an expert of the area tried what it says now."""
        return holds(self.verified_at, self.verified_by_id, self.edited_at, self.edited_by_id)


_official, _verified, _accepted = (aliased(ProductVersion) for _mark in range(3))


def list_answers(actor: Actor, question: Question, page: int = 1) -> list[AnswerRow]:
    """The answers on a page that the actor sees, in the order of `ranking`; one statement."""
    is_accepted = Answer.id == (question.accepted_answer_id or 0)
    columns: tuple[Any, ...] = (
        Answer.id,
        Answer.author_id,
        Answer.html,
        Answer.text,
        Subject.lang,
        Answer.created_at,
        Answer.edited_at,
        Answer.edited_by_id,
        Subject.visibility,
        Answer.helpful_count + Answer.votes_imported,
        Answer.article_id,
        Answer.official_at,
        Answer.official_by_id,
        _official.name,
        Answer.verified_at,
        Answer.verified_by_id,
        _verified.name,
        Subject.product_area_id,
        _accepted.name,
        is_accepted,
        place_of_answer(),
    )
    statement = (
        select(*columns)
        .select_from(Answer)
        .outerjoin(_official, _official.id == Answer.official_version_id)
        .outerjoin(_verified, _verified.id == Answer.verified_version_id)
        .outerjoin(_accepted, is_accepted & (_accepted.id == (question.accepted_version_id or 0)))
        .where(Answer.question_id == question.id, _stands_on(question, page))
    )
    found: Select[Any] = (
        visible_to(statement, actor, Answer.id).order_by(Answer.id).limit(ANSWERS_SHOWN)
    )
    return ranked([AnswerRow(*row) for row in db.session.execute(found)])


_shown = aliased(Subject)


def _stands_on(question: Question, page: int) -> ColumnElement[bool]:
    """The condition on an answer to stand on this page of its thread."""
    here = Answer.id.in_(on_page(question.id, page))
    if page > 1:
        return here
    votes = Answer.helpful_count + Answer.votes_imported
    best = (
        select(Answer.id)
        .join(_shown, _shown.id == Answer.id)
        .where(Answer.question_id == question.id, _shown.visibility == Visibility.VISIBLE)
        .order_by(votes.desc(), Answer.id)
        .limit(BEST)
        .subquery()
    )
    marked = or_(official_holds(), Answer.id == (question.accepted_answer_id or 0))
    return or_(here, marked, Answer.id.in_(select(best.c.id)))


@dataclass(frozen=True)
class Mine:
    """What the viewer did on this page before."""

    votes: frozenset[int]
    is_following: bool
    # Whether one began to answer and has not sent it.
    has_unsent: bool = False
    # The answers that one said something against, each with what one said.
    doubts: frozenset[tuple[int, str]] = frozenset()


def find_mine(actor: Actor, question_id: int, answer_ids: list[int]) -> Mine:
    """The viewer's votes here, whether he follows, whether he began an answer; one statement, none for visitors."""
    if not actor.is_person:
        return Mine(frozenset(), is_following=False)
    votes = select(Vote.subject_id, cast(Vote.kind, String)).where(
        Vote.member_id == actor.member_id,
        Vote.subject_id.in_([question_id, *answer_ids]),
    )
    follows = select(Follow.target_id, literal("follow")).where(
        Follow.member_id == actor.member_id,
        Follow.target_kind == TargetKind.SUBJECT,
        Follow.target_id == question_id,
        Follow.state == FollowState.FOLLOWING,
    )
    parts = union_all(votes, follows, unsent_answer(actor, question_id))
    rows: list[Any] = [tuple(row) for row in db.session.execute(parts)]
    return Mine(
        frozenset(key for key, kind in rows if kind in (VoteKind.SAME_QUESTION, VoteKind.HELPFUL)),
        is_following=any(kind == "follow" for _, kind in rows),
        has_unsent=any(kind == UNSENT for _, kind in rows),
        doubts=frozenset((key, kind) for key, kind in rows if kind in DOUBTS),
    )


@dataclass(frozen=True)
class Thread:
    """Everything on a question's page that stands in the database."""

    facts: QuestionFacts
    answers: list[AnswerRow]
    comments: dict[int, list[CommentRow]]
    people: dict[int, Person]
    mine: Mine
    around: Around
    page: int = 1

    @property
    def pages(self) -> int:
        """How many pages of answers there are."""
        return page_of(self.facts.last_place)


def get_thread(actor: Actor, question_id: int, page: int = 1, *, whole: int = 0) -> Thread:
    """A page of a question in five statements for a visitor, six for a member; NotFound after the last.

    `whole` is the post of which all comments are shown.
    """
    facts = get_facts(actor, question_id)
    if not 1 <= page <= page_of(facts.last_place):
        raise NotFound
    answers = list_answers(actor, facts.question, page)
    ids = [one.id for one in answers]
    comments = list_comments(actor, [question_id, *ids], whole=whole)
    around = find_around(actor, question_id, ids)
    return Thread(
        facts=facts,
        answers=answers,
        comments=comments,
        people=list_authors([*_people_of(facts, answers, comments), *_doubters(around)]),
        mine=find_mine(actor, question_id, ids),
        around=around,
        page=page,
    )


def _doubters(around: Around) -> list[int]:
    return [one.member_id for said in around.doubts.values() for one in said]


def _people_of(
    facts: QuestionFacts, answers: list[AnswerRow], comments: dict[int, list[CommentRow]]
) -> list[int | None]:
    question = facts.question
    named = [question.author_id, question.accepted_by_id, question.claimed_by_id, facts.last_by_id]
    for one in answers:
        named += [one.author_id, one.official_by_id, one.verified_by_id]
    return named + [one.author_id for rows in comments.values() for one in rows]
