"""Reads of one question and all that stands on its page."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, cast, func, literal, select, union_all
from sqlalchemy.orm import aliased

from community.accounts.queries import Person
from community.content.models import (
    Follow,
    FollowState,
    Link,
    LinkKind,
    ProductArea,
    ProductVersion,
    Revision,
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
    ensure_visible,
    list_authors,
    list_comments,
    visible_to,
)
from community.core.db import db
from community.core.errors import NotFound
from community.policies.actor import PUBLIC_AUDIENCE_ID, Actor
from community.questions.models import Answer, Question, QuestionChange
from community.questions.ranking import ranked

ANSWERS_SHOWN = 200
SIMILAR = 5
# Similar questions are looked for near by, so that a tag on a million of them is as quick as one on ten.
NEIGHBOURHOOD = 20_000


def get_question(actor: Actor, question_id: int) -> Question:
    """The question with its subject; NotFound or Gone for those who do not see it."""
    question = db.session.get(Question, question_id)
    if question is None:
        raise NotFound
    ensure_visible(actor, db.session.get_one(Subject, question_id))
    return question


def get_answer(actor: Actor, answer_id: int) -> Answer:
    """The answer; NotFound or Gone for those who do not see it or its question."""
    answer = db.session.get(Answer, answer_id)
    if answer is None:
        raise NotFound
    get_question(actor, answer.question_id)
    ensure_visible(actor, db.session.get_one(Subject, answer_id))
    return answer


@dataclass(frozen=True)
class Near:
    """Another question, as a link."""

    id: int
    title: str
    slug: str


@dataclass(frozen=True)
class QuestionFacts:
    """A question as its page shows it; `subject` and `question` are the loaded rows."""

    question: Question
    subject: Subject
    area_key: str | None
    area_name: dict[str, str] | None
    version: str | None
    duplicate_title: str | None
    duplicate_slug: str | None
    about_id: int | None
    last_text: str | None
    last_by_id: int | None

    @property
    def is_private(self) -> bool:
        """Whether only an organisation and staff see it."""
        return self.subject.audience_id != PUBLIC_AUDIENCE_ID


def get_facts(actor: Actor, question_id: int) -> QuestionFacts:
    """The question with the names around it, in one statement; NotFound or Gone for those who do not see it."""
    other = aliased(Question)
    last = (
        select(QuestionChange)
        .where(QuestionChange.question_id == Question.id)
        .order_by(QuestionChange.id.desc())
        .limit(1)
    )
    about = select(Link.to_id).where(Link.from_id == Question.id, Link.kind == LinkKind.ABOUT)
    statement = (
        select(
            Question,
            Subject,
            ProductArea.key,
            ProductArea.name,
            ProductVersion.name,
            other.title,
            other.slug,
            about.limit(1).scalar_subquery(),
            last.with_only_columns(QuestionChange.text).scalar_subquery(),
            last.with_only_columns(QuestionChange.actor_id).scalar_subquery(),
        )
        .join(Subject, Subject.id == Question.id)
        .outerjoin(ProductArea, ProductArea.id == Question.product_area_id)
        .outerjoin(ProductVersion, ProductVersion.id == Question.product_version_id)
        .outerjoin(other, other.id == Question.duplicate_of_id)
        .where(Question.id == question_id)
    )
    row = db.session.execute(statement).first()
    if row is None:
        raise NotFound
    ensure_visible(actor, row[1])
    return QuestionFacts(*row)


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
    verified_at: datetime | None
    verified_by_id: int | None
    verified_version: str | None
    outdated_at: datetime | None
    outdated_reason: str | None
    product_area_id: int | None
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
    version = aliased(ProductVersion)
    statement: Select[Any] = (
        select(
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
            Answer.verified_at,
            Answer.verified_by_id,
            version.name,
            Answer.outdated_at,
            Answer.outdated_reason,
            Subject.product_area_id,
            Answer.id == (question.accepted_answer_id or 0),
        )
        .select_from(Answer)
        .outerjoin(version, version.id == Answer.verified_version_id)
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


def find_mine(actor: Actor, question_id: int, answer_ids: list[int]) -> Mine:
    """The viewer's votes on the question and its answers, and whether he follows; one statement, none for visitors."""
    if actor.member_id is None:
        return Mine(frozenset(), is_following=False)
    votes = select(Vote.subject_id, literal("vote")).where(
        Vote.member_id == actor.member_id,
        Vote.kind.in_((VoteKind.SAME_QUESTION, VoteKind.HELPFUL)),
        Vote.subject_id.in_([question_id, *answer_ids]),
    )
    follows = select(Follow.target_id, literal("follow")).where(
        Follow.member_id == actor.member_id,
        Follow.target_kind == TargetKind.SUBJECT,
        Follow.target_id == question_id,
        Follow.state == FollowState.FOLLOWING,
    )
    rows: list[Any] = [tuple(row) for row in db.session.execute(union_all(votes, follows))]
    voted = frozenset(key for key, kind in rows if kind == "vote")
    return Mine(frozenset(voted), is_following=any(kind == "follow" for _, kind in rows))


