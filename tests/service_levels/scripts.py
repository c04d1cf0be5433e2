"""What might happen to random questions of random customers."""

from __future__ import annotations

import random

from tests.service_levels.recount import Deed, Story
from tests.service_levels.recount_terms import BETTER_PLAN, IN_FORCE, REVISIONS, on

# Their clocks change within the quarter on three days, one of them by half an hour; in Kolkata they never do.
ZONES = (
    "Europe/Paris",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Sydney",
    "Australia/Lord_Howe",
)
# When clocks or terms change.
CLOCKS = (on(3, 8, 7, 0), on(3, 29, 1, 0), on(4, 4, 16, 0))
TURNS = sorted({*CLOCKS, IN_FORCE[2], IN_FORCE[3], BETTER_PLAN[0], *(one.at for one in REVISIONS)})


def asked_at(chance: random.Random, days: int) -> int:
    """Anywhen within so many days; of three questions one in the two days before something changes."""
    turn = chance.choice(TURNS) if not chance.randrange(3) else 0
    if 0 < turn < days * 1440:
        return turn - chance.randrange(1, 2 * 1440)
    return chance.randrange(60, days * 1440)


def write_story(chance: random.Random, started: int, until: int) -> Story:
    """A random question of a random customer, with what might happen to it."""
    plan = chance.choice(("community", "standard", "premium", "premium", "enterprise"))
    zone = chance.choice(ZONES)
    severity = None if plan == "community" else chance.choice(("L1", "L2", "L3", "L4"))
    has_better_plan = plan == "standard" and chance.random() < 0.5
    story = Story(plan, zone, severity, [Deed(started, "ask")], has_better_plan)
    at, state, ours, theirs = started, "open", False, False
    for _ in range(chance.choice((0, 1, 2, 3, 5, 8))):
        at += chance.choice((3, 11, 25, 90, 400, 1500, 4000)) + chance.randrange(20)
        if at > until or state == "closed":
            break
        deed = _next_deed(chance, story, at, state, ours, theirs)
        ours = ours or deed.what == "team_answer"
        theirs = theirs or deed.what == "peer_answer"
        state = _state_after(deed, state)
        story.deeds.append(deed)
    return story


def _state_after(deed: Deed, state: str) -> str:
    led = {"info": "needs_info", "accept": "solved", "unaccept": "open", "duplicate": "closed"}
    replies = ("team_answer", "peer_answer", "asker_comment", "asker_edit", "unask")
    answered = state == "needs_info" and deed.what in replies
    return led.get(deed.what, "open" if answered else state)


def _next_deed(
    chance: random.Random, story: Story, at: int, state: str, ours: bool, theirs: bool
) -> Deed:
    if state == "solved":
        return Deed(at, chance.choice(("asker_comment", "unaccept", "team_comment")))
    choices = ["team_answer", "team_comment", "asker_comment", "asker_comment", "peer_answer"]
    if state == "needs_info":
        choices += ["asker_edit", "unask"]
    else:
        choices += ["info", "duplicate"] if chance.random() < 0.6 else ["info"]
        if story.plan != "community":
            choices.append("severity")
    if ours or theirs:
        choices += ["accept", "accept"]
    what = chance.choice(choices)
    if what == "severity":
        current = next(
            (one.severity for one in reversed(story.deeds) if one.what == "severity"),
            story.severity,
        )
        others = [one for one in ("L1", "L2", "L3", "L4") if one != current]
        return Deed(at, what, severity=chance.choice(others))
    by_team = ours and (not theirs or chance.random() < 0.7)
    return Deed(at, what, by_team=by_team if what == "accept" else False)
