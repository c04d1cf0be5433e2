"""In which order answers stand: marked ones first, as long as no other answer leads them clearly."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar

LEAD = 10


class Ranked(Protocol):
    """What the order needs to know of an answer."""

    @property
    def id(self) -> int: ...
    @property
    def votes(self) -> int: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def is_accepted(self) -> bool: ...
    @property
    def is_official(self) -> bool: ...


R = TypeVar("R", bound=Ranked)


def ranked(answers: Sequence[R]) -> list[R]:
    """Most helpful first; accepted, then official ones stand above while no other leads them by LEAD votes."""
    best = sorted(answers, key=lambda one: (-one.votes, one.created_at, one.id))
    top = best[0].votes if best else 0
    held = [one for one in best if (one.is_accepted or one.is_official) and top - one.votes < LEAD]
    held.sort(key=lambda one: not one.is_accepted)
    return held + [one for one in best if one not in held]
