"""What people do with an answer: give, change, remove it, find it helpful, accept it, stand behind it."""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from community.content import actions as content
from community.content.actions_mentions import keep_mentions
from community.content.models import Subject, SubjectKind, Visibility, VoteKind
from community.content.prose import Prose
from community.content.queries import ensure_visible
from community.content.screening import check_edit, is_held
from community.core.clock import now
from community.core.db import db, get_locked, is_pending, lock
from community.core.errors import Conflict, NotFound
from community.core.outbox import record
from community.events import (
    AnswerAcceptanceWithdrawn,
    AnswerAccepted,
    AnswerEdited,
    AnswerMarkedOfficial,
    AnswerPosted,
    AnswerVerified,
    AnswerVoted,
    AnswerVoteWithdrawn,
)
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.questions.actions import check_version, weigh
from community.questions.actions_claims import let_go
from community.questions.actions_clocks import (
    keep_solution,
    owe_again_what_it_solved,
    settle_clocks,
)
from community.questions.actions_doubts import settle_doubts
from community.questions.actions_marks import end_overtaken_marks
from community.questions.actions_states import move, reopen_by_reply, roles_towards
from community.questions.actions_surveys import open_survey
from community.questions.actions_visibility import (
    count_answer,
    forget_acceptance,
    settle_answer,
)
from community.questions.drafts import Details
from community.questions.models import Answer, Question
from community.questions.states import QuestionState, Who
from community.service_levels.actions import end_first_response
from community.service_levels.models import EndedBy

ANSWERED_AN_HOUR = 40


def answer(
    actor: Actor,
    question: Question,
    prose: Prose,
    *,
    lang: str,
    article_id: int | None = None,
    created_at: datetime | None = None,
    author_id: int | None = None,
    votes_imported: int = 0,
) -> Answer:
    """A new answer; the first of the team ends the promise, a newcomer's may wait for a moderator."""
    ensure(actor, Permission.ANSWER_POST, question)
    lock(question)
    asked = question.subject if is_pending(question) else get_locked(Subject, question.id)
    ensure_visible(actor, asked)
    content.require(prose.body, "body")
    if actor.is_author_of(question):
        reopen_by_reply(actor, question)
    if question.is_closed and not actor.is_historic:
        raise Conflict(_l("This question was closed in the meantime, so it takes no more answers."))
    subject = content.new_subject(
        actor,
        SubjectKind.ANSWER,
        lang=lang,
        audience_id=asked.audience_id,
        product_area_id=asked.product_area_id,
        organisation_id=content.voting_organisation(actor),
        visibility=Visibility.PENDING if is_held(actor, prose) else Visibility.VISIBLE,
        created_at=created_at,
        author_id=author_id,
    )
    row = Answer(
        id=subject.id, question_id=question.id, author_id=subject.author_id, article_id=article_id
    )
    row.subject, row.created_at, row.votes_imported = subject, subject.created_at, votes_imported
    write(row, prose)
    db.session.add(row)
    _count_in(actor, question, row, prose)
    return row


def write(row: Answer, prose: Prose) -> None:
    """Put words into an answer's row."""
    row.body, row.html, row.text = prose.body, prose.html, prose.text
    row.renderer_version = prose.renderer_version


def _count_in(actor: Actor, question: Question, row: Answer, prose: Prose) -> None:
    keep_mentions(actor, row.subject, prose)
    let_go(actor, question)
    if not row.subject.is_visible:
        return
    count_answer(question)
    if row.votes_imported:
        weigh(question, row.votes_imported, helpful=row.votes_imported)
    content.touch(question.id, row.created_at)
    if actor.is_historic:
        return
    content.follow_quietly(actor.member_id, question.id)
    if row.subject.by_team and not actor.is_author_of(question):
        end_first_response(question.id, EndedBy.TEAM, ended_by_id=actor.member_id)
    settle_clocks(question)
    if row.author_id is not None:
        record(AnswerPosted(answer_id=row.id, question_id=question.id, actor_id=row.author_id))


def _locked(actor: Actor, row: Answer) -> tuple[Question, Subject]:
    """The question and the answer's subject, locked in the order that all writers take."""
    question = get_locked(Question, row.question_id)
    lock(row)
    subject = get_locked(Subject, row.id)
    ensure_visible(actor, db.session.get_one(Subject, question.id))
    ensure_visible(actor, subject)
    return question, subject


def edit_answer(actor: Actor, row: Answer, prose: Prose, *, note: str = "") -> None:
    """Change an answer's words; what it said before is kept, and what others said against it is answered."""
    question, subject = _locked(actor, row)
    ensure(actor, Permission.ANSWER_EDIT, row)
    content.require(prose.body, "body")
    if row.body == prose.body:
        return
    check_edit(actor, subject, prose, row.html)
    content.keep_revision(actor, subject, title=None, body=row.body, note=note)
    write(row, prose)
    end_overtaken_marks(row, actor.member_id)
    row.edited_at, row.edited_by_id = now(), actor.member_id
    keep_mentions(actor, subject, prose)
    settle_doubts(row)
    content.mark_dirty(row.id)
    content.touch(question.id)
    if actor.member_id is not None:
        record(AnswerEdited(answer_id=row.id, question_id=question.id, actor_id=actor.member_id))


def delete_answer(actor: Actor, row: Answer) -> None:
    """Remove an answer; it can be restored for 30 days."""
    _question, subject = _locked(actor, row)
    ensure(actor, Permission.ANSWER_DELETE, row)
    content.change_visibility(actor, subject, Visibility.DELETED)
    settle_answer(subject)


