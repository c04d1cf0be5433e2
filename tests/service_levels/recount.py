"""What became of every promise, counted once more from the raw events alone, minute by minute.

It shares no code with the portal: its terms are written down here as the menu's table states them.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

import holidays

from tests.service_levels.recount_menu import DAY, target_of

EPOCH = datetime(2026, 3, 2, tzinfo=UTC)
DAYS = 250  # of minutes that are laid out
QUARTER = 15  # no clock here changes and no window opens between quarters of an hour


@dataclass(frozen=True)
class Deed:
    """Something that somebody did in a thread, in minutes since the epoch."""

    at: int
    what: str
    severity: str | None = None
    by_team: bool = False


@dataclass
class Story:
    """One question: whose it is, and all that was done."""

    plan: str
    zone: str
    severity: str | None
    deeds: list[Deed] = field(default_factory=list)


@dataclass
class Counted:
    """What became of one promise."""

    kind: str
    started: int
    need: int
    hours: str | None
    counted_from: int
    due: int = 0
    state: str = "running"
    ended: int | None = None
    by: str | None = None
    void: bool = False
    paused_since: int | None = None
    pauses: list[tuple[int, int]] = field(default_factory=list)
    told: list[tuple[str, int]] = field(default_factory=list)


def moment(minute: int) -> datetime:
    """A minute of the story as an instant."""
    return EPOCH + timedelta(minutes=minute)


@lru_cache(maxsize=64)
def _covered(hours: str | None, zone: str) -> list[int]:
    """How many minutes are covered before each minute."""
    info = ZoneInfo("Europe/Paris" if hours in ("office", "week") else zone)
    free = set(holidays.country_holidays("FR", years=[2026, 2027])) if hours == "office" else set()
    quarters = (_is_covered(hours, info, free, at) for at in range(0, DAYS * DAY, QUARTER))
    return [0, *accumulate(covered for covered in quarters for _minute in range(QUARTER))]


def _is_covered(hours: str | None, info: ZoneInfo, free: set[date], number: int) -> bool:
    if hours is None:
        return True
    there = moment(number).astimezone(info)
    if there.weekday() > 4 or there.date() in free:
        return False
    return hours == "week" or 9 <= there.hour < 17


def used(one: Counted, zone: str, until: int) -> int:
    """Minutes that count from the start to a minute."""
    covered = _covered(one.hours, zone)
    span = max(0, covered[until] - covered[min(one.counted_from, until)])
    for pause in one.pauses:
        begins, ends = max(pause[0], one.counted_from), min(pause[1], until)
        span -= max(0, covered[max(begins, ends)] - covered[begins])
    return span


def reached(one: Counted, zone: str, need: int) -> int:
    """The first minute at which so many minutes have counted."""
    numbers = range(DAYS * DAY)
    return bisect_left(numbers, need, key=lambda number: used(one, zone, number))


class Recount:
    """One question's promises, deed by deed."""

    def __init__(self, story: Story, until: int) -> None:
        self.story, self.severity = story, story.severity
        self.promises: list[Counted] = []
        self.is_done = self.asks = False
        self.spoken: list[int] = []  # when the team did
        deeds = story.deeds
        for number, deed in enumerate(deeds):
            self.do(deed)
            self.watch(deed.at, deeds[number + 1].at if number + 1 < len(deeds) else until + 1)

    def waiting(self, kind: str) -> Counted | None:
        """The promise of a kind that nobody kept yet."""
        found = [one for one in self.promises if one.kind == kind]
        last = found[-1] if found else None
        return last if last and last.ended is None and not last.void else None

    def open(self, kind: str, at: int) -> None:
        """Promise something."""
        target = target_of(self.story.plan, self.severity, kind)
        if target is not None:
            one = Counted(kind, at, *target, counted_from=at)
            one.due = reached(one, self.story.zone, one.need)
            self.promises.append(one)

    def end(self, kind: str, at: int, by: str) -> None:
        """Somebody kept it, or was late."""
        one = self.waiting(kind)
        if one is None:
            return
        self.resume(one, at)
        one.ended, one.by = at, by
        if at > one.due:
            self.miss(one, at)
            return
        covered = _covered(one.hours, self.story.zone)
        outside = covered[at + 1] == covered[at]
        more = used(one, self.story.zone, at) * 4 <= one.need or outside
        is_more = more and by == "team" and kind != "resolution"
        one.state = "exceeded" if is_more else "met"

    def miss(self, one: Counted, at: int) -> None:
        """Its time ran out."""
        if one.state != "missed":
            one.state = "missed"
            one.told.append(("PromiseMissed", at))

    def pause(self, at: int) -> None:
        """The team waits for the asker."""
        one = self.waiting("resolution")
        if one and one.state == "running":
            if at > one.due:
                self.miss(one, at)
            else:
                one.state, one.paused_since = "paused", at

    def resume(self, one: Counted | None, at: int) -> None:
        """The asker replied."""
        if one is None or one.state != "paused" or one.paused_since is None:
            return
        one.pauses.append((one.paused_since, at))
        one.state, one.paused_since = "running", None
        one.due = reached(one, self.story.zone, one.need)

    def watch(self, since: int, until: int) -> None:
        """The worker looks each minute, after what was done in it."""
        for one in self.promises:
            if one.state != "running" or one.void:
                continue
            late = max(since, one.due + 1)
            for name, percent in (("PromiseWarned", 80), ("PromiseEscalated", 90)):
                at = max(since, reached(one, self.story.zone, one.need * percent // 100))
                known = [told for told in one.told if told[0] == name]
                if at < min(until, late) and not known:
                    one.told.append((name, at))
            if late < until:
                self.miss(one, late)

    def do(self, deed: Deed) -> None:
        """One deed."""
        getattr(self, f"_{deed.what}")(deed)

    def _ask(self, deed: Deed) -> None:
        self.open("first_response", deed.at)
        self.open("resolution", deed.at)

    def _team_speaks(self, at: int) -> None:
        self.spoken.append(at)
        self.end("first_response", at, "team")
        self.end("next_response", at, "team")

    def _team_answer(self, deed: Deed) -> None:
        self._team_speaks(deed.at)
        self.asks = False
        self.pause(deed.at)

    def _team_comment(self, deed: Deed) -> None:
        self._team_speaks(deed.at)

    def _info(self, deed: Deed) -> None:
        self._team_speaks(deed.at)
        self.asks = True
        self.pause(deed.at)

    def _peer_answer(self, deed: Deed) -> None:
        if self.asks:
            self.asks = False
            self.resume(self.waiting("resolution"), deed.at)

    def _asker_comment(self, deed: Deed) -> None:
        self.asks = False
        if not self.is_done and self.spoken and self.waiting("next_response") is None:
            self.open("next_response", deed.at)
        self.resume(self.waiting("resolution"), deed.at)

    def _accept(self, deed: Deed) -> None:
        self.is_done = True
        self.asks = False
        self.end("first_response", deed.at, "community")
        self.end("next_response", deed.at, "community")
        self.end("resolution", deed.at, "team" if deed.by_team else "community")

    def _unaccept(self, deed: Deed) -> None:
        self.is_done = False
        newest = {one.kind: one for one in self.promises}
        for one in newest.values():
            if one.ended is not None and (one.kind == "resolution" or one.by == "community"):
                self._run_on(one, one.ended, deed.at)

    def _run_on(self, one: Counted, ended: int, at: int) -> None:
        if one.state != "missed":
            one.pauses.append((ended, at))
            one.state = "running"
        one.ended = one.by = None
        if one.state == "running":
            one.due = reached(one, self.story.zone, one.need)
        replies = [spoken for spoken in self.spoken if spoken > ended]
        if replies and one.kind != "resolution":
            self.end(one.kind, replies[0], "team")

    def _duplicate(self, deed: Deed) -> None:
        self.is_done = True
        for one in self.promises:
            if one.ended is None:
                if one.state == "running" and deed.at > one.due:
                    self.miss(one, deed.at)
                one.void = True
                one.state = one.state if one.state == "missed" else "void"

    def _severity(self, deed: Deed) -> None:
        self.severity = deed.severity
        for one in self.promises:
            if one.ended is None and not one.void and one.state in ("running", "paused"):
                self._better(one, deed.at)
        if not any(one.kind == "resolution" for one in self.promises):
            self.open("resolution", deed.at)

    def _better(self, one: Counted, at: int) -> None:
        target = target_of(self.story.plan, self.severity, one.kind)
        if target is None:
            return
        new = Counted(one.kind, one.started, *target, counted_from=at)
        new.due = reached(new, self.story.zone, new.need)
        pauses = [*one.pauses, (one.paused_since, at)] if one.paused_since else one.pauses
        old = Counted(one.kind, one.started, one.need, one.hours, one.counted_from, pauses=pauses)
        if new.due < reached(old, self.story.zone, one.need):
            one.need, one.hours, one.counted_from, one.due = *target, at, new.due
