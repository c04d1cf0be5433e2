"""What happens in circles: who enters and leaves, and what becomes of live hours."""

from dataclasses import dataclass

from community.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class OfEntry(Event):
    """A member's badges let him into a circle, or no longer do; `at` is an instant in ISO form."""

    member_id: int
    area_id: int
    at: str


class CircleEntered(OfEntry):
    """A badge opened the circle of its area."""


class CircleLeft(OfEntry):
    """The last badge that opened a circle has ended."""


@dataclass(frozen=True, kw_only=True)
class OfHour(Event):
    """Something that became of a live hour; `sequence` counts its changes."""

    hour_id: int
    actor_id: int | None
    sequence: int = 0


class LiveHourPlanned(OfHour):
    """A live hour stands in the calendar."""


class LiveHourMoved(OfHour):
    """A live hour begins at another time."""


class LiveHourCancelled(OfHour):
    """A live hour does not take place."""


class LiveHourNear(OfHour):
    """A live hour begins soon."""


@dataclass(frozen=True, kw_only=True)
class HourQuestionAnswered(Event):
    """A question of a live hour has its answer."""

    question_id: int
    hour_id: int
    actor_id: int
