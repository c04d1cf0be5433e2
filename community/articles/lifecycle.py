"""The life of a revision: the one table of who may lead it from where to where; the docs print it."""

from dataclasses import dataclass
from enum import StrEnum

from community.articles.states import RevisionState
from community.policies.permission import Permission


class Step(StrEnum):
    """What is done with a revision; `comment` leaves it where it is."""

    SUBMIT = "submit"
    COMMENT = "comment"
    APPROVE = "approve"
    ASK_CHANGES = "ask_changes"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    EDIT = "edit"
    SCHEDULE = "schedule"
    RESCHEDULE = "reschedule"
    CANCEL = "cancel"
    PUBLISH = "publish"
    GIVE_UP = "give_up"


class Who(StrEnum):
    """Who may take a step."""

    WRITER = "writer"  # every help writer
    REVIEWER = "reviewer"  # a help writer who wrote nothing of it, unless the site lets writers approve their own
    PUBLISHER = "publisher"  # a help writer; where the site asks for review, of what is approved
    PORTAL = "portal"  # nobody: the worker, at its minute


# The portal itself may do all that writers may.
ASKS = {
    Who.WRITER: Permission.ARTICLE_WRITE,
    Who.REVIEWER: Permission.ARTICLE_REVIEW,
    Who.PUBLISHER: Permission.ARTICLE_PUBLISH,
    Who.PORTAL: Permission.ARTICLE_PUBLISH,
}


@dataclass(frozen=True)
class Change:
    """One line of the table: this step leads from these states to that one, by these people, with or without a text."""

    step: Step
    came_from: frozenset[RevisionState]
    to: RevisionState
    by: Who
    needs_text: bool = False


S, W = RevisionState, Who

CHANGES: tuple[Change, ...] = (
    Change(Step.SUBMIT, frozenset({S.DRAFT}), S.IN_REVIEW, W.WRITER),
    Change(Step.APPROVE, frozenset({S.IN_REVIEW}), S.APPROVED, W.REVIEWER),
    Change(
        Step.ASK_CHANGES,
        frozenset({S.IN_REVIEW, S.APPROVED}),
        S.DRAFT,
        W.REVIEWER,
        needs_text=True,
    ),
    Change(
        Step.REJECT, frozenset({S.IN_REVIEW, S.APPROVED}), S.REJECTED, W.REVIEWER, needs_text=True
    ),
    Change(Step.WITHDRAW, frozenset({S.IN_REVIEW, S.APPROVED}), S.DRAFT, W.WRITER),
    Change(Step.EDIT, frozenset({S.DRAFT, S.IN_REVIEW, S.APPROVED}), S.DRAFT, W.WRITER),
    Change(Step.SCHEDULE, frozenset({S.DRAFT, S.IN_REVIEW, S.APPROVED}), S.SCHEDULED, W.PUBLISHER),
    Change(Step.RESCHEDULE, frozenset({S.SCHEDULED}), S.SCHEDULED, W.PUBLISHER),
    # Back to where it came from: approved words stay approved.
    Change(Step.CANCEL, frozenset({S.SCHEDULED}), S.APPROVED, W.WRITER),
    Change(Step.CANCEL, frozenset({S.SCHEDULED}), S.DRAFT, W.WRITER),
    Change(
        Step.PUBLISH,
        frozenset({S.DRAFT, S.IN_REVIEW, S.APPROVED, S.SCHEDULED}),
        S.PUBLISHED,
        W.PUBLISHER,
    ),
    Change(Step.PUBLISH, frozenset({S.SCHEDULED}), S.PUBLISHED, W.PORTAL),
    Change(Step.GIVE_UP, frozenset({S.DRAFT}), S.REJECTED, W.WRITER),
)


def find_change(
    step: Step, came_from: RevisionState, to: RevisionState | None = None
) -> Change | None:
    """The line that lets this step be taken from there (to that state, where there are two); None without one."""
    fits = (one for one in CHANGES if one.step is step and came_from in one.came_from)
    return next((one for one in fits if to is None or one.to is to), None)


def markdown() -> str:
    """The table as the docs print it."""
    lines = ["| step | from | to | who | text |", "|---|---|---|---|---|"]
    for one in CHANGES:
        came_from, text = ", ".join(sorted(one.came_from)), "needed" if one.needs_text else "–"
        lines.append(f"| {one.step} | {came_from} | {one.to} | {one.by} | {text} |")
    return "\n".join(lines)
