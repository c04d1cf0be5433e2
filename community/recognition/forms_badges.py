"""The shape of what administrators type about badges."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from community.core.forms import Form, Line, choices, text
from community.recognition.badge_facts import KEY_LENGTH, REASON_LENGTH, BadgeFacts
from community.recognition.models import Badge, Metric, Tier
from community.recognition.wording_badges import CAPABILITIES, METRICS, TIERS

NEEDED = InputRequired(_l("Please fill this in."))
NUMBER = InputRequired(_l("Please enter a whole number."))
MOST, TEN_YEARS = 10_000, 3650
NAME_LENGTH, RULE_LENGTH = 80, 300


class Ticks(SelectMultipleField):
    """Several choices as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class BadgeForm(Form):
    """A badge: its words, what it counts, how often, for how long, and what it grants."""

    name_en = Line(_l("Name (English)"), [NEEDED, Length(max=NAME_LENGTH)])
    name_fr = Line(_l("Name (French)"), [NEEDED, Length(max=NAME_LENGTH)])
    rule_en = Line(
        _l("Rule in one sentence (English)"),
        [NEEDED, Length(max=RULE_LENGTH)],
        description=_l("Say to its holder what earned it: “10 answers of yours were accepted.”"),
    )
    rule_fr = Line(_l("Rule in one sentence (French)"), [NEEDED, Length(max=RULE_LENGTH)])
    tier = SelectField(_l("Tier"), choices=choices(TIERS.items()))
    product_area_id = SelectField(
        _l("Product area"), description=_l("Only what belongs to this area counts.")
    )
    metric = SelectField(_l("What it counts"), choices=choices(METRICS.items()))
    threshold = IntegerField(_l("From how many"), [NUMBER, NumberRange(1, MOST)])
    window_days = IntegerField(
        _l("Within so many days"),
        [Optional(), NumberRange(1, TEN_YEARS)],
        description=_l("Empty: over all time."),
    )
    is_repeatable = BooleanField(_l("It can be earned again and again"))
    valid_days = IntegerField(
        _l("Valid for so many days"),
        [Optional(), NumberRange(1, TEN_YEARS)],
        description=_l("Empty: for ever. It is renewed while its holder goes on."),
    )
    grants = Ticks(_l("What it lets its holder do"), choices=choices(CAPABILITIES.items()))
    position = IntegerField(
        _l("Place in the gallery"), [NUMBER, NumberRange(0, MOST)], description=_l("0 is first.")
    )
    is_active = BooleanField(_l("It is awarded, and stands in the gallery"))
    behind_us = RadioField(
        _l("What counts"),
        choices=choices(
            [
                ("", _l("What is done from now on; awards that are held stay")),
                ("1", _l("Also what lies behind us: everybody is counted anew by this rule")),
            ]
        ),
        description=_l("Nobody is told about awards for the past."),
    )

    @property
    def facts(self) -> BadgeFacts:
        """What was typed, for the action."""
        area = text(self.product_area_id)
        return BadgeFacts(
            name={"en": text(self.name_en), "fr": text(self.name_fr)},
            rule={"en": text(self.rule_en), "fr": text(self.rule_fr)},
            tier=Tier(self.tier.data),
            metric=Metric(self.metric.data),
            threshold=self.threshold.data or 1,
            product_area_id=int(area) if area else None,
            window_days=self.window_days.data,
            is_repeatable=bool(self.is_repeatable.data),
            valid_days=self.valid_days.data,
            grants=sorted(self.grants.data or ()),
            position=self.position.data or 0,
            is_active=bool(self.is_active.data),
        )

    @staticmethod
    def values_of(badge: Badge) -> dict[str, Any]:
        """A badge as the form shows it."""
        same = ("threshold", "window_days", "is_repeatable", "valid_days", "position", "is_active")
        return {
            **{name: getattr(badge, name) for name in same},
            **{f"name_{one}": words for one, words in badge.name.items()},
            **{f"rule_{one}": words for one, words in badge.rule.items()},
            "tier": badge.tier.value,
            "metric": badge.metric.value,
            "grants": badge.grants,
            "product_area_id": str(badge.product_area_id or ""),
        }


class NewBadgeForm(BadgeForm):
    """A badge that is not there yet: its key stays as it is."""

    key = Line(
        _l("Key"),
        [
            NEEDED,
            Length(max=KEY_LENGTH),
            Regexp(
                "^[a-z0-9][a-z0-9-]{1,59}$",
                message=_l("Small letters, digits and hyphens, 2 to 60."),
            ),
        ],
        description=_l("For its address, which stays: “helping-hand”."),
    )


class RevocationForm(Form):
    """Why an award is taken back."""

    reason = Line(
        _l("Why?"),
        [InputRequired(_l("Please write why: the holder reads it.")), Length(max=REASON_LENGTH)],
        description=_l("The holder is told this. The badge is shown nowhere as held any more."),
    )
