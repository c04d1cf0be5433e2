"""What happened beside points that earns or ends badges; each reads the rows as they are now."""

from sqlalchemy import select

from community.content.models import Flag
from community.core.db import db, get_locked
from community.events import (
    AnswerPosted,
    AnswerVoted,
    AnswerVoteWithdrawn,
    AreaAdded,
    AwardRestored,
    AwardRevoked,
    FlagsLifted,
    FlagUpheld,
    IdeaVoted,
    IdeaVoteWithdrawn,
    MemberChanged,
    PromiseMet,
    QuestionEdited,
    QuestionVoted,
    QuestionVoteWithdrawn,
    RolesChanged,
    SubjectFollowed,
    SubjectUnfollowed,
)
from community.questions.models import Answer
from community.recognition.awards import award_for, settle, settle_badges
from community.recognition.awards_capabilities import settle_capabilities
from community.recognition.catalogue import install_area_badges
from community.recognition.models import Award, Badge, Metric
from community.service_levels.models import Promise

OF_ANSWERS = (
    Metric.ACCEPTED_ANSWERS,
    Metric.RESCUES,
    Metric.HELPFUL_VOTES,
    Metric.TIMELY_REPLIES,
    Metric.ANSWERS_WITH_POINTS,
)


def note_voter(
    event: AnswerVoted
    | AnswerVoteWithdrawn
    | QuestionVoted
    | QuestionVoteWithdrawn
    | IdeaVoted
    | IdeaVoteWithdrawn,
) -> None:
    """A first vote is a step of the start list, while it stands."""
    settle((Metric.START_STEPS,), [event.actor_id])


def note_member(event: MemberChanged | SubjectFollowed | SubjectUnfollowed) -> None:
    """A profile that is filled in, a first follow, or the last one taken back."""
    settle((Metric.START_STEPS,), [event.member_id])


def note_answer(event: AnswerPosted) -> None:
    """A reply may have come inside the asker's response target."""
    award_for(event.answer_id)


def note_promise(event: PromiseMet) -> None:
    """A comment may have ended the clock in time."""
    promise = db.session.get(Promise, event.promise_id, populate_existing=True)
    if promise is not None and promise.ended_by_id is not None:
        settle((Metric.TIMELY_REPLIES,), [promise.ended_by_id])


def note_roles(event: RolesChanged) -> None:
    """What only others than staff hold begins and ends with a role."""
    settle((Metric.TIMELY_REPLIES,), [event.member_id])


def note_area_of_question(event: QuestionEdited) -> None:
    """A question in another area takes its votes and its answers along."""
    authors = select(Answer.author_id).where(
        Answer.question_id == event.question_id, Answer.author_id.is_not(None)
    )
    settle(OF_ANSWERS, {one for one in db.session.scalars(authors) if one is not None})
    award_for(event.question_id)


def note_flags(event: FlagUpheld | FlagsLifted) -> None:
    """Moderators agreed with those who flagged a post, or took that back."""
    flaggers = select(Flag.member_id).where(Flag.subject_id == event.subject_id)
    settle((Metric.FLAGS_UPHELD,), set(db.session.scalars(flaggers)))


def note_area(event: AreaAdded) -> None:
    """Each product area has its badges."""
    install_area_badges([event.area_key])


def note_award(event: AwardRevoked | AwardRestored) -> None:
    """What a badge grants ends with the award, and comes back with it if its evidence still stands."""
    award = db.session.get(Award, event.award_id, populate_existing=True)
    if award is None:
        return
    badge = get_locked(Badge, award.badge_id)
    if badge.is_active:
        settle_badges([badge], [award.member_id], quietly=True)
    settle_capabilities(badge, award)
