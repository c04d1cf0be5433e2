"""What people do with a question: ask, change, remove it, and say that they have the same one."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import lazy_gettext as _l
from slugify import slugify
from sqlalchemy import select, update

from community.content import actions as content
from community.content import actions_tags
from community.content.actions_aids import keep_aids
from community.content.actions_mentions import keep_mentions
from community.content.aids import Aid
from community.content.models import (
    LinkKind,
    ProductVersion,
    Subject,
    SubjectKind,
    Visibility,
    VoteKind,
)
from community.content.prose import Prose
from community.content.queries import ensure_visible, get_subject
from community.content.queries_circles import find_circle_with
from community.content.screening import check_edit, is_held
from community.core.clock import now
from community.core.db import db, get_locked, is_pending, lock
from community.core.errors import Invalid
from community.core.outbox import record
from community.events import (
    QuestionAsked,
    QuestionEdited,
    QuestionVoted,
    QuestionVoteWithdrawn,
)
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import can, ensure
from community.questions.actions_placing import check_severity, place_of
from community.questions.actions_states import count_states, reopen_by_edit
from community.questions.actions_visibility import settle_question
from community.questions.drafts import Details
from community.questions.models import Answer, Question
from community.questions.states import QuestionState
from community.service_levels.actions import open_promise
from community.service_levels.terms import PromiseKind

TITLE_LENGTH = (8, 200)


def slug_of(title: str) -> str:
    """How a title stands in an address; `question` where it holds no letter that can."""
    return slugify(title, max_length=80, word_boundary=True) or "question"


def ask(
    actor: Actor,
    title: str,
    prose: Prose,
    details: Details,
    *,
    lang: str,
    aids: Iterable[Aid] = (),
    created_at: datetime | None = None,
    author_id: int | None = None,
    votes_imported: int = 0,
    views_imported: int = 0,
) -> Question:
    """A new question with its first-response promise; a newcomer's may wait for a moderator (`subject.visibility`)."""
    ensure(actor, Permission.QUESTION_ASK)
    check_words(actor, title, prose)
    check_version(details)
    audience_id, organisation_id = place_of(actor, details)
    severity = check_severity(actor, details.severity, organisation_id)
    subject = content.new_subject(
        actor,
        SubjectKind.QUESTION,
        lang=lang,
        audience_id=audience_id,
        organisation_id=organisation_id,
        product_area_id=details.product_area_id,
        visibility=_visibility_of(actor, title, prose, details),
        created_at=created_at,
        author_id=author_id,
    )
    question = _row_of(subject, title, prose, details)
    question.severity, question.is_historic = severity, actor.is_historic
    _count_imported(question, votes_imported, views_imported)
    if not is_pending(subject):
        db.session.flush()  # aids, tags and the promise name the question's key
    _surround(actor, question, details, aids)
    keep_mentions(actor, subject, prose)
    _begin(actor, question, subject, details)
    return question


def _count_imported(question: Question, votes: int, views: int) -> None:
    question.votes_imported = question.popularity = votes
    question.views_count = views


def _visibility_of(actor: Actor, title: str, prose: Prose, details: Details) -> Visibility:
    held = is_held(actor, prose, title, *details.tags)
    return Visibility.PENDING if held else Visibility.VISIBLE


def _promise(actor: Actor, question: Question, subject: Subject, details: Details) -> None:
    """The clocks of a question that waits for a moderator run as well; in a circle, a talk of experts, none does."""
    if details.circle_audience_id is not None:
        return
    severity, organisation_id = question.severity, subject.organisation_id
    for kind in (PromiseKind.FIRST_RESPONSE, PromiseKind.RESOLUTION):
        open_promise(actor, subject, kind, severity=severity, organisation_id=organisation_id)


def _begin(actor: Actor, question: Question, subject: Subject, details: Details) -> None:
    """Promise, count and tell."""
    _promise(actor, question, subject, details)
    if subject.is_visible:
        count_states(question, {question.state: 1})
        announce(actor, question)


def announce(actor: Actor, question: Question) -> None:
    """Tell all who listen that the question is there to be seen."""
    if question.author_id is not None:
        record(
            QuestionAsked(
                question_id=question.id, actor_id=question.author_id, historic=actor.is_historic
            )
        )


def _row_of(subject: Subject, title: str, prose: Prose, details: Details) -> Question:
    question = Question(id=subject.id, author_id=subject.author_id, created_at=subject.created_at)
    question.subject = subject
    question.state, question.state_changed_at = QuestionState.OPEN, subject.created_at
    question.product_area_id = details.product_area_id
    question.product_version_id = details.product_version_id
    question.answer_count = question.helpful_count = 0
    write(question, title, prose)
    db.session.add(question)
    return question


def _surround(actor: Actor, question: Question, details: Details, aids: Iterable[Aid]) -> None:
    actions_tags.set_tags(question.subject, details.tags)
    if not actor.is_historic:
        content.follow_quietly(question.author_id, question.id)
    if details.about_id is not None:
        about = get_subject(actor, details.about_id)
        content.link(actor, question.id, about.id, LinkKind.ABOUT)
    keep_aids(question.id, aids)


def write(question: Question, title: str, prose: Prose) -> None:
    """Put words into a question's row."""
    question.title, question.slug = title.strip(), slug_of(title)
    question.body, question.html, question.text = prose.body, prose.html, prose.text
    question.renderer_version = prose.renderer_version


