"""Badges in words: what they count, what is still missing, what they let one do."""

from collections.abc import Callable
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from community.core.dates import say
from community.recognition.models import Capability, Metric, Tier

METRICS = {
    Metric.START_STEPS: _l("Steps of the start list: profile, first vote, first follow"),
    Metric.ACCEPTED_ANSWERS: _l("Accepted answers"),
    Metric.RESCUES: _l("Accepted answers to questions over 30 days old"),
    Metric.HELPFUL_VOTES: _l("Helpful votes on one answer"),
    Metric.SAME_QUESTION_VOTES: _l("People with the same question, on one question"),
    Metric.TIMELY_REPLIES: _l("Replies inside the response target, not by staff"),
    Metric.ANSWERS_WITH_POINTS: _l("Answers that earned points"),
    Metric.IDEA_VOTES: _l("Supporters of one idea"),
    Metric.IDEAS_SHIPPED: _l("Ideas that were shipped"),
    Metric.EDITS_ACCEPTED: _l("Accepted edits of help articles"),
    Metric.ARTICLE_CHECKS: _l("Verified texts of the help center"),
    Metric.FLAGS_UPHELD: _l("Flags that moderators agreed with"),
}
TIERS = {Tier.BRONZE: _l("Bronze"), Tier.SILVER: _l("Silver"), Tier.GOLD: _l("Gold")}
CAPABILITIES = {
    Capability.VERIFY: _l("Verify articles and answers"),
    Capability.DUPLICATES: _l("Mark official duplicates"),
    Capability.CIRCLE: _l("Ask in the circle of the product area"),
    Capability.SERVICE_TOKEN: _l("Earn a service token for the organisation"),
}

MISSING: dict[Metric, Callable[[int], str]] = {
    Metric.START_STEPS: lambda n: ngettext(
        "%(num)s more step: profile, first vote, first follow",
        "%(num)s more steps: profile, first vote, first follow",
        n,
    ),
    Metric.ACCEPTED_ANSWERS: lambda n: ngettext(
        "%(num)s more accepted answer", "%(num)s more accepted answers", n
    ),
    Metric.RESCUES: lambda n: ngettext(
        "%(num)s more accepted answer to an old question",
        "%(num)s more accepted answers to old questions",
        n,
    ),
    Metric.HELPFUL_VOTES: lambda n: ngettext(
        "%(num)s more helpful vote on your best answer",
        "%(num)s more helpful votes on your best answer",
        n,
    ),
    Metric.SAME_QUESTION_VOTES: lambda n: ngettext(
        "%(num)s more person with the same question",
        "%(num)s more people with the same question",
        n,
    ),
    Metric.TIMELY_REPLIES: lambda n: ngettext(
        "%(num)s more reply inside the response target",
        "%(num)s more replies inside the response target",
        n,
    ),
    Metric.ANSWERS_WITH_POINTS: lambda n: ngettext(
        "%(num)s more answer that earns points", "%(num)s more answers that earn points", n
    ),
    Metric.IDEA_VOTES: lambda n: ngettext(
        "%(num)s more supporter of your best idea", "%(num)s more supporters of your best idea", n
    ),
    Metric.IDEAS_SHIPPED: lambda n: ngettext(
        "%(num)s more shipped idea", "%(num)s more shipped ideas", n
    ),
    Metric.EDITS_ACCEPTED: lambda n: ngettext(
        "%(num)s more accepted edit", "%(num)s more accepted edits", n
    ),
    Metric.ARTICLE_CHECKS: lambda n: ngettext(
        "%(num)s more verified text", "%(num)s more verified texts", n
    ),
    Metric.FLAGS_UPHELD: lambda n: ngettext(
        "%(num)s more flag that moderators agree with",
        "%(num)s more flags that moderators agree with",
        n,
    ),
}


def missing_words(metric: Metric, missing: int, area: str | None, until: datetime | None) -> str:
    """What is still missing: “2 more accepted answers in Billing by 30 June 2026”."""
    words = MISSING[metric](missing)
    if area:
        words = _("%(what)s in %(area)s", what=words, area=area)
    if until is not None:
        words = _("%(what)s by %(date)s", what=words, date=say("dateformat", until, "long"))
    return words
