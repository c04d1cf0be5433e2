"""A badge as administrators state it, and what of it fits together."""

from dataclasses import dataclass, field

from flask_babel import lazy_gettext as _l

from community.core.errors import Invalid
from community.recognition.models import ON_ONE_POST, Capability, Metric, Tier

KEY_LENGTH, REASON_LENGTH = 60, 300
STEPS = 3
# Addresses that are taken by pages.
RESERVED = frozenset({"new"})
# What says how a badge looks and not who holds it.
LOOKS = frozenset({"name", "rule", "tier", "position"})
# What is counted stays the same where these change, too.
SAME_RULE = LOOKS | {"grants", "is_active"}


@dataclass(frozen=True, kw_only=True)
class BadgeFacts:
    """A badge as administrators state it."""

    name: dict[str, str]
    rule: dict[str, str]
    tier: Tier
    metric: Metric
    threshold: int
    product_area_id: int | None = None
    window_days: int | None = None
    is_repeatable: bool = False
    valid_days: int | None = None
    grants: list[str] = field(default_factory=list)
    position: int = 0
    is_active: bool = True


def check_facts(facts: BadgeFacts) -> None:
    """Nothing, or Invalid on the field that does not fit the others."""
    on_one_post = facts.metric in ON_ONE_POST
    is_start = facts.metric is Metric.START_STEPS
    if is_start and facts.threshold > STEPS:
        raise Invalid(_l("The start list has three steps."), field="threshold")
    if is_start and facts.product_area_id is not None:
        raise Invalid(_l("The start list belongs to no area."), field="product_area_id")
    if (on_one_post or is_start) and facts.window_days:
        raise Invalid(_l("What is counted here has no window of days."), field="window_days")
    if facts.valid_days and not facts.window_days:
        raise Invalid(
            _l("A badge that ends needs a window of days, so that it can be renewed."),
            field="valid_days",
        )
    if facts.is_repeatable and (facts.valid_days or is_start):
        raise Invalid(
            _l("A badge that ends is renewed, and a start is made once: neither is repeated."),
            field="is_repeatable",
        )
    if Capability.CIRCLE in facts.grants and facts.product_area_id is None:
        raise Invalid(_l("A circle belongs to a product area: choose one."), field="grants")
