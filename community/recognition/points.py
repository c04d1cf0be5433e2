"""How many points what earns, and the cap of a day: pure figures of the settings."""

from enum import StrEnum

from community.settings_catalogue import SiteSettings


class Reason(StrEnum):
    """Why an entry stands in the ledger."""

    ANSWER_HELPFUL = "answer_helpful"
    SAME_QUESTION = "same_question"
    ANSWER_ACCEPTED = "answer_accepted"
    ACCEPTED_AN_ANSWER = "accepted_an_answer"
    ANSWER_MARKED = "answer_marked"  # made official or verified
    IDEA_SUPPORTED = "idea_supported"
    IDEA_SHIPPED = "idea_shipped"
    SUGGESTION_ACCEPTED = "suggestion_accepted"
    ARTICLE_MADE = "article_made"  # a help article made of one's answer was published
    FLAG_UPHELD = "flag_upheld"
    SPAM = "spam"


WITHOUT_CAP = frozenset({Reason.ANSWER_ACCEPTED, Reason.ANSWER_MARKED, Reason.IDEA_SHIPPED})
OF_FLAGS = frozenset({Reason.FLAG_UPHELD, Reason.SPAM})


def points_of(reason: Reason, settings: SiteSettings) -> int:
    """What an event earns, or costs, under the settings in force."""
    points: int = getattr(settings, f"points_{reason}")
    return -points if reason in OF_FLAGS else points


def credited(reason: Reason, earned: int, already: int, cap: int) -> int:
    """What of the points counts: all of it, or what the day's cap leaves after `already` capped points."""
    if earned <= 0 or reason in WITHOUT_CAP:
        return earned
    return max(0, min(earned, cap - already))