def check_words(actor: Actor, title: str, prose: Prose) -> None:
    """Invalid for a title or a text that says too little or too much."""
    low, high = TITLE_LENGTH
    low = 1 if actor.is_historic else low
    if not low <= len(title.strip()) <= high:
        raise Invalid(
            _l("Ask in one sentence of %(low)s to %(high)s characters.", low=low, high=high),
            field="title",
        )
    content.require(title, "title")
    content.require(prose.body, "body")


def check_version(details: Details) -> None:
    """Invalid for a version that is none of the chosen area's."""
    if details.product_version_id is None:
        return
    version = db.session.get(ProductVersion, details.product_version_id)
    if version is None or version.product_area_id != details.product_area_id:
        raise Invalid(_l("This version belongs to another part of the product."), field="version")


def edit_question(
    actor: Actor, question: Question, title: str, prose: Prose, *, details: Details, note: str = ""
) -> None:
    """Change a question's words, tags, area or version; what it said before is kept.

    It is a reply where the team asked whoever asked.
    """
    lock(question)
    subject = get_locked(Subject, question.id)
    ensure_visible(actor, subject)
    ensure(actor, Permission.QUESTION_EDIT, question)
    check_words(actor, title, prose)
    check_version(details)
    before = _said(question)
    if (question.title, question.body) != (title.strip(), prose.body):
        check_edit(actor, subject, prose, question.html, titles=(title, question.title))
        content.keep_revision(actor, subject, title=question.title, body=question.body, note=note)
        write(question, title, prose)
        question.edited_at, question.edited_by_id = now(), actor.member_id
        keep_mentions(actor, subject, prose)
    if can(actor, Permission.QUESTION_RETAG, question):
        actions_tags.set_tags(subject, details.tags)
        move_to_area(question, subject, details)
    if _said(question) != before:
        reopen_by_edit(actor, question)
    content.mark_dirty(question.id)
    if actor.member_id is not None:
        record(QuestionEdited(question_id=question.id, actor_id=actor.member_id))


def _said(question: Question) -> tuple[object, ...]:
    """What somebody may be asked to tell more of."""
    about = question.product_area_id, question.product_version_id
    return (question.title, question.body, *about)


def move_to_area(question: Question, subject: Subject, details: Details) -> None:
    """Put a question and its answers into another part of the product, and keep the totals.

    A circle's thread stays in the circle's area.
    """
    if find_circle_with(subject.audience_id) is not None:
        return
    question.product_version_id = details.product_version_id
    if question.product_area_id == details.product_area_id:
        return
    seen = subject.is_visible
    if seen:
        count_states(question, {question.state: -1})
    question.product_area_id = subject.product_area_id = details.product_area_id
    if seen:
        count_states(question, {question.state: 1})
    answers = select(Answer.id).where(Answer.question_id == question.id)
    moved = (
        update(Subject)
        .where(Subject.id.in_(answers))
        .values(product_area_id=details.product_area_id)
    )
    db.session.execute(moved.execution_options(synchronize_session=False))


def delete_question(actor: Actor, question: Question) -> None:
    """Remove a question that nobody has answered; a moderator may remove any. It can be restored for 30 days."""
    lock(question)
    subject = get_locked(Subject, question.id)
    ensure_visible(actor, subject)
    ensure(actor, Permission.QUESTION_DELETE, question)
    was = subject.visibility
    content.change_visibility(actor, subject, Visibility.DELETED)
    settle_question(actor, subject, was)


def vote_same_question(actor: Actor, question: Question) -> bool:
    """Say that one has the same question; False when one had said so."""
    ensure(actor, Permission.QUESTION_VOTE, question)
    lock(question)
    subject = get_subject(actor, question.id)
    fresh = content.cast_vote(
        actor, subject, VoteKind.SAME_QUESTION, counter=Question.same_question_count
    )
    if fresh and actor.member_id is not None:
        weigh(question, 1)
        content.follow_quietly(actor.member_id, question.id)
        record(QuestionVoted(question_id=question.id, actor_id=actor.member_id))
    return fresh


def withdraw_same_question(actor: Actor, question: Question) -> bool:
    """Take *same question* back; False when one had not said so."""
    ensure(actor, Permission.QUESTION_VOTE, question)
    lock(question)
    subject = get_subject(actor, question.id)
    gone = content.withdraw_vote(
        actor, subject, VoteKind.SAME_QUESTION, counter=Question.same_question_count
    )
    if gone and actor.member_id is not None:
        weigh(question, -1)
        record(QuestionVoteWithdrawn(question_id=question.id, actor_id=actor.member_id))
    return gone


def weigh(question: Question, by: int, *, helpful: int = 0) -> None:
    """Raise or lower what the list of popular questions is ordered by; the row is read again when it is next used."""
    if is_pending(question):
        question.popularity += by
        question.helpful_count += helpful
        return
    values = {
        Question.popularity: Question.popularity + by,
        Question.helpful_count: Question.helpful_count + helpful,
    }
    statement = update(Question).where(Question.id == question.id).values(values)
    db.session.execute(statement.execution_options(synchronize_session=False))
    db.session.flush()  # what else was changed on the row would be forgotten with the old counters
    db.session.expire(question)
