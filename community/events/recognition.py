"""What members earn."""

from dataclasses import dataclass

from community.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class BadgeAwarded(Event):
    """A member earned a badge."""

    award_id: int
    member_id: int
    badge_key: str
    badge_name: dict[str, str]
