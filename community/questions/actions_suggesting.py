"""Suggested edits of questions and answers: a member edits a copy, and whoever may decide takes it or says why not."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update

from community.content import actions as content
from community.content.models import Subject
from community.content.prose import Prose
from community.content.queries import ensure_visible
from community.content.queries_history import count_versions, find_version
from community.content.screening import is_edit_held
from community.content.suggestions import (
    DECIDED_MEANWHILE,
    MAX_ANSWER,
    UNDECIDED,
    SuggestionState,
    check_waiting,
)
from community.core.clock import now
from community.core.db import db, get_locked, lock
from community.core.errors import Conflict, Invalid, NotAllowed, NotFound
from community.core.outbox import record
from community.events import PostEditDecided, PostEditSuggested
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import can, ensure
from community.questions.actions import check_words
from community.questions.models import Answer, Question
from community.questions.models_suggestions import PostSuggestion
from community.questions.queries_suggestions import find_own_edit, says
from community.questions.states import QuestionState

Post = Question | Answer
RESTING = (QuestionState.CLOSED, QuestionState.ARCHIVED)


@dataclass(frozen=True)
class Copy:
    """A post's words as somebody would have them; an answer has no title."""

    title: str | None
    prose: Prose


def needed_to_edit(post: Post) -> Permission:
    """What changing this post without review needs."""
    return Permission.QUESTION_EDIT if isinstance(post, Question) else Permission.ANSWER_EDIT


def suggest_edit(
    actor: Actor, post: Post, copy: Copy, *, note: str, base: int | None = None
) -> PostSuggestion:
    """Keep a member's edited copy for those who decide; a second one replaces the first while nobody has.

    `base` is the version that he copied. Invalid when nothing changed, or when too many of his wait.
    """
    question, _subject = lock_post(actor, post)
    ensure(actor, Permission.POST_SUGGEST, post)
    if can(actor, needed_to_edit(post), post):
        raise Conflict(_l("You may change this yourself: nobody needs to look at it."))
    if question.state in RESTING:
        raise Conflict(_l("This question is closed, so its words are not changed any more."))
    check_copy(actor, copy)
    content.require(note, "note")
    version = _check_base(post, base)
    before = find_version(post.id, version) or says(post)
    if (copy.title, copy.prose.body.strip()) == (before.title, before.body.strip()):
        raise Invalid(_l("You have not changed anything yet."), field="body")
    titles = (copy.title or "", before.title or "")
    held = is_edit_held(actor, copy.prose, post.html, titles=titles)
    edit = find_own_edit(actor, post.id) or _begin(actor, post, question)
    edit.base, edit.title, edit.body = version, copy.title, copy.prose.body
    edit.note = note.strip()[:300]
    return _hand_in(edit, held=held)


def lock_post(actor: Actor, post: Post) -> tuple[Question, Subject]:
    """The post's question and its own subject, locked in the order that all writers of a thread lock in."""
    is_answer = isinstance(post, Answer)
    question = get_locked(Question, post.question_id if isinstance(post, Answer) else post.id)
    if is_answer:
        lock(post)
        ensure_visible(actor, db.session.get_one(Subject, question.id))
    subject = get_locked(Subject, post.id)
    ensure_visible(actor, subject)
    return question, subject


def check_copy(actor: Actor, copy: Copy) -> None:
    """Invalid for words that a post of this kind could not have."""
    if copy.title is None:
        content.require(copy.prose.body, "body")
    else:
        check_words(actor, copy.title, copy.prose)


def _check_base(post: Post, base: int | None) -> int:
    """The version that was copied; the present one where the form names none that there is."""
    newest = count_versions(post.id)
    return base if base is not None and 1 <= base <= newest else newest


def _begin(actor: Actor, post: Post, question: Question) -> PostSuggestion:
    waiting = select(func.count()).where(
        PostSuggestion.author_id == actor.member_id, PostSuggestion.state.in_(UNDECIDED)
    )
    check_waiting(actor, db.session.scalars(waiting.select_from(PostSuggestion)).one())
    edit = PostSuggestion(subject_id=post.id, question_id=question.id, author_id=actor.member_id)
    edit.created_at, edit.answer = now(), ""
    db.session.add(edit)
    return edit


