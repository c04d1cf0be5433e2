"""The help center's states in the words of its pages."""

from collections.abc import Sequence

from babel.lists import format_list
from flask_babel import get_locale
from flask_babel import gettext as _

from community.articles.audiences import MEMBERS, POWER_USERS, PUBLIC, STAFF
from community.articles.states import (
    ARCHIVED,
    CreditKind,
    DeskSort,
    RevisionState,
    Significance,
    Staleness,
    Trust,
)


def words_of_states() -> dict[str, str]:
    """The states of an article, in the reader's language."""
    return {
        RevisionState.DRAFT: _("Draft"),
        RevisionState.IN_REVIEW: _("In review"),
        RevisionState.APPROVED: _("Approved"),
        RevisionState.SCHEDULED: _("Scheduled"),
        RevisionState.PUBLISHED: _("Published"),
        RevisionState.SUPERSEDED: _("Superseded"),
        RevisionState.REJECTED: _("Rejected"),
        ARCHIVED: _("Archived"),
    }


def words_of_sorts() -> dict[str, str]:
    """The orders of the writers' list, in the reader's language."""
    return {
        DeskSort.NEWEST: _("Newest"),
        DeskSort.MOST_READ: _("Most read"),
        DeskSort.LEAST_HELPFUL: _("Least helpful"),
    }


def words_of_trust() -> dict[str, str]:
    """The states of trust in the reader's language."""
    return {
        Trust.UNVERIFIED: _("Not verified"),
        Trust.VERIFIED: _("Verified"),
        Trust.DUE: _("Check is due"),
        Trust.EXPIRED: _("Check is overdue"),
    }


def words_of_staleness() -> dict[str, str]:
    """How far a translation lags, in the reader's language."""
    return {
        Staleness.CURRENT: _("Up to date"),
        Staleness.NEEDS_UPDATE: _("Needs an update"),
        Staleness.OUT_OF_DATE: _("Out of date"),
    }


def words_of_significance() -> dict[str, str]:
    """How much an edit changes, in the reader's language."""
    return {
        Significance.TYPO: _("Typo"),
        Significance.MEDIUM: _("Some of it"),
        Significance.MAJOR: _("Says something else"),
    }


def words_of_credits() -> dict[str, str]:
    """What somebody did for an article, in the reader's language."""
    return {
        CreditKind.WRITER: _("wrote it"),
        CreditKind.TRANSLATOR: _("translated it"),
        CreditKind.CONTRIBUTOR: _("improved it"),
        CreditKind.ANSWERER: _("gave the answer it was made of"),
        CreditKind.ASKER: _("asked the question it was made of"),
        CreditKind.REVIEWER: _("reviewed it"),
    }


def words_of_grants() -> dict[str, str]:
    """Whole kinds of people who may see something, in the reader's language."""
    return {
        PUBLIC: _("Everybody"),
        MEMBERS: _("Members"),
        POWER_USERS: _("Power users"),
        STAFF: _("Staff"),
    }


def listed(words: Sequence[str]) -> str:
    """Several words as one phrase of the reader's language: “Premium, Enterprise and Staff”."""
    return format_list(words, locale=get_locale() or "en")
