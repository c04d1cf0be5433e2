"""Who plays in the demo, and the list of what they do when."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from community.accounts.queries import get_actor
from community.content.queries import list_audience_ids
from community.core.clock import as_of
from community.core.db import writing
from community.demo.moments import moment
from community.policies.actor import Actor

AT_ONCE = 40
Deed = Callable[[], object]


@dataclass
class Stage:
    """The demo while it is made: `now` is today, everything else happened before."""

    now: datetime
    members: dict[str, int] = field(default_factory=dict)
    areas: dict[str, int] = field(default_factory=dict)
    made: dict[str, int] = field(default_factory=dict)
    """Key of a thread in the files → its subject."""
    deeds: list[tuple[datetime, int, Deed]] = field(default_factory=list)
    actors: dict[str, Actor] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=count)

    def actor(self, handle: str) -> Actor:
        """The member of this handle as rules see him; KeyError for nobody."""
        if handle not in self.actors:
            self.actors[handle] = get_actor(self.members[handle], list_audience_ids)
        return self.actors[handle]

    def at(self, said: str) -> datetime:
        """The instant that a file means."""
        return moment(said, self.now)

    def after(self, start: datetime, pause: timedelta) -> datetime:
        """So much later, but before now."""
        return min(start + pause, self.now - timedelta(seconds=30))

    def plan(self, at: datetime, deed: Deed) -> None:
        """Let this be done at that instant; what is planned first is done first."""
        self.deeds.append((at, next(self.numbers), deed))

    def play(self) -> int:
        """Do everything in the order of time; how much that was."""
        deeds = sorted(self.deeds, key=lambda one: one[:2])
        for place in range(0, len(deeds), AT_ONCE):
            with writing():
                for at, _number, deed in deeds[place : place + AT_ONCE]:
                    with as_of(at):
                        deed()
        self.deeds.clear()
        return len(deeds)


@contextmanager
def once_upon(at: datetime) -> Iterator[None]:
    """One transaction at an instant of the past."""
    with as_of(at), writing():
        yield
