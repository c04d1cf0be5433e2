"""When a badge is earned: pure reckoning over what a member did, the same in whatever order it is told."""

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Deed:
    """One thing that counts: since when, and the post that shows it; what has the same key counts once."""

    at: datetime
    key: int
    evidence_id: int | None
    area_id: int | None = None


@dataclass(frozen=True)
class Rule:
    """How many deeds, within which time, make a badge, and for how long; what ends is renewed, not repeated."""

    threshold: int
    window: timedelta | None = None
    valid: timedelta | None = None
    is_repeatable: bool = False


@dataclass
class Earned:
    """An award that deeds call for; the occasion is its post where a badge is earned again and again, else 0."""

    occasion: int
    at: datetime
    evidence_id: int | None
    until: datetime | None = None


@dataclass
class Reckoning:
    """The awards that deeds call for, and the deeds that count towards the next one."""

    earned: list[Earned] = field(default_factory=list)
    counted: list[Deed] = field(default_factory=list)
    number: int = 0


class Window:
    """The deeds of the last so many days; it only ever slides on."""

    def __init__(self, length: timedelta | None) -> None:
        self.length = length
        self.deeds: deque[Deed] = deque()
        self.keys: Counter[int] = Counter()

    def take(self, deed: Deed) -> None:
        """Slide on to a deed and let it count."""
        self.slide(deed.at)
        self.deeds.append(deed)
        self.keys[deed.key] += 1

    def slide(self, at: datetime) -> None:
        """Let go of what is too old at that instant."""
        while self.length and self.deeds and self.deeds[0].at <= at - self.length:
            gone = self.deeds.popleft()
            self.keys[gone.key] -= 1
            if not self.keys[gone.key]:
                del self.keys[gone.key]

    @property
    def number(self) -> int:
        """How many different things count."""
        return len(self.keys)

    def clear(self) -> None:
        """Begin to count anew."""
        self.deeds.clear()
        self.keys.clear()


def reckon(rule: Rule, deeds: Iterable[Deed], at: datetime) -> Reckoning:
    """The awards that these deeds call for, and what counts at this instant."""
    window, runs = Window(rule.window), dict[int, Earned]()
    for deed in sorted(deeds, key=lambda one: (one.at, one.key)):
        _renew(rule, window, runs, to=deed.at)
        window.take(deed)
        if window.number >= rule.threshold:
            _reach(rule, window, runs, deed)
    _renew(rule, window, runs, to=at)
    window.slide(at)
    found = Reckoning(counted=list(window.deeds), number=window.number)
    _renew(rule, window, runs, to=None)
    found.earned = list(runs.values())
    return found


def _reach(rule: Rule, window: Window, runs: dict[int, Earned], deed: Deed) -> None:
    """The deed that completes the number: a new award, or more time for the one that runs."""
    until = deed.at + rule.valid if rule.valid else None
    if rule.is_repeatable:
        occasion = deed.evidence_id or 0
        runs.setdefault(occasion, Earned(occasion, deed.at, deed.evidence_id, until))
        window.clear()
        return
    run = runs.get(0)
    if run is None or (run.until is not None and run.until <= deed.at):
        runs[0] = Earned(0, deed.at, deed.evidence_id, until)
    else:
        run.until = until


def _renew(rule: Rule, window: Window, runs: dict[int, Earned], to: datetime | None) -> None:
    """An award that ends while enough still counts goes on."""
    run = runs.get(0)
    if run is None or run.until is None or not rule.valid or not rule.window:
        return
    while to is None or run.until <= to:
        window.slide(run.until)
        if window.number < rule.threshold:
            return
        run.until += rule.valid
