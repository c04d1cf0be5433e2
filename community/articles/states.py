"""The words of the help center's states, and what follows from dates alone."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

DUE_BEFORE_END: Final = timedelta(days=14)
# What the writers' list says of an article that was taken from the readers.
ARCHIVED: Final = "archived"
# What it calls a published translation that lags, by however much.
BEHIND: Final = "behind"


class RevisionState(StrEnum):
    """Where a revision stands; readers see the published one, whatever else is in the making."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    REJECTED = "rejected"


IN_THE_MAKING: Final = frozenset(
    {
        RevisionState.DRAFT,
        RevisionState.IN_REVIEW,
        RevisionState.APPROVED,
        RevisionState.SCHEDULED,
    }
)


class Significance(StrEnum):
    """How much an edit changes for readers, and so for translations and verification."""

    TYPO = "typo"
    MEDIUM = "medium"
    MAJOR = "major"


class Staleness(StrEnum):
    """How far a translation lags behind the language that was edited last."""

    CURRENT = "current"
    NEEDS_UPDATE = "needs_update"
    OUT_OF_DATE = "out_of_date"


class Trust(StrEnum):
    """Whether somebody checked the text that readers see, and whether that still holds."""

    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    DUE = "due"
    EXPIRED = "expired"


class FeedbackReason(StrEnum):
    """Why an article did not help (or, optionally, what could still be better)."""

    INACCURATE = "inaccurate"
    CONFUSING = "confusing"
    MISSING = "missing_something"
    NOT_SOUGHT = "not_what_i_looked_for"
    OTHER = "other"


class CreditKind(StrEnum):
    """What somebody did for an article."""

    WRITER = "writer"
    TRANSLATOR = "translator"
    CONTRIBUTOR = "contributor"  # a suggested edit of his was accepted
    ANSWERER = "answerer"  # the article was made of his answer
    ASKER = "asker"  # … to his question
    REVIEWER = "reviewer"


class DeskSort(StrEnum):
    """In which order the writers' list stands."""

    NEWEST = "newest"
    MOST_READ = "most_read"
    LEAST_HELPFUL = "least_helpful"


def trust_at(valid_until: datetime | None, at: datetime) -> Trust:
    """The trust that a verification until then gives at that instant; None is no verification."""
    if valid_until is None:
        return Trust.UNVERIFIED
    if at >= valid_until:
        return Trust.EXPIRED
    return Trust.DUE if at >= valid_until - DUE_BEFORE_END else Trust.VERIFIED


def next_change_of_trust(valid_until: datetime | None, at: datetime) -> datetime | None:
    """When the trust changes next by time alone; None when it never does."""
    if valid_until is None or at >= valid_until:
        return None
    due = valid_until - DUE_BEFORE_END
    return due if at < due else valid_until
