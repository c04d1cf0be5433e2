"""Claims as pages show them: the steps of a customer, the days that are left, the table for billing."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext as _

from community.core.clock import now
from community.core.i18n import local
from community.credits.models import CreditClaim
from community.credits.queries import ClaimRow
from community.credits.states import PATH
from community.credits.wording import claim_state_text

DAY = 86_400
Step = tuple[str, str]
BILLING = (
    "claim",
    "organisation",
    "organisation_id",
    "month",
    "plan",
    "uptime_percent",
    "minutes_down",
    "measured_percent",
    "state",
    "approved_percent",
    "decided_at",
    "reference",
    "invoice",
)


def days_left(until: datetime) -> int:
    """Days, begun ones counted, until an instant; 0 when it has come."""
    seconds = (until - now()).total_seconds()
    return max(0, int(-(-seconds // DAY)))


def steps_of(claim: CreditClaim) -> list[Step]:
    """Where a claim stands on its way, for steps(); one that ended otherwise ends there."""
    path = list(PATH)
    if claim.state not in path:
        gone_through = path[: 3 if claim.decided_at else 2 if claim.submitted_at else 1]
        return [
            *((claim_state_text(one), "done") for one in gone_through),
            (claim_state_text(claim.state), "now"),
        ]
    place = path.index(claim.state)
    words = {True: "done", False: "later"}
    return [
        (claim_state_text(one), "now" if number == place else words[number < place])
        for number, one in enumerate(path)
    ]


def filling_steps(current: str, addresses: dict[str, str]) -> list[tuple[str, str, str]]:
    """The steps of filling a claim in, for steps(): what was measured, one's own words, a last look."""
    names = {"measured": _("What was measured"), "words": _("Your words"), "check": _("Send it")}
    order = list(names)
    place = order.index(current)
    return [
        (
            names[one],
            "now" if number == place else "done" if number < place else "later",
            addresses[one] if number < place else "",
        )
        for number, one in enumerate(order)
    ]


def billing_rows(claims: Iterable[ClaimRow]) -> list[list[str | int | None]]:
    """Claims as rows of the table for billing."""
    return [
        [
            one.id,
            one.organisation,
            one.external_id,
            one.of.key,
            local(one.plan, "en"),
            f"{one.uptime / 1000:.2f}",
            one.down_seconds // 60,
            one.measured_percent,
            one.state.value,
            one.percent,
            one.decided_at.isoformat() if one.decided_at else None,
            one.reference,
            one.invoice,
        ]
        for one in claims
    ]
