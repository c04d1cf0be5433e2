"""An accepted edit becomes a version of the post, with its author's name; undone, the former words come back."""

from flask_babel import lazy_gettext as _l

from community.content import actions as content
from community.content.actions_mentions import keep_mentions
from community.content.models import Subject
from community.content.queries_history import count_versions
from community.content.screening import check_edit
from community.content.suggestions import DECIDED_MEANWHILE, SuggestionState
from community.core.clock import now
from community.core.errors import Conflict, Invalid
from community.core.merging import has_marks
from community.core.outbox import record
from community.events import AnswerEdited, QuestionEdited
from community.policies.actor import Actor
from community.questions import actions, actions_answers
from community.questions.actions_doubts import settle_doubts
from community.questions.actions_marks import end_overtaken_marks
from community.questions.actions_states import reopen_by_edit
from community.questions.actions_suggesting import (
    Copy,
    Post,
    check_copy,
    decide,
    ensure_decides,
    locked_edit,
)
from community.questions.models import Question
from community.questions.queries_suggestions import says


def accept_edit(
    actor: Actor, edit_id: int, copy: Copy, *, seen: int, looked_at: str, answer: str = ""
) -> None:
    """Bring a suggested edit into its post; `copy` is both edits as the actor settled them.

    `seen` is the version that he had before him, `looked_at` the HTML of what was suggested, which was screened.
    Invalid when the post was changed after he had looked, when marks are left, or when nothing would change.
    """
    edit, post, question, subject = locked_edit(actor, edit_id)
    ensure_decides(actor, edit, post)
    if edit.state is not SuggestionState.OPEN:
        raise Conflict(DECIDED_MEANWHILE)
    _check_settled(actor, post, copy, seen)
    if _is_said(post, copy):
        raise Invalid(_l("It says this already: nothing would change."), field="body")
    titles = (copy.title or "", f"{says(post).title} {edit.title}")
    check_edit(actor, subject, copy.prose, post.html + looked_at, titles=titles)
    before = says(post)
    revision = content.keep_revision(
        actor,
        subject,
        title=before.title,
        body=before.body,
        note=edit.note,
        suggested_by=edit.author_id,
    )
    edit.version = revision.number + 1
    _write(actor, post, copy, by=edit.author_id)
    keep_mentions(actor, subject, copy.prose)
    content.touch(question.id)
    decide(actor, edit, SuggestionState.ACCEPTED, answer)


def undo_edit(
    actor: Actor, edit_id: int, copy: Copy, *, seen: int, looked_at: str, reason: str
) -> None:
    """Take an accepted edit out again, with what it earned; `copy` are the words without it.

    `looked_at` is the HTML of the words that the page proposed: what stood there before is not screened again.
    """
    edit, post, question, subject = locked_edit(actor, edit_id)
    ensure_decides(actor, edit, post)
    if edit.state is not SuggestionState.ACCEPTED:
        raise Conflict(DECIDED_MEANWHILE)
    content.require(reason, "reason")
    _check_settled(actor, post, copy, seen)
    if not _is_said(post, copy):
        titles = (copy.title or "", f"{says(post).title} {copy.title}")
        check_edit(actor, subject, copy.prose, post.html + looked_at, titles=titles)
        _take_back(actor, post, subject, copy, reason=reason)
        content.touch(question.id)
    decide(actor, edit, SuggestionState.UNDONE, reason)


def _take_back(actor: Actor, post: Post, subject: Subject, copy: Copy, *, reason: str) -> None:
    before = says(post)
    content.keep_revision(actor, subject, title=before.title, body=before.body, note=reason)
    _write(actor, post, copy, by=actor.member_id)


def _check_settled(actor: Actor, post: Post, copy: Copy, seen: int) -> None:
    if count_versions(post.id) != seen:
        raise Invalid(
            _l("The words were changed after you had opened this page. Compare again, then decide.")
        )
    if has_marks(copy.prose.body):
        raise Invalid(
            _l("Choose between both versions where marks stand, and take the marks out."),
            field="body",
        )
    check_copy(actor, copy)


def _is_said(post: Post, copy: Copy) -> bool:
    present = says(post)
    return (present.title, present.body.strip()) == (copy.title, copy.prose.body.strip())


def _write(actor: Actor, post: Post, copy: Copy, *, by: int | None) -> None:
    """Put the words into the locked post and tell of it."""
    writer_id = by or actor.member_id
    if isinstance(post, Question):
        actions.write(post, copy.title or post.title, copy.prose)
    else:
        actions_answers.write(post, copy.prose)
        settle_doubts(post)
        end_overtaken_marks(post, writer_id)
    post.edited_at, post.edited_by_id = now(), writer_id
    content.mark_dirty(post.id)
    if actor.member_id is None:
        return
    if isinstance(post, Question):
        reopen_by_edit(actor, post)
        record(QuestionEdited(question_id=post.id, actor_id=actor.member_id))
    else:
        record(
            AnswerEdited(answer_id=post.id, question_id=post.question_id, actor_id=actor.member_id)
        )
