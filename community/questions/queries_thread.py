"""All that stands on the page of a question: its answers, comments, people, tags and neighbours."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, cast, func, literal, select, union_all
from sqlalchemy.orm import aliased

from community.accounts.queries import Person
from community.content.models import (
    Follow,
    FollowState,
    ProductVersion,
    Subject,
    SubjectTag,
    Tag,
    TargetKind,
    Visibility,
    Vote,
    VoteKind,
)
from community.content.queries import (
    CommentRow,
    TagRow,
    list_authors,
    list_comments,
    visible_to,
)
from community.content.queries_unsent import UNSENT, unsent_answer
from community.core.db import db
from community.policies.actor import Actor
from community.questions.models import Answer, Question
from community.questions.queries import QuestionFacts, get_facts
from community.questions.ranking import ranked
from community.questions.states import QuestionState

ANSWERS_SHOWN = 200
SIMILAR = 5
DUPLICATES_SHOWN = 20
DOUBTS = (VoteKind.OUTDATED, VoteKind.DOES_NOT_WORK)
DOUBTS_SHOWN = 200
# Similar questions are looked for near by, so that a tag on a million of them is as quick as one on ten.
NEIGHBOURHOOD = 20_000


@dataclass(frozen=True)
class Near:
    """Another question, as a link."""

    id: int
    title: str
    slug: str


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

    @property
    def is_official(self) -> bool:
        """Whether staff stand behind it."""
        return self.official_at is not None

    @property
    def is_verified(self) -> bool:
        """Whether an expert of the area tried it."""
        return self.verified_at is not None


def list_answers(actor: Actor, question: Question) -> list[AnswerRow]:
    """The answers that the actor sees, in the order of `ranking`; one statement."""
    official, verified, accepted = (aliased(ProductVersion) for _mark in range(3))
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
        official.name,
        Answer.verified_at,
        Answer.verified_by_id,
        verified.name,
        Subject.product_area_id,
        accepted.name,
        is_accepted,
    )
    statement = (
        select(*columns)
        .select_from(Answer)
        .outerjoin(official, official.id == Answer.official_version_id)
        .outerjoin(verified, verified.id == Answer.verified_version_id)
        .outerjoin(accepted, is_accepted & (accepted.id == (question.accepted_version_id or 0)))
        .where(Answer.question_id == question.id)
    )
    found: Select[Any] = (
        visible_to(statement, actor, Answer.id).order_by(Answer.id).limit(ANSWERS_SHOWN)
    )
    return ranked([AnswerRow(*row) for row in db.session.execute(found)])


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
class Doubt:
    """What a member said against an answer."""

    kind: VoteKind
    reason: str
    member_id: int


@dataclass(frozen=True)
class Around:
    """A question's tags, questions that share most of them or ask the same, and what is said against its answers."""

    tags: tuple[TagRow, ...]
    similar: tuple[Near, ...]
    duplicates: tuple[Near, ...]
    doubts: dict[int, list[Doubt]]


def find_around(actor: Actor, question_id: int, answer_ids: Collection[int] = ()) -> Around:
    """Tags, similar questions, duplicates, and doubts about these answers, in one statement."""
    tags = (
        select(literal("tag"), Tag.id, Tag.key, cast(Tag.name, String), literal(0))
        .join(SubjectTag, SubjectTag.tag_id == Tag.id)
        .where(SubjectTag.subject_id == question_id)
    )
    similar = select(_similar(actor, question_id).subquery())
    duplicates = select(_duplicates(actor, question_id).subquery())
    doubts = select(_doubts(answer_ids).subquery())
    found_all = db.session.execute(union_all(tags, similar, duplicates, doubts))
    rows: list[Any] = [tuple(row) for row in found_all]
    found = sorted((row for row in rows if row[0] == "similar"), key=lambda row: (-row[4], -row[1]))
    named = sorted((row for row in rows if row[0] == "tag"), key=lambda row: row[2])
    return Around(
        tags=tuple(TagRow(row[1], row[2], json.loads(row[3])) for row in named),
        similar=tuple(Near(row[1], row[3], row[2]) for row in found),
        duplicates=tuple(Near(row[1], row[3], row[2]) for row in rows if row[0] == "duplicate"),
        doubts=_by_answer(rows),
    )


def _doubts(answer_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    statement: Select[*tuple[Any, ...]] = select(
        literal("doubt"), Vote.subject_id, cast(Vote.kind, String), Vote.reason, Vote.member_id
    )
    said = Vote.subject_id.in_(answer_ids), Vote.kind.in_(DOUBTS), Vote.voided_at.is_(None)
    return statement.where(*said).order_by(Vote.id.desc()).limit(DOUBTS_SHOWN)


def _by_answer(rows: list[Any]) -> dict[int, list[Doubt]]:
    grouped: dict[int, list[Doubt]] = {}
    for kind, answer_id, said, reason, member_id in rows:
        if kind == "doubt":
            doubt = Doubt(VoteKind(said), reason or "", member_id)
            grouped.setdefault(answer_id, []).append(doubt)
    return grouped


def _duplicates(actor: Actor, question_id: int) -> Select[*tuple[Any, ...]]:
    statement: Select[*tuple[Any, ...]] = select(
        literal("duplicate"), Question.id, Question.slug, Question.title, literal(0)
    )
    found: Select[*tuple[Any, ...]] = visible_to(
        statement.where(Question.duplicate_of_id == question_id), actor, Question.id
    )
    return found.order_by(Question.id.desc()).limit(DUPLICATES_SHOWN)


def _similar(actor: Actor, question_id: int) -> Select[Any]:
    mine, theirs = aliased(SubjectTag), aliased(SubjectTag)
    low, high = question_id - NEIGHBOURHOOD, question_id + NEIGHBOURHOOD
    shared: Any = func.count().label("shared")
    statement = (
        select(literal("similar"), Question.id, Question.slug, Question.title, shared)
        .select_from(mine)
        .join(theirs, theirs.tag_id == mine.tag_id)
        .join(Question, Question.id == theirs.subject_id)
        .where(mine.subject_id == question_id, theirs.subject_id != question_id)
        .where(theirs.subject_id.between(low, high), Question.state != QuestionState.CLOSED)
    )
    narrowed: Select[Any] = visible_to(statement, actor, Question.id)
    grouped: Select[Any] = narrowed.group_by(
        Question.id, Question.slug, Question.title, Question.popularity
    )
    return grouped.order_by(shared.desc(), Question.popularity.desc(), Question.id.desc()).limit(
        SIMILAR
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


def get_thread(actor: Actor, question_id: int) -> Thread:
    """The whole page in five statements for a visitor, six for a member."""
    facts = get_facts(actor, question_id)
    answers = list_answers(actor, facts.question)
    ids = [one.id for one in answers]
    comments = list_comments(actor, [question_id, *ids])
    around = find_around(actor, question_id, ids)
    return Thread(
        facts=facts,
        answers=answers,
        comments=comments,
        people=list_authors([*_people_of(facts, answers, comments), *_doubters(around)]),
        mine=find_mine(actor, question_id, ids),
        around=around,
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
