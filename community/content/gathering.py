"""What bulk work holds back until its end, so that it is written once."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from community.content.models import Tag
from community.core.db import db

GATHERED = "gathered"


@dataclass(slots=True)
class Gathered:
    """Keys for new subjects, and what single acts would each write: marks, totals, activity."""

    subject_ids: Iterator[int]
    dirty: set[int] = field(default_factory=set)
    totals: Counter[tuple[str, str]] = field(default_factory=Counter)
    activity: dict[int, datetime] = field(default_factory=dict)
    tags: dict[str, Tag] = field(default_factory=dict)

    def note_activity(self, subject_id: int, at: datetime) -> None:
        """Keep the latest activity of a subject."""
        self.activity[subject_id] = max(at, self.activity.get(subject_id, at))


def gathered() -> Gathered | None:
    """What bulk work of the present transaction gathers; None outside of it."""
    found: Gathered | None = db.session().info.get(GATHERED)
    return found
