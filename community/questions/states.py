"""The states of a question and the one table of who may lead it from where to where; the docs print it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


class QuestionState(StrEnum):
    """Where a question stands."""

    OPEN = "open"
    NEEDS_INFO = "needs_info"
    ANSWERED = "answered"
    SOLVED = "solved"
    CLOSED = "closed"
    ARCHIVED = "archived"


class CloseReason(StrEnum):
    """Why a question was closed."""

    DUPLICATE = "duplicate"
    OFF_TOPIC = "off_topic"
    UNCLEAR = "unclear"
    RESOLVED_ELSEWHERE = "resolved_elsewhere"
    NO_REPLY = "no_reply"


class Who(StrEnum):
    """Who may make a change of state."""

    ASKER = "asker"
    ANSWERER = "answerer"  # whoever may answer, by answering
    TRUSTED = "trusted"  # whoever may close: agents, moderators, members with enough reputation
    STAFF = "staff"
    PORTAL = "portal"  # nobody: it follows from the answers, or from time


@dataclass(frozen=True)
class Change:
    """One line of the table: these states may become that one, by these people, with or without a text."""

    came_from: frozenset[QuestionState]
    to: QuestionState
    by: frozenset[Who]
    needs_text: bool = False


S, W = QuestionState, Who

CHANGES: tuple[Change, ...] = (
    Change(
        frozenset({S.OPEN, S.NEEDS_INFO, S.ARCHIVED}), S.ANSWERED, frozenset({W.ANSWERER, W.PORTAL})
    ),
    Change(frozenset({S.OPEN, S.ANSWERED}), S.NEEDS_INFO, frozenset({W.STAFF}), needs_text=True),
    Change(frozenset({S.NEEDS_INFO}), S.OPEN, frozenset({W.ASKER, W.STAFF, W.PORTAL})),
    Change(
        frozenset({S.OPEN, S.NEEDS_INFO, S.ANSWERED, S.ARCHIVED}), S.SOLVED, frozenset({W.ASKER})
    ),
    Change(frozenset({S.SOLVED}), S.ANSWERED, frozenset({W.ASKER, W.PORTAL})),
    Change(frozenset({S.ANSWERED, S.SOLVED}), S.OPEN, frozenset({W.PORTAL})),
    Change(
        frozenset({S.OPEN, S.NEEDS_INFO, S.ANSWERED, S.SOLVED, S.ARCHIVED}),
        S.CLOSED,
        frozenset({W.ASKER, W.TRUSTED, W.STAFF, W.PORTAL}),
        needs_text=True,
    ),
    Change(frozenset({S.CLOSED, S.ARCHIVED}), S.OPEN, frozenset({W.ASKER, W.TRUSTED, W.STAFF})),
    Change(
        frozenset({S.NEEDS_INFO, S.CLOSED, S.ARCHIVED}),
        S.ANSWERED,
        frozenset({W.ASKER, W.TRUSTED, W.STAFF}),
    ),
    Change(frozenset({S.CLOSED, S.ARCHIVED}), S.SOLVED, frozenset({W.ASKER, W.TRUSTED, W.STAFF})),
    Change(frozenset({S.OPEN, S.NEEDS_INFO, S.ANSWERED}), S.ARCHIVED, frozenset({W.PORTAL})),
)

# A duplicate says enough by naming the other question; silence needs no words.
SPEAKING_REASONS = frozenset(
    {CloseReason.DUPLICATE, CloseReason.NO_REPLY, CloseReason.RESOLVED_ELSEWHERE}
)

STATE_WORDS: dict[QuestionState, LazyString] = {
    S.OPEN: _l("Open"),
    S.NEEDS_INFO: _l("Needs information"),
    S.ANSWERED: _l("Answered"),
    S.SOLVED: _l("Solved"),
    S.CLOSED: _l("Closed"),
    S.ARCHIVED: _l("Archived"),
}
REASON_WORDS: dict[CloseReason, LazyString] = {
    CloseReason.DUPLICATE: _l("asked before"),
    CloseReason.OFF_TOPIC: _l("not about this product"),
    CloseReason.UNCLEAR: _l("unclear"),
    CloseReason.RESOLVED_ELSEWHERE: _l("resolved elsewhere"),
    CloseReason.NO_REPLY: _l("no reply"),
}


def find_change(came_from: QuestionState, to: QuestionState, who: Iterable[Who]) -> Change | None:
    """The line that lets one of these people make the change; None when the table has none."""
    roles = frozenset(who)
    return next(
        (one for one in CHANGES if came_from in one.came_from and one.to is to and one.by & roles),
        None,
    )


def needs_text(change: Change, reason: CloseReason | None) -> bool:
    """Whether the change must be explained in words."""
    return change.needs_text and reason not in SPEAKING_REASONS


def state_of_answers(answer_count: int, *, has_accepted: bool) -> QuestionState:
    """The state that follows from the answers alone."""
    if has_accepted:
        return S.SOLVED
    return S.ANSWERED if answer_count else S.OPEN


def markdown() -> str:
    """The table as the docs print it."""
    lines = ["| from | to | who | text |", "|---|---|---|---|"]
    for one in CHANGES:
        came_from, by = ", ".join(sorted(one.came_from)), ", ".join(sorted(one.by))
        lines.append(f"| {came_from} | {one.to} | {by} | {'needed' if one.needs_text else '–'} |")
    return "\n".join(lines)
