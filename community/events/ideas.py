"""What happens to ideas."""

from dataclasses import dataclass

from community.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class OfIdea(Event):
    """Something that a person did to an idea."""

    idea_id: int
    actor_id: int


class IdeaProposed(OfIdea):
    """An idea was proposed."""


@dataclass(frozen=True, kw_only=True)
class IdeaMadeOfQuestion(OfIdea):
    """A wish that was asked as a question became an idea."""

    question_id: int


class IdeaEdited(OfIdea):
    """An idea's words changed."""


class IdeaVoted(OfIdea):
    """A member supports an idea."""


class IdeaVoteWithdrawn(OfIdea):
    """A member no longer supports an idea."""


class IdeaVoteWeighed(OfIdea):
    """A supporter said how much an idea is needed, or why."""


@dataclass(frozen=True, kw_only=True)
class IdeaVotedFor(OfIdea):
    """Staff noted that a customer supports an idea."""

    member_id: int
    vote_id: int


@dataclass(frozen=True, kw_only=True)
class IdeaMerged(OfIdea):
    """An idea was merged into another and leads there."""

    merge_id: int
    root_id: int


@dataclass(frozen=True, kw_only=True)
class IdeaUnmerged(OfIdea):
    """An idea that was merged stands on its own again."""

    merge_id: int
    root_id: int


@dataclass(frozen=True, kw_only=True)
class IdeaSplit(OfIdea):
    """A part of an idea became this idea, with some of its supporters."""

    from_id: int


@dataclass(frozen=True, kw_only=True)
class IdeaStatusChanged(OfIdea):
    """A product manager changed the status of an idea, with a public text."""

    change_id: int


class IdeaAnswered(OfIdea):
    """A product manager answered an idea officially."""


@dataclass(frozen=True, kw_only=True)
class IdeaAssigned(OfIdea):
    """An idea became the work of a product manager, at this instant."""

    assignee_id: int
    at: str


@dataclass(frozen=True, kw_only=True)
class IdeaVerdictAsked(OfIdea):
    """Supporters are to be asked whether what was shipped by this change solves their problem."""

    change_id: int


@dataclass(frozen=True, kw_only=True)
class IdeaUnsolved(OfIdea):
    """Too many supporters said that it does not, and this change sent the idea back to review."""

    change_id: int
    yes: int
    total: int


@dataclass(frozen=True, kw_only=True)
class ReleasePublished(Event):
    """A release stands in the changelog."""

    release_id: int
    actor_id: int


@dataclass(frozen=True, kw_only=True)
class ChainChanged(Event):
    """What stands beside an idea or a release changed."""

    subject_id: int
    actor_id: int
