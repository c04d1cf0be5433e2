"""Suggested edits of questions and answers: who may see them, and one with all that deciding about it needs."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Select, func, select

from community.content.models import Subject
from community.content.queries import visible_to
from community.content.queries_history import Version, count_versions, find_version
from community.content.suggestions import UNDECIDED, SuggestionState
from community.core.db import db
from community.core.errors import NotFound
from community.core.merging import Merged, merge
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import can
from community.questions.models import Answer, Question
from community.questions.models_suggestions import PostSuggestion
from community.questions.queries import get_answer, get_question

# A post of somebody else, whoever that is.
OF_OTHERS = object()


def says(post: Question | Answer) -> Version:
    """What a post says now."""
    return Version(post.title if isinstance(post, Question) else None, post.body)


def find_own_edit(actor: Actor, subject_id: int) -> PostSuggestion | None:
    """The edit of a post that the actor suggested and nobody has decided about yet."""
    statement = select(PostSuggestion).where(
        PostSuggestion.subject_id == subject_id,
        PostSuggestion.author_id == actor.member_id,
        PostSuggestion.state.in_(UNDECIDED),
    )
    return db.session.scalars(statement).first()


@dataclass(frozen=True)
class EditRow:
    """A suggested edit in a list; the title is that of its question."""

    id: int
    state: SuggestionState
    is_answer: bool
    title: str
    lang: str
    note: str
    author_id: int | None
    created_at: datetime
    decided_at: datetime | None


def list_edits(actor: Actor, ids: Collection[int]) -> dict[int, EditRow]:
    """Those of these suggested edits whose posts the actor sees; one statement."""
    if not ids:
        return {}
    statement = (
        select(
            PostSuggestion.id,
            PostSuggestion.state,
            PostSuggestion.subject_id != PostSuggestion.question_id,
            Question.title,
            Subject.lang,
            PostSuggestion.note,
            PostSuggestion.author_id,
            PostSuggestion.created_at,
            PostSuggestion.decided_at,
        )
        .select_from(PostSuggestion)
        .join(Question, Question.id == PostSuggestion.question_id)
        .where(PostSuggestion.id.in_(ids))
    )
    seen = visible_to(statement, actor, PostSuggestion.subject_id)
    return {row[0]: EditRow(*row) for row in db.session.execute(seen)}


def edits_to_decide(actor: Actor, *columns: Any) -> Select[Any]:
    """The suggested edits that the actor may decide about: of his own posts, or of all that he sees."""
    statement = select(*columns).select_from(PostSuggestion)
    seen: Select[Any] = visible_to(statement, actor, PostSuggestion.subject_id)
    if not can(actor, Permission.EDIT_DECIDE, OF_OTHERS):
        seen = seen.where(Subject.author_id == actor.member_id)
    return seen.where(PostSuggestion.author_id.is_distinct_from(actor.member_id))


def edits_of_own(actor: Actor, *columns: Any) -> Select[Any]:
    """The edits that the actor suggested himself, of posts that he sees."""
    statement = select(*columns).where(PostSuggestion.author_id == actor.member_id)
    seen: Select[Any] = visible_to(statement, actor, PostSuggestion.subject_id)
    return seen


def count_edits(actor: Actor) -> dict[SuggestionState, int]:
    """How many suggested edits that the actor may decide about are in which state; one statement."""
    statement = edits_to_decide(actor, PostSuggestion.state, func.count())
    rows = db.session.execute(statement.group_by(PostSuggestion.state))
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True)
class Proposal:
    """A suggested edit beside what it was copied from and what stands there now."""

    edit: PostSuggestion
    post: Question | Answer
    question: Question
    lang: str
    number: int
    base: Version
    decides: bool

    @property
    def present(self) -> Version:
        """What the post says now."""
        return says(self.post)

    @property
    def offered(self) -> Version:
        """What was suggested."""
        return Version(self.edit.title, self.edit.body)

    @property
    def has_moved_on(self) -> bool:
        """Whether the post was changed after the copy was made."""
        return self.present != self.base

    @property
    def title(self) -> str:
        """The title after both edits; the suggested one where both changed it."""
        changed = self.edit.title != self.base.title
        return (self.edit.title if changed else self.present.title) or ""

    @cached_property
    def merged(self) -> Merged:
        """The text after both edits, with marks where both changed the same lines."""
        return merge(self.base.body, self.present.body, self.edit.body)


def get_proposal(actor: Actor, edit_id: int) -> Proposal:
    """One suggested edit for those who decide, or for its author; NotFound for all others."""
    edit = db.session.get(PostSuggestion, edit_id)
    if edit is None:
        raise NotFound
    # First, so that what is read next is this version or a later one, which is then compared again.
    number = count_versions(edit.subject_id)
    post: Question | Answer = (
        get_answer(actor, edit.subject_id)
        if edit.is_answer
        else get_question(actor, edit.subject_id)
    )
    own, decides = actor.is_author_of(edit), can(actor, Permission.EDIT_DECIDE, post)
    if edit.state is SuggestionState.HELD:
        decides = can(actor, Permission.SEE_HIDDEN)
    if not (own or decides):
        raise NotFound
    return Proposal(
        edit,
        post,
        question=get_question(actor, edit.question_id),
        lang=db.session.get_one(Subject, post.id).lang,
        number=number,
        base=find_version(post.id, edit.base) or says(post),
        decides=decides and not own,
    )


@dataclass(frozen=True)
class Undoing:
    """The words of a post without an edit that was accepted."""

    title: str
    merged: Merged


def undoing(proposal: Proposal) -> Undoing:
    """What the post would say without an accepted edit; later ones stay, with marks where they stand in the way."""
    version = proposal.edit.version or 1
    before = find_version(proposal.post.id, version - 1) or proposal.present
    after = find_version(proposal.post.id, version) or proposal.present
    title = before.title if proposal.present.title == after.title else proposal.present.title
    return Undoing(title or "", merge(after.body, proposal.present.body, before.body))


@dataclass(frozen=True)
class Told:
    """What a letter says of a suggested edit."""

    subject_id: int
    question_id: int
    title: str
    note: str
    answer: str
    state: SuggestionState
    author_id: int | None
    post_author_id: int | None


def find_told(edit_id: int) -> Told | None:
    """A suggested edit as it is told; None when it is gone."""
    statement = (
        select(
            PostSuggestion.subject_id,
            PostSuggestion.question_id,
            Question.title,
            PostSuggestion.note,
            PostSuggestion.answer,
            PostSuggestion.state,
            PostSuggestion.author_id,
            Subject.author_id,
        )
        .join(Question, Question.id == PostSuggestion.question_id)
        .join(Subject, Subject.id == PostSuggestion.subject_id)
        .where(PostSuggestion.id == edit_id)
    )
    row = db.session.execute(statement).first()
    return Told(*row) if row else None
