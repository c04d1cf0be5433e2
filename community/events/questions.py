"""What happens to questions and answers."""

from dataclasses import dataclass

from community.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class OfQuestion(Event):
    """Something that a person did to a question."""

    question_id: int
    actor_id: int


class QuestionAsked(OfQuestion):
    """A question was asked."""


class QuestionEdited(OfQuestion):
    """A question's words, tags or area changed."""


class QuestionVoted(OfQuestion):
    """A member has the same question."""


class QuestionVoteWithdrawn(OfQuestion):
    """A member took *same question* back."""


class QuestionClaimed(OfQuestion):
    """Somebody is answering a question."""


class QuestionReleased(OfQuestion):
    """Whoever was answering it gave it back."""


class InformationAsked(OfQuestion):
    """The team needs to know more of the asker."""


class SeverityChanged(OfQuestion):
    """The team gave a question another severity."""


@dataclass(frozen=True, kw_only=True)
class InformationMissing(Event):
    """The asker has not replied for some days."""

    question_id: int


@dataclass(frozen=True, kw_only=True)
class QuestionClosed(Event):
    """A question was closed, by somebody or by the portal."""

    question_id: int
    actor_id: int | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class OfPostEdit(Event):
    """Something that happened to a suggested edit of a question or an answer."""

    edit_id: int
    subject_id: int
    actor_id: int | None


class PostEditSuggested(OfPostEdit):
    """A member suggested an edit, and those who decide see it."""


class PostEditDecided(OfPostEdit):
    """A suggested edit was accepted, rejected, taken back or undone; its row says which."""


@dataclass(frozen=True, kw_only=True)
class SolvedSurveyDue(Event):
    """An asker has not said on the page whether it was solved."""

    question_id: int


@dataclass(frozen=True, kw_only=True)
class SolvedSurveyAnswered(Event):
    """An asker said whether it was solved, or would rather not."""

    question_id: int


class QuestionReopened(OfQuestion):
    """A question is open again that was closed, or of which the team needs to know nothing more."""


class DuplicateConfirmed(OfQuestion):
    """The team agreed that a question was asked before."""


@dataclass(frozen=True, kw_only=True)
class OfAnswer(Event):
    """Something that a person did to an answer."""

    answer_id: int
    question_id: int
    actor_id: int


class AnswerPosted(OfAnswer):
    """An answer was posted."""


class AnswerEdited(OfAnswer):
    """An answer's words changed."""


@dataclass(frozen=True, kw_only=True)
class AnswerVoted(Event):
    """A member found an answer helpful."""

    answer_id: int
    actor_id: int


@dataclass(frozen=True, kw_only=True)
class AnswerVoteWithdrawn(Event):
    """A member took *helpful* back."""

    answer_id: int
    actor_id: int


class AnswerAccepted(OfAnswer):
    """The asker said which answer solved it."""


class AnswerAcceptanceWithdrawn(OfAnswer):
    """The asker took the acceptance back."""


@dataclass(frozen=True, kw_only=True)
class OfDoubt(OfAnswer):
    """What a member said against an answer: outdated, or does not work."""

    kind: str


class AnswerDoubted(OfDoubt):
    """A member finds an answer outdated, or it does not work for him."""


class AnswerDoubtWithdrawn(OfDoubt):
    """A member took that back."""


@dataclass(frozen=True, kw_only=True)
class AnswerMarkedOfficial(OfAnswer):
    """Staff stand behind an answer, or no longer do."""

    is_official: bool


@dataclass(frozen=True, kw_only=True)
class AnswerVerified(Event):
    """An expert of the area tried an answer, or no longer stands by it."""

    answer_id: int
    question_id: int
    actor_id: int
    is_verified: bool


@dataclass(frozen=True, kw_only=True)
class AnswerPromoted(Event):
    """Staff show an answer on a help article, or no longer do."""

    answer_id: int
    article_id: int
    actor_id: int
    is_promoted: bool


@dataclass(frozen=True, kw_only=True)
class MemberInvited(OfQuestion):
    """A member was asked to answer a question."""

    member_id: int
