"""What happened becomes something to tell; whom it concerns is found when it is told."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from community.content.models import Comment, Flag, FlagState, Subject, Visibility
from community.content.screening import UNTOLD
from community.core.db import db
from community.core.markup import excerpt
from community.events import (
    AnswerAccepted,
    AnswerPosted,
    AwardEnding,
    AwardRevoked,
    BadgeAwarded,
    CommentPosted,
    IdeaAnswered,
    IdeaStatusChanged,
    MemberInvited,
    OfAward,
    QuestionAsked,
    SubjectFlagged,
    SubjectHidden,
)
from community.ideas.models import IdeaStatus, OfficialResponse, StatusChange
from community.ideas.queries_story import find_official_response
from community.notifications.actions import tell
from community.notifications.kinds import Kind
from community.notifications.threads import find_thread
from community.policies.actor import PUBLIC_AUDIENCE_ID
from community.questions.models import Answer, Question

Words = dict[str, Any]
EXCERPT = 280


def _tell_about(
    source: str, kind: Kind, subject_id: int, *, by: int | None, words: Callable[[], Words] = dict
) -> None:
    """Tell about a subject in its thread; what is gone by now is told to nobody."""
    thread = find_thread(subject_id)
    if thread is None:
        return
    facts = {"title": thread.title, "path": thread.path} | words()
    tell(
        source,
        kind,
        subject_id=subject_id,
        thread_id=thread.id,
        actor_id=by,
        words=facts,
    )


def tell_of_answer(event: AnswerPosted) -> None:
    """An answer concerns the asker and those who follow the question."""

    def words() -> Words:
        return {"excerpt": excerpt(_text(Answer.text, Answer.id, event.answer_id), EXCERPT)}

    source = f"AnswerPosted:{event.answer_id}"
    _tell_about(source, Kind.ANSWER_POSTED, event.answer_id, by=event.actor_id, words=words)


def tell_of_acceptance(event: AnswerAccepted) -> None:
    """An accepted answer concerns its author."""
    source = f"AnswerAccepted:{event.answer_id}"
    _tell_about(source, Kind.ANSWER_ACCEPTED, event.answer_id, by=event.actor_id)


def tell_of_comment(event: CommentPosted) -> None:
    """A comment concerns the author of what it stands under, and those who follow that."""

    def words() -> Words:
        return {"excerpt": excerpt(_text(Comment.body, Comment.id, event.comment_id), EXCERPT)}

    source = f"CommentPosted:{event.comment_id}"
    _tell_about(source, Kind.COMMENT_POSTED, event.comment_id, by=event.actor_id, words=words)


def tell_of_question(event: QuestionAsked) -> None:
    """A question concerns those who follow its area or tags."""

    def words() -> Words:
        return {"excerpt": excerpt(_text(Question.text, Question.id, event.question_id), EXCERPT)}

    source = f"QuestionAsked:{event.question_id}"
    _tell_about(source, Kind.QUESTION_ASKED, event.question_id, by=event.actor_id, words=words)


def tell_of_member(event: QuestionAsked | AnswerPosted) -> None:
    """What a member asks or answers for everybody to see concerns those who follow him."""
    if isinstance(event, AnswerPosted):
        subject_id, column, key = event.answer_id, Answer.text, Answer.id
    else:
        subject_id, column, key = event.question_id, Question.text, Question.id
    subject = db.session.get(Subject, subject_id)
    if subject is None or subject.audience_id != PUBLIC_AUDIENCE_ID:
        return

    def words() -> Words:
        return {"excerpt": excerpt(_text(column, key, subject_id), EXCERPT)}

    source = f"MemberPosted:{subject_id}"
    _tell_about(source, Kind.MEMBER_POSTED, subject_id, by=event.actor_id, words=words)


def tell_of_invitation(event: MemberInvited) -> None:
    """An invitation to answer concerns whoever is invited, once a question."""

    def words() -> Words:
        text = _text(Question.text, Question.id, event.question_id)
        return {"excerpt": excerpt(text, EXCERPT), "member_id": event.member_id}

    source = f"MemberInvited:{event.question_id}:{event.member_id}"
    _tell_about(source, Kind.QUESTION_INVITED, event.question_id, by=event.actor_id, words=words)


def tell_of_status(event: IdeaStatusChanged) -> None:
    """A decision concerns everybody who supports or follows the idea, and its author."""
    change = db.session.get(StatusChange, event.change_id)
    if change is None:
        return
    name = select(IdeaStatus.name).where(IdeaStatus.id == change.to_status_id)
    status = db.session.scalars(name).one()
    words: Words = {"text": change.body, "lang": change.lang, "status": status}
    if change.reason is not None:
        words["declined_for"] = change.reason.value
    if change.way_round_path is not None:
        words |= {"way_id": change.way_round_id, "way_path": change.way_round_path}
    source = f"IdeaStatusChanged:{event.change_id}"
    _tell_about(source, Kind.IDEA_STATUS, event.idea_id, by=event.actor_id, words=lambda: words)


def tell_of_official_answer(event: IdeaAnswered) -> None:
    """An official answer concerns everybody who supports or follows the idea, and its author."""
    answer: OfficialResponse | None = find_official_response(event.idea_id)
    if answer is not None:
        words = {"text": answer.body, "lang": answer.lang}
        source = f"IdeaAnswered:{answer.id}"
        _tell_about(
            source, Kind.IDEA_ANSWERED, event.idea_id, by=event.actor_id, words=lambda: words
        )


def tell_of_badge(event: BadgeAwarded) -> None:
    """A badge concerns whoever earned it, each time it is earned."""
    again = f":{event.at}" if event.at else ""
    _tell_holder(f"BadgeAwarded:{event.award_id}{again}", Kind.BADGE_AWARDED, event)


def tell_of_ending_award(event: AwardEnding) -> None:
    """That a badge ends soon concerns its holder, once for each end."""
    source = f"AwardEnding:{event.award_id}:{event.until}"
    _tell_holder(source, Kind.BADGE_ENDING, event)


def tell_of_revoked_award(event: AwardRevoked) -> None:
    """That a badge is taken back concerns whoever held it, with the reason."""
    source = f"AwardRevoked:{event.award_id}:{event.revoked_at}"
    _tell_holder(source, Kind.BADGE_REVOKED, event, excerpt=event.reason)


def _tell_holder(source: str, kind: Kind, event: BadgeAwarded | OfAward, **more: str) -> None:
    words = {
        "member_id": event.member_id,
        "badge": event.badge_name,
        "path": f"/badges/{event.badge_key}",
    }
    tell(source, kind, subject_id=None, thread_id=None, actor_id=None, words=words | more)


def tell_of_hiding(event: SubjectHidden) -> None:
    """What a moderator hides concerns its author, each time; what one removes oneself is told to nobody."""
    facts = select(Subject.visibility, Subject.visibility_at, Subject.visibility_reason)
    facts = facts.add_columns(Subject.visibility_by_id)
    row = db.session.execute(facts.where(Subject.id == event.subject_id)).first()
    if row is None or row.visibility is Visibility.VISIBLE or row.visibility_at is None:
        return  # it was shown again in the meantime
    if row.visibility_by_id != event.actor_id:
        return  # and is gone now by somebody else's hand
    source = f"SubjectHidden:{event.subject_id}:{row.visibility_at.isoformat()}"
    words = {"excerpt": (row.visibility_reason or "").removesuffix(UNTOLD)}
    _tell_about(source, Kind.POST_HIDDEN, event.subject_id, by=event.actor_id, words=lambda: words)


def tell_of_flag(event: SubjectFlagged) -> None:
    """A flag concerns the moderators, once for all that wait together; what was decided by now concerns nobody."""
    waits = select(Flag.created_at).where(
        Flag.subject_id == event.subject_id, Flag.state == FlagState.OPEN
    )
    since = db.session.scalars(waits.order_by(Flag.created_at).limit(1)).first()
    if since is not None:
        source = f"SubjectFlagged:{event.subject_id}:{since.isoformat()}"
        _tell_about(source, Kind.SUBJECT_FLAGGED, event.subject_id, by=event.actor_id)


def _text(column: Any, key: Any, identity: int) -> str:
    return db.session.scalars(select(column).where(key == identity)).first() or ""