def vote_helpful(actor: Actor, row: Answer) -> bool:
    """Say that an answer helped; False when one had said so."""
    ensure(actor, Permission.ANSWER_VOTE, row)
    question, subject = _locked(actor, row)
    fresh = content.cast_vote(actor, subject, VoteKind.HELPFUL, counter=Answer.helpful_count)
    if fresh and actor.member_id is not None:
        weigh(question, 1, helpful=1)
        db.session.expire(row)  # its counter was raised in SQL
        record(AnswerVoted(answer_id=row.id, actor_id=actor.member_id))
    return fresh


def withdraw_helpful(actor: Actor, row: Answer) -> bool:
    """Take *helpful* back; False when one had not said so."""
    ensure(actor, Permission.ANSWER_VOTE, row)
    question, subject = _locked(actor, row)
    gone = content.withdraw_vote(actor, subject, VoteKind.HELPFUL, counter=Answer.helpful_count)
    if gone and actor.member_id is not None:
        weigh(question, -1, helpful=-1)
        db.session.expire(row)  # its counter was lowered in SQL
        record(AnswerVoteWithdrawn(answer_id=row.id, actor_id=actor.member_id))
    return gone


def _version_of(question: Question, version_id: int | None) -> int | None:
    """The product version that a mark speaks of: the question's own, unless another of its area is named."""
    if version_id is None:
        return question.product_version_id
    area_id = question.product_area_id
    check_version(Details(product_area_id=area_id, product_version_id=version_id))
    return version_id


def accept_answer(
    actor: Actor, row: Answer, *, at: datetime | None = None, version_id: int | None = None
) -> None:
    """The asker says which answer solved it; an earlier acceptance moves. Ends the promise by the community."""
    question, subject = _locked(actor, row)
    ensure(actor, Permission.ANSWER_ACCEPT, question)
    if not subject.is_visible:
        raise NotFound
    if question.accepted_answer_id == row.id:
        return
    if question.is_closed:
        raise Conflict(_l("This question is closed. Reopen it first, then accept the answer."))
    if question.accepted_answer_id is not None:
        _withdraw(actor, question)
    question.accepted_answer_id, question.accepted_at = row.id, at or now()
    question.accepted_by_id = question.author_id if actor.is_historic else actor.member_id
    question.accepted_version_id = _version_of(question, version_id)
    # An import says what the asker said elsewhere.
    who = roles_towards(actor, question) | ({Who.ASKER} if actor.is_historic else set())
    move(actor, question, QuestionState.SOLVED, who)
    content.mark_dirty(row.id)
    content.touch(question.id, at)
    open_survey(actor, question)
    if not actor.is_historic:
        end_first_response(question.id, EndedBy.COMMUNITY, ended_by_id=actor.member_id)
        keep_solution(question, subject, actor.member_id)
    if question.accepted_by_id is not None:
        record(
            AnswerAccepted(
                answer_id=row.id,
                question_id=question.id,
                actor_id=question.accepted_by_id,
                historic=actor.is_historic,
            )
        )


def withdraw_acceptance(actor: Actor, row: Answer) -> None:
    """The asker found that the answer does not solve it after all."""
    question, _subject = _locked(actor, row)
    ensure(actor, Permission.ANSWER_ACCEPT, question)
    if question.accepted_answer_id != row.id:
        return
    _withdraw(actor, question)
    if question.state is QuestionState.SOLVED:
        move(actor, question, QuestionState.ANSWERED, roles_towards(actor, question))
        owe_again_what_it_solved(question)


def _withdraw(actor: Actor, question: Question) -> None:
    answer_id = question.accepted_answer_id
    forget_acceptance(question)
    if answer_id is not None:
        content.mark_dirty(answer_id)
    if answer_id is not None and actor.member_id is not None:
        record(
            AnswerAcceptanceWithdrawn(
                answer_id=answer_id, question_id=question.id, actor_id=actor.member_id
            )
        )


def mark_official(
    actor: Actor, row: Answer, *, is_official: bool = True, version_id: int | None = None
) -> None:
    """Staff stand behind an answer as it reads now, or no longer do."""
    question, _subject = _locked(actor, row)
    ensure(actor, Permission.ANSWER_MARK_OFFICIAL, row)
    if row.is_official if is_official else row.official_at is None:
        return
    row.official_at = now() if is_official else None
    row.official_by_id = actor.member_id if is_official else None
    row.official_version_id = _version_of(question, version_id) if is_official else None
    content.mark_dirty(row.id)
    if actor.member_id is not None:
        record(
            AnswerMarkedOfficial(
                answer_id=row.id,
                question_id=question.id,
                actor_id=actor.member_id,
                is_official=is_official,
            )
        )


def mark_verified(
    actor: Actor, row: Answer, *, is_verified: bool = True, version_id: int | None = None
) -> None:
    """An expert of the area tried the answer as it reads now, or takes that back."""
    question, subject = _locked(actor, row)
    ensure(actor, Permission.ANSWER_VERIFY, subject)
    if row.is_verified if is_verified else row.verified_at is None:
        return
    row.verified_at = now() if is_verified else None
    row.verified_by_id = actor.member_id if is_verified else None
    row.verified_version_id = _version_of(question, version_id) if is_verified else None
    content.mark_dirty(row.id)
    if actor.member_id is not None:
        record(
            AnswerVerified(
                answer_id=row.id,
                question_id=question.id,
                actor_id=actor.member_id,
                is_verified=is_verified,
            )
        )