def _hand_in(edit: PostSuggestion, *, held: bool) -> PostSuggestion:
    was = edit.state
    edit.state = SuggestionState.HELD if held else SuggestionState.OPEN
    db.session.flush()  # the event names its key
    if edit.state is SuggestionState.OPEN and was is not SuggestionState.OPEN:
        _tell(edit)
    return edit


def _tell(edit: PostSuggestion) -> None:
    record(PostEditSuggested(edit_id=edit.id, subject_id=edit.subject_id, actor_id=edit.author_id))


def locked_edit(actor: Actor, edit_id: int) -> tuple[PostSuggestion, Post, Question, Subject]:
    """The suggested edit with its post, locked in the order that all writers of a thread lock in."""
    found = db.session.get(PostSuggestion, edit_id)
    if found is None:
        raise NotFound
    post: Post
    if found.is_answer:
        post = db.session.get_one(Answer, found.subject_id)
    else:
        post = db.session.get_one(Question, found.subject_id)
    question, subject = lock_post(actor, post)
    return get_locked(PostSuggestion, edit_id), post, question, subject


def reject_edit(actor: Actor, edit_id: int, reason: str) -> None:
    """Say why an edit is not taken; its author reads the reason."""
    edit, post, _question, _subject = locked_edit(actor, edit_id)
    if edit.state is SuggestionState.HELD:
        ensure(actor, Permission.MODERATE)
    ensure_decides(actor, edit, post)
    if not edit.is_undecided:
        raise Conflict(DECIDED_MEANWHILE)
    content.require(reason, "reason")
    decide(actor, edit, SuggestionState.REJECTED, reason)


def ensure_decides(actor: Actor, edit: PostSuggestion, post: Post) -> None:
    """Nothing, or the refusal of somebody who may not decide about this edit: nobody decides about his own."""
    ensure(actor, Permission.EDIT_DECIDE, post)
    if actor.is_author_of(edit):
        raise NotAllowed(_l("Somebody else decides about what you suggested."))


def release_edit(actor: Actor, edit_id: int) -> None:
    """Let those who decide see what waited for a moderator."""
    ensure(actor, Permission.MODERATE)
    edit, _post, _question, _subject = locked_edit(actor, edit_id)
    if edit.state is not SuggestionState.HELD:
        raise Conflict(_l("Another moderator has looked at this in the meantime."))
    edit.state = SuggestionState.OPEN
    _tell(edit)


def withdraw_edit(actor: Actor, edit_id: int) -> None:
    """Take one's own suggested edit back; a second time changes nothing."""
    edit, _post, _question, _subject = locked_edit(actor, edit_id)
    ensure(actor, Permission.SUGGESTION_WITHDRAW, edit)
    if edit.state is SuggestionState.WITHDRAWN:
        return
    if not edit.is_undecided:
        raise Conflict(DECIDED_MEANWHILE)
    decide(actor, edit, SuggestionState.WITHDRAWN)


def decide(actor: Actor, edit: PostSuggestion, state: SuggestionState, answer: str = "") -> None:
    """Note on a locked suggested edit what became of it, by whom and why."""
    edit.state, edit.answer = state, answer.strip()[:MAX_ANSWER]
    edit.decided_by_id, edit.decided_at = actor.member_id, now()
    record(PostEditDecided(edit_id=edit.id, subject_id=edit.subject_id, actor_id=actor.member_id))


def void_edits(subject_id: int) -> None:
    """Let nobody decide any more about edits of a deleted question, its answers, or a deleted answer."""
    here = (PostSuggestion.subject_id == subject_id) | (PostSuggestion.question_id == subject_id)
    statement = update(PostSuggestion).where(here, PostSuggestion.state.in_(UNDECIDED))
    db.session.execute(statement.values(state=SuggestionState.VOID, decided_at=now()))
