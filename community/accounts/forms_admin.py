"""The shape of what administrators type about members and customers."""

from datetime import UTC, datetime, time
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from community.accounts.customers import OrganisationFacts
from community.accounts.models_erasure import EraseReason
from community.accounts.segment_rules import SegmentRule
from community.core.forms import Form, Line, Text, choices, text
from community.policies.actor import Role

NEEDED = InputRequired(_l("Please fill this in."))
MAX_VALUE = 10**15
ROLE_NAMES = {
    Role.AGENT: _l("Agent: answers questions"),
    Role.EDITOR: _l("Editor: writes help"),
    Role.PRODUCT_MANAGER: _l("Product manager: decides about ideas"),
    Role.MODERATOR: _l("Moderator: keeps order"),
    Role.ADMIN: _l("Administrator: everything"),
}


ERASE_REASONS = {
    EraseReason.ASKED: _l("The person asked for it"),
    EraseReason.GONE: _l("The person left the customer, or has died"),
    EraseReason.MISUSE: _l("The account was misused"),
    EraseReason.MISTAKE: _l("The account was made by mistake"),
}


class Ticks(SelectMultipleField):
    """Several choices as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class RolesForm(Form):
    """What a member is made by the company."""

    roles = Ticks(_l("Roles"), choices=choices(ROLE_NAMES.items()))

    @property
    def chosen(self) -> set[Role]:
        """The ticked roles."""
        return {Role(key) for key in self.roles.data or ()}


class EraseForm(Form):
    """Why a member is erased by the team, and whether his posts go too."""

    reason = SelectField(
        _l("Reason"),
        [NEEDED],
        choices=choices([("", _l("Choose a reason")), *ERASE_REASONS.items()]),
        description=_l("The record keeps this reason, and no words about the person."),
    )
    with_posts = BooleanField(_l("Remove the posts too"))
    handle = Line(
        _l("Short name of the member"),
        [NEEDED, Length(max=41)],
        description=_l("Type it to be sure: this cannot be undone."),
    )

    @property
    def chosen(self) -> EraseReason:
        """The chosen reason."""
        return EraseReason(self.reason.data)


class OrganisationForm(Form):
    """A customer."""

    name = Line(_l("Name"), [NEEDED, Length(max=200)])
    country = Line(
        _l("Country"),
        [Optional(), Regexp("^[A-Za-z]{2}$", message=_l("Two letters, for example FR."))],
        description=_l("Two letters, for example FR."),
    )
    annual_value = IntegerField(
        _l("Annual value"),
        [Optional(), NumberRange(0, MAX_VALUE)],
        description=_l("Whole units of your currency. Only staff ever see it."),
    )
    external_id = Line(
        _l("Your own id"), [Length(max=120)], description=_l("As in your customer system.")
    )
    fields = Text(
        _l("More fields"), [Length(max=4000)], description=_l("One a line: name = value.")
    )

    @property
    def facts(self) -> OrganisationFacts:
        """What was typed, for the action."""
        return OrganisationFacts(
            name=text(self.name),
            country=(self.country.data or "").upper() or None,
            annual_value=self.annual_value.data,
            external_id=self.external_id.data or None,
            fields=pairs_of(self.fields.data),
        )


class DomainForm(Form):
    """A mail domain."""

    domain = Line(
        _l("Domain"), [NEEDED, Length(max=253)], description=_l("For example example.com.")
    )


class EntitlementForm(Form):
    """A plan for a time."""

    plan_key = SelectField(_l("Plan"))
    starts_at = DateField(_l("From"), [NEEDED])
    ends_at = DateField(
        _l("To, not including"), [Optional()], description=_l("Empty: until it is ended.")
    )

    @property
    def instants(self) -> tuple[datetime, datetime | None]:
        """From and to as instants: days begin at 00:00 UTC."""
        return _instant(self.starts_at.data), _instant(
            self.ends_at.data
        ) if self.ends_at.data else None


class SegmentForm(Form):
    """One rule over customers."""

    key = Line(
        _l("Key"),
        [
            NEEDED,
            Regexp(
                "^[a-z0-9][a-z0-9-]{1,39}$",
                message=_l("Small letters, digits and hyphens, 2 to 40."),
            ),
        ],
    )
    name_en = Line(_l("Name in English"), [NEEDED, Length(max=80)])
    name_fr = Line(_l("Name in French"), [Length(max=80)])
    plans = Line(
        _l("Plans"),
        [Length(max=400)],
        description=_l("Keys with commas between; one of them is enough."),
    )
    value_from = IntegerField(_l("Annual value from"), [Optional(), NumberRange(0, MAX_VALUE)])
    value_to = IntegerField(_l("Annual value up to"), [Optional(), NumberRange(0, MAX_VALUE)])
    countries = Line(
        _l("Countries"), [Length(max=400)], description=_l("Two letters each, with commas between.")
    )
    fields = Text(
        _l("Fields"), [Length(max=2000)], description=_l("One a line: name = value. All must hold.")
    )

    @property
    def name(self) -> dict[str, str]:
        """The name by language."""
        words = {"en": self.name_en.data, "fr": self.name_fr.data}
        return {locale: text for locale, text in words.items() if text}

    @property
    def rule(self) -> SegmentRule:
        """What was typed, as a rule."""
        return SegmentRule(
            plans=tuple(_listed(self.plans.data)),
            value_from=self.value_from.data,
            value_to=self.value_to.data,
            countries=tuple(code.upper() for code in _listed(self.countries.data)),
            fields=pairs_of(self.fields.data),
        )

    @staticmethod
    def values_of(key: str, name: dict[str, str], stored: dict[str, Any]) -> dict[str, Any]:
        """A stored segment as the form shows it."""
        rule = SegmentRule.of_json(stored)
        return {
            "key": key,
            "name_en": name.get("en", ""),
            "name_fr": name.get("fr", ""),
            "plans": ", ".join(rule.plans),
            "value_from": rule.value_from,
            "value_to": rule.value_to,
            "countries": ", ".join(rule.countries),
            "fields": lines_of(dict(rule.fields)),
        }


class BelongingForm(Form):
    """A member's organisation."""

    organisation_id = SelectField(_l("Organisation"), coerce=int)


def pairs_of(text: str | None) -> tuple[tuple[str, str], ...]:
    """`name = value` lines as pairs; lines without a name are left out."""
    pairs = (line.partition("=") for line in (text or "").splitlines())
    return tuple((name.strip(), value.strip()) for name, _, value in pairs if name.strip())


def lines_of(fields: dict[str, Any]) -> str:
    """Pairs as `name = value` lines."""
    return "\n".join(f"{name} = {value}" for name, value in fields.items())


def _listed(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(",") if part.strip()]


def _instant(day: Any) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)
