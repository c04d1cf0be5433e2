"""How many points what earns, the levels they make, and the cap of a day: pure figures of the domain."""

from enum import StrEnum


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


POINTS = {
    Reason.ANSWER_HELPFUL: 10,
    Reason.SAME_QUESTION: 5,
    Reason.ANSWER_ACCEPTED: 15,
    Reason.ACCEPTED_AN_ANSWER: 2,
    Reason.ANSWER_MARKED: 15,
    Reason.IDEA_SUPPORTED: 2,
    Reason.IDEA_SHIPPED: 25,
    Reason.SUGGESTION_ACCEPTED: 2,
    Reason.ARTICLE_MADE: 25,
    Reason.FLAG_UPHELD: -20,
    Reason.SPAM: -100,
}
WITHOUT_CAP = frozenset({Reason.ANSWER_ACCEPTED, Reason.ANSWER_MARKED, Reason.IDEA_SHIPPED})
OF_FLAGS = frozenset({Reason.FLAG_UPHELD, Reason.SPAM})
LEVELS = (0, 10, 100, 500, 2000)


def level_of(reputation: int) -> int:
    """0 Newcomer, 1 Member, 2 Contributor, 3 Expert, 4 Champion."""
    return sum(1 for bound in LEVELS[1:] if reputation >= bound)


def credited(reason: Reason, earned: int, already: int, cap: int) -> int:
    """What of the points counts: all of it, or what the day's cap leaves after `already` capped points."""
    if earned <= 0 or reason in WITHOUT_CAP:
        return earned
    return max(0, min(earned, cap - already))
