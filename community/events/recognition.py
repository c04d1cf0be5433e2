"""What members earn, and what is taken back."""

from dataclasses import dataclass

from community.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class BadgeAwarded(Event):
    """A member earned a badge."""

    award_id: int
    member_id: int
    badge_key: str
    badge_name: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class VotesVoided(Event):
    """Votes on a subject count no longer, or count again: a moderator looked at a vote ring."""

    subject_id: int
    case_id: int
