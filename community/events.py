"""The catalogue of everything that can happen: frozen dataclasses in the past tense, ids and plain values only."""

from dataclasses import dataclass

from community.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class MemberConfirmed(Event):
    """A member confirmed the address and can sign in."""

    member_id: int


@dataclass(frozen=True, kw_only=True)
class MemberChanged(Event):
    """A member changed name, handle or picture."""

    member_id: int


@dataclass(frozen=True, kw_only=True)
class SubjectShown(Event):
    """A subject became visible again (restored, released by a moderator)."""

    subject_id: int
    actor_id: int | None


@dataclass(frozen=True, kw_only=True)
class SubjectHidden(Event):
    """A subject is no longer visible: hidden by a moderator or deleted."""

    subject_id: int
    actor_id: int | None
    was_deleted: bool


@dataclass(frozen=True, kw_only=True)
class CommentPosted(Event):
    """A comment was posted under a subject."""

    comment_id: int
    on_id: int
    actor_id: int


@dataclass(frozen=True, kw_only=True)
class SubjectFlagged(Event):
    """A member flagged a subject."""

    subject_id: int
    actor_id: int


@dataclass(frozen=True, kw_only=True)
class FlagUpheld(Event):
    """Moderators agreed with the flags on a subject; its author loses points."""

    subject_id: int
    reason: str
    actor_id: int


@dataclass(frozen=True, kw_only=True)
class SubjectFollowed(Event):
    """A member began to follow something."""

    member_id: int
    target_kind: str
    target_id: int


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


@dataclass(frozen=True, kw_only=True)
class QuestionClosed(OfQuestion):
    """A question was closed."""

    reason: str


class QuestionReopened(OfQuestion):
    """A closed question is open again."""


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
class ArticleMadeOfQuestion(Event):
    """A help writer began an article with the words of a question and its answers."""

    article_id: int
    question_id: int
    actor_id: int


@dataclass(frozen=True, kw_only=True)
class OfIdea(Event):
    """Something that a person did to an idea."""

    idea_id: int
    actor_id: int


class IdeaProposed(OfIdea):
    """An idea was proposed."""


class IdeaEdited(OfIdea):
    """An idea's words changed."""


class IdeaVoted(OfIdea):
    """A member supports an idea."""


class IdeaVoteWithdrawn(OfIdea):
    """A member no longer supports an idea."""


@dataclass(frozen=True, kw_only=True)
class IdeaStatusChanged(OfIdea):
    """A product manager changed the status of an idea, with a public text."""

    change_id: int


class IdeaAnswered(OfIdea):
    """A product manager answered an idea officially."""


@dataclass(frozen=True, kw_only=True)
class ArticlePublished(Event):
    """A translation of an article was published or republished."""

    article_id: int
    locale: str
    actor_id: int | None
    is_first: bool


@dataclass(frozen=True, kw_only=True)
class OfReview(Event):
    """Something that was done with a text in the making, with the note that says it."""

    article_id: int
    locale: str
    revision_id: int
    note_id: int
    actor_id: int | None


class RevisionSubmitted(OfReview):
    """A reviewer is asked to look at a text."""


class RevisionCommented(OfReview):
    """Somebody said something about a text in the making."""


class RevisionApproved(OfReview):
    """A reviewer approved a text."""


class RevisionReturned(OfReview):
    """A reviewer asked for changes."""


class RevisionRejected(OfReview):
    """A reviewer rejected a text."""


class RevisionScheduled(OfReview):
    """A text is to be published at a minute, or at another than before."""


@dataclass(frozen=True, kw_only=True)
class ArticleArchived(Event):
    """An article was archived or taken out of the archive."""

    article_id: int
    actor_id: int | None


@dataclass(frozen=True, kw_only=True)
class ArticleAudienceChanged(Event):
    """Others may see an article from now on."""

    article_id: int
    actor_id: int | None


@dataclass(frozen=True, kw_only=True)
class OfSuggestion(Event):
    """Something that became of a member's suggested edit."""

    suggestion_id: int
    article_id: int
    actor_id: int | None


class EditSuggested(OfSuggestion):
    """A member suggested an edit of an article, and writers may look at it."""


@dataclass(frozen=True, kw_only=True)
class SuggestionDecided(OfSuggestion):
    """Writers took a suggested edit, or did not."""

    was_accepted: bool


@dataclass(frozen=True, kw_only=True)
class ArticleRated(Event):
    """A reader said whether an article helped."""

    article_id: int
    revision_id: int
    was_helpful: bool


@dataclass(frozen=True, kw_only=True)
class ArticleVerified(Event):
    """Staff or an area's expert checked what an article says in one language."""

    article_id: int
    locale: str
    verification_id: int
    actor_id: int | None


@dataclass(frozen=True, kw_only=True)
class OfPromise(Event):
    """Something that became of a promise."""

    promise_id: int
    subject_id: int


@dataclass(frozen=True, kw_only=True)
class PromiseMet(OfPromise):
    """A promise was kept; `exceeded` says that it was kept in more than was promised."""

    exceeded: bool


class PromiseWarned(OfPromise):
    """Four fifths of a promise's time have gone."""


class PromiseMissed(OfPromise):
    """A promise's time ran out."""


@dataclass(frozen=True, kw_only=True)
class MenuPublished(Event):
    """A version of the service-level menu was published."""

    version_id: int
    actor_id: int


@dataclass(frozen=True, kw_only=True)
class BadgeAwarded(Event):
    """A member earned a badge."""

    award_id: int
    member_id: int
    badge_key: str
    badge_name: dict[str, str]