@dataclass(frozen=True)
class Around:
    """A question's tags and the questions that share most of them."""

    tags: tuple[TagRow, ...]
    similar: tuple[Near, ...]


def find_around(actor: Actor, question_id: int) -> Around:
    """Tags and similar questions, in one statement."""
    tags = (
        select(literal("tag"), Tag.id, Tag.key, cast(Tag.name, String), literal(0))
        .join(SubjectTag, SubjectTag.tag_id == Tag.id)
        .where(SubjectTag.subject_id == question_id)
    )
    similar = select(_similar(actor, question_id).subquery())
    rows: list[Any] = [tuple(row) for row in db.session.execute(union_all(tags, similar))]
    found = sorted((row for row in rows if row[0] == "similar"), key=lambda row: (-row[4], -row[1]))
    named = sorted((row for row in rows if row[0] == "tag"), key=lambda row: row[2])
    return Around(
        tags=tuple(TagRow(row[1], row[2], json.loads(row[3])) for row in named),
        similar=tuple(Near(row[1], row[3], row[2]) for row in found),
    )


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
        .where(theirs.subject_id.between(low, high))
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
    return Thread(
        facts=facts,
        answers=answers,
        comments=comments,
        people=list_authors(_people_of(facts, answers, comments)),
        mine=find_mine(actor, question_id, ids),
        around=find_around(actor, question_id),
    )


def _people_of(
    facts: QuestionFacts, answers: list[AnswerRow], comments: dict[int, list[CommentRow]]
) -> list[int | None]:
    named = [facts.question.author_id, facts.question.accepted_by_id, facts.last_by_id]
    for one in answers:
        named += [one.author_id, one.official_by_id, one.verified_by_id]
    return named + [one.author_id for rows in comments.values() for one in rows]


def list_changes(question_id: int) -> list[QuestionChange]:
    """The changes of a question's state, newest first; the caller has checked that the actor sees it."""
    statement = select(QuestionChange).where(QuestionChange.question_id == question_id)
    return list(db.session.scalars(statement.order_by(QuestionChange.id.desc()).limit(100)))


def find_titles(ids: list[int]) -> dict[int, Near]:
    """Title and slug of these questions; the caller has checked that the actor sees them."""
    statement = select(Question.id, Question.title, Question.slug).where(Question.id.in_(ids))
    return {row.id: Near(*row) for row in db.session.execute(statement)} if ids else {}


def list_editors(subject_id: int) -> dict[int, Person]:
    """The people who changed a post or a question's state; the caller has checked that the actor sees it."""
    edits = select(Revision.author_id).where(Revision.subject_id == subject_id)
    changes = select(QuestionChange.actor_id).where(QuestionChange.question_id == subject_id)
    return list_authors(db.session.scalars(union_all(edits, changes)))
