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
    # Since when, where it was earned again after its end.
    at: str = ""


@dataclass(frozen=True, kw_only=True)
class OfAward(Event):
    """Something that became of an award."""

    award_id: int
    member_id: int
    badge_key: str
    badge_name: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class AwardEnding(OfAward):
    """An award ends in a fortnight unless it is renewed; `until` is an instant in ISO form."""

    until: str


@dataclass(frozen=True, kw_only=True)
class AwardRevoked(OfAward):
    """An administrator took an award back, and said why."""

    reason: str
    revoked_at: str
    actor_id: int | None


@dataclass(frozen=True, kw_only=True)
class AwardRestored(OfAward):
    """An administrator gave a revoked award back."""

    actor_id: int | None


@dataclass(frozen=True, kw_only=True)
class AreaAdded(Event):
    """The product has another part."""

    area_key: str


@dataclass(frozen=True, kw_only=True)
class VotesVoided(Event):
    """Votes on a subject count no longer, or count again: a moderator looked at a vote ring."""

    subject_id: int
    case_id: int
