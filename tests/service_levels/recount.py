"""What became of every promise, counted once more from the raw events alone, minute by minute.

It shares no code with the portal: what the menu said when stands in `recount_terms.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tests.service_levels.recount_promise import Counted, reached, used
from tests.service_levels.recount_terms import (
    BETTER_PLAN,
    REVISIONS,
    Revision,
    covered,
    hours_at,
    target_of,
    version_at,
)


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
    has_better_plan: bool = False  # from `BETTER_PLAN` on


class Recount:
    """One question's promises, deed by deed."""

    def __init__(self, story: Story, until: int) -> None:
        self.story, self.severity, self.plan = story, story.severity, story.plan
        self.promises: list[Counted] = []
        self.is_done = self.asks = False
        self.left_by: str | None = (
            None  # while the team waits for the asker: "answer" or "question"
        )
        self.spoken: list[int] = []  # when the team did
        asked = story.deeds[0].at
        self.version = version_at(asked)
        if story.has_better_plan and asked >= BETTER_PLAN[0]:
            self.plan = BETTER_PLAN[1]
        steps = [one for one in self.steps(asked) if one.at <= until]
        for number, step in enumerate(steps):
            if isinstance(step, Revision):
                self.follow(step)
            else:
                self.do(step)
            self.watch(step.at, steps[number + 1].at if number + 1 < len(steps) else until + 1)

    def steps(self, asked: int) -> list[Deed | Revision]:
        """All that happens from the question on; what the company changes in a minute comes before the deeds in it."""
        changes: list[Deed | Revision] = [one for one in REVISIONS if one.at > asked]
        if self.plan != BETTER_PLAN[1] and self.story.has_better_plan:
            changes.append(Deed(BETTER_PLAN[0], "better_plan"))
        return sorted([*changes, *self.story.deeds], key=lambda one: one.at)

    def waiting(self, kind: str) -> Counted | None:
        """The promise of a kind that nobody kept yet."""
        found = [one for one in self.promises if one.kind == kind]
        last = found[-1] if found else None
        return last if last and last.ended is None and not last.void else None

    def open(self, kind: str, at: int, severity: str | None = None) -> None:
        """Promise something."""
        one = self.promise(kind, severity or self.severity, at)
        if one is not None:
            one.due = reached(one, self.story.zone, one.need)
            self.promises.append(one)

    def promise(self, kind: str, severity: str | None, at: int) -> Counted | None:
        """What is promised from a minute on: the question keeps its version, with the newest days off."""
        target = target_of(self.plan, severity, kind, self.version)
        if target is None:
            return None
        hours = hours_at(target[1], self.version, at)
        return Counted(kind, at, target[0], hours, severity, counted_from=at)

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
        zone = self.story.zone
        outside = covered(one.hours, zone, at + 1) == covered(one.hours, zone, at)
        more = used(one, self.story.zone, at) * 4 <= one.need or outside
        is_more = more and by == "team" and kind != "resolution"
        one.state = "exceeded" if is_more else "met"

    def miss(self, one: Counted, at: int) -> None:
        """Its time ran out."""
        if one.state != "missed":
            one.state = "missed"
            one.told.append(("PromiseMissed", at))

    def pause(self, at: int, *, answered: bool) -> None:
        """The team waits for the asker, over an answer or what it asked him."""
        self.left_by = "answer" if answered else self.left_by or "question"
        one = self.waiting("resolution")
        if one and one.state == "paused":
            one.left_by_answer = one.left_by_answer or answered
        if one and one.state == "running":
            one.left_by_answer = answered
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
        self.pause(deed.at, answered=True)

    def _team_comment(self, deed: Deed) -> None:
        self._team_speaks(deed.at)

    def _info(self, deed: Deed) -> None:
        self._team_speaks(deed.at)
        self.asks = True
        self.pause(deed.at, answered=False)

    def _unask(self, deed: Deed) -> None:
        self.asks = False
        if self.left_by == "question":
            self.left_by = None
        one = self.waiting("resolution")
        if one and not one.left_by_answer:
            self.resume(one, deed.at)

    def _peer_answer(self, deed: Deed) -> None:
        if self.asks:
            self.asks, self.left_by = False, None
            self.resume(self.waiting("resolution"), deed.at)

    def _asker_comment(self, deed: Deed) -> None:
        self.asks, self.left_by = False, None
        if not self.is_done and self.spoken and self.waiting("next_response") is None:
            self.open("next_response", deed.at)
        self.resume(self.waiting("resolution"), deed.at)

    _asker_edit = _asker_comment

    def _accept(self, deed: Deed) -> None:
        self.is_done = True
        self.asks = False
        self.end("first_response", deed.at, "community")
        self.end("next_response", deed.at, "community")
        self.end("resolution", deed.at, "team" if deed.by_team else "community")

    def _unaccept(self, deed: Deed) -> None:
        self.is_done, self.left_by = False, None
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
        for one in self.waiting_all():
            self._better(one, deed.severity, deed.at)
        if not any(one.kind == "resolution" for one in self.promises):
            self.open("resolution", deed.at)
            if self.left_by:
                self.pause(deed.at, answered=self.left_by == "answer")

    def _better_plan(self, deed: Deed) -> None:
        self.plan = BETTER_PLAN[1]
        waiting = self.waiting_all()
        for one in waiting:
            self._better(one, one.severity, deed.at)
        if waiting and not any(one.kind == "resolution" for one in self.promises):
            self.open("resolution", deed.at, waiting[-1].severity)

    def waiting_all(self) -> list[Counted]:
        """Whose time still runs or stands still."""
        states = ("running", "paused")
        return [
            one
            for one in self.promises
            if one.ended is None and not one.void and one.state in states
        ]

    def _better(self, one: Counted, severity: str | None, at: int) -> None:
        new = self.promise(one.kind, severity, at)
        if new is None:
            return
        new.due = reached(new, self.story.zone, new.need)
        if new.due < self.due_if_resumed(one, at):
            one.need, one.hours, one.severity = new.need, new.hours, severity
            one.counted_from, one.due = at, new.due

    def due_if_resumed(self, one: Counted, at: int) -> int:
        """When it would fall due if the asker replied now."""
        pauses = [*one.pauses, (one.paused_since, at)] if one.paused_since else one.pauses
        return reached(replace(one, pauses=pauses), self.story.zone, one.need)

    def follow(self, change: Revision) -> None:
        """Days off changed: what waits by earlier ones has the new ones where it falls due sooner by them."""
        hours = hours_at(change.hours, change.version, change.at)
        for one in self.waiting_all():
            old = one.hours
            if old and hours and (old.key, old.version) == (hours.key, hours.version):
                at, new = change.at, replace(one, hours=hours)
                if at < self.due_if_resumed(new, at) < self.due_if_resumed(one, at):
                    one.hours = hours
                    if one.state == "running":
                        one.due = reached(one, self.story.zone, one.need)
