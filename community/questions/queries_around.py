"""What stands around a question: its tags, its neighbours, what is said against its answers, edits that wait."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, String, cast, func, literal, select, union_all
from sqlalchemy.orm import aliased

from community.content.models import SubjectTag, Tag, Vote, VoteKind
from community.content.queries import TagRow, visible_to
from community.content.suggestions import SuggestionState
from community.core.db import db
from community.policies.actor import Actor
from community.questions.models import Question
from community.questions.models_suggestions import PostSuggestion
from community.questions.states import QuestionState

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
class Doubt:
    """What a member said against an answer."""

    kind: VoteKind
    reason: str
    member_id: int


@dataclass(frozen=True)
class Around:
    """A question's tags, questions that share most of them or ask the same, what is said against its answers, edits."""

    tags: tuple[TagRow, ...]
    similar: tuple[Near, ...]
    duplicates: tuple[Near, ...]
    doubts: dict[int, list[Doubt]]
    # Post → the oldest suggested edit of it that waits.
    edits: dict[int, int]


def find_around(actor: Actor, question_id: int, answer_ids: Collection[int] = ()) -> Around:
    """Tags, similar questions, duplicates, doubts about these answers and waiting edits, in one statement."""
    tags = (
        select(literal("tag"), Tag.id, Tag.key, cast(Tag.name, String), literal(0))
        .join(SubjectTag, SubjectTag.tag_id == Tag.id)
        .where(SubjectTag.subject_id == question_id)
    )
    similar = select(_similar(actor, question_id).subquery())
    duplicates = select(_duplicates(actor, question_id).subquery())
    doubts = select(_doubts(answer_ids).subquery())
    edits = select(_waiting_edits(question_id).subquery())
    found_all = db.session.execute(union_all(tags, similar, duplicates, doubts, edits))
    rows: list[Any] = [tuple(row) for row in found_all]
    found = sorted((row for row in rows if row[0] == "similar"), key=lambda row: (-row[4], -row[1]))
    named = sorted((row for row in rows if row[0] == "tag"), key=lambda row: row[2])
    return Around(
        tags=tuple(TagRow(row[1], row[2], json.loads(row[3])) for row in named),
        similar=tuple(Near(row[1], row[3], row[2]) for row in found),
        duplicates=tuple(Near(row[1], row[3], row[2]) for row in rows if row[0] == "duplicate"),
        doubts=_by_answer(rows),
        edits={row[1]: row[4] for row in rows if row[0] == "edit"},
    )


def _waiting_edits(question_id: int) -> Select[*tuple[Any, ...]]:
    oldest = func.min(PostSuggestion.id)
    statement: Select[*tuple[Any, ...]] = select(
        literal("edit"), PostSuggestion.subject_id, literal(""), literal(""), oldest
    )
    here = PostSuggestion.question_id == question_id
    waiting = statement.where(here, PostSuggestion.state == SuggestionState.OPEN)
    return waiting.group_by(PostSuggestion.subject_id)


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


_mine, _theirs = aliased(SubjectTag), aliased(SubjectTag)


def _similar(actor: Actor, question_id: int) -> Select[Any]:
    low, high = question_id - NEIGHBOURHOOD, question_id + NEIGHBOURHOOD
    shared: Any = func.count().label("shared")
    statement = (
        select(literal("similar"), Question.id, Question.slug, Question.title, shared)
        .select_from(_mine)
        .join(_theirs, _theirs.tag_id == _mine.tag_id)
        .join(Question, Question.id == _theirs.subject_id)
        .where(_mine.subject_id == question_id, _theirs.subject_id != question_id)
        .where(_theirs.subject_id.between(low, high), Question.state != QuestionState.CLOSED)
    )
    narrowed: Select[Any] = visible_to(statement, actor, Question.id)
    grouped: Select[Any] = narrowed.group_by(
        Question.id, Question.slug, Question.title, Question.popularity
    )
    return grouped.order_by(shared.desc(), Question.popularity.desc(), Question.id.desc()).limit(
        SIMILAR
    )
