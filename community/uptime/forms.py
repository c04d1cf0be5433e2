"""The shape of what the team types about incidents, maintenance, components and measured downtime."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    FileField,
    IntegerField,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from community.core.errors import Invalid
from community.core.forms import Form, Line, Text, choices, text
from community.core.i18n import LOCALES, local, zone
from community.uptime.queries import ComponentRow
from community.uptime.queries_incidents import IncidentRow
from community.uptime.states import STATES_OF, Impact, IncidentKind, IncidentState
from community.uptime.wording import IMPACTS, STATES

FormType = TypeVar("FormType", bound=Form)

NEEDED = InputRequired(_l("Please fill this in."))
PUBLIC, MEMBERS, STAFF, SOME = "public", "members", "staff", "some"
AUDIENCES = [
    (PUBLIC, _l("Everybody")),
    (MEMBERS, _l("Members")),
    (SOME, _l("Only customers with the plans marked below, and staff")),
    (STAFF, _l("Staff only: it counts for nobody")),
]
UNTOUCHED = ""
TEXT, TITLE = Length(max=4000), Length(max=160)
YOUR_ZONE = _l("In your time zone.")


class Ticks(SelectMultipleField):
    """Several choices as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class TextFields(Form):
    """What is said, in one language or more."""

    text_en = Text(_l("What we say, in English"), [TEXT])
    text_fr = Text(_l("What we say, in French"), [TEXT])

    @property
    def text(self) -> dict[str, str]:
        """Language → what is said."""
        return words_of(self, "text")


class TitleFields(Form):
    """What it is called."""

    title_en = Line(_l("Title in English"), [TITLE])
    title_fr = Line(_l("Title in French"), [TITLE])

    @property
    def title(self) -> dict[str, str]:
        """Language → title."""
        return words_of(self, "title")


class AudienceFields(Form):
    """Who may read of it; only for them it counts."""

    audience = SelectField(_l("Who reads it"), choices=choices(AUDIENCES), default=PUBLIC)
    only = Ticks(_l("Customers with these plans"), choices=[])

    def offer(self, plans: Iterable[tuple[str, Mapping[str, str]]]) -> None:
        """Offer these plans by (key, name)."""
        self.only.choices = choices((f"plan:{key}", local(name)) for key, name in plans)

    @property
    def grants(self) -> tuple[str, ...]:
        """The grants chosen; Invalid when no plan is marked."""
        if self.audience.data != SOME:
            return (self.audience.data or PUBLIC,)
        if not self.only.data:
            raise Invalid(_l("Mark a plan, or choose somebody else."), field="only")
        return tuple(self.only.data)


class ReportForm(TitleFields, TextFields, AudienceFields):
    """An incident, as it is first told."""

    state = SelectField(_l("State"))
    began_at = DateTimeLocalField(_l("Since when"), [Optional()], description=YOUR_ZONE)
    ended_at = DateTimeLocalField(
        _l("Until when"), [Optional()], description=_l("Only where it is resolved already.")
    )


class PlanForm(TitleFields, TextFields, AudienceFields):
    """Maintenance, as it is announced."""

    starts_at = DateTimeLocalField(_l("From"), [NEEDED], description=YOUR_ZONE)
    ends_at = DateTimeLocalField(_l("To"), [NEEDED])


class UpdateForm(TextFields):
    """What is said next."""

    state = SelectField(_l("State"))


class MoveForm(TextFields):
    """Another window for maintenance."""

    starts_at = DateTimeLocalField(_l("From"), [NEEDED], description=YOUR_ZONE)
    ends_at = DateTimeLocalField(_l("To"), [NEEDED])


class RenameForm(TitleFields, AudienceFields):
    """The title, and who may read of it."""


class TimeForm(Form):
    """When a component was how."""

    component_id = SelectField(_l("Component"), coerce=int)
    impact = SelectField(_l("How it was"), choices=choices(IMPACTS.items()))
    starts_at = DateTimeLocalField(_l("From"), [NEEDED], description=YOUR_ZONE)
    ends_at = DateTimeLocalField(_l("To"), [Optional()], description=_l("Empty while it goes on."))


class ComponentForm(AudienceFields):
    """A component of the service."""

    key = Line(
        _l("Key"),
        [
            NEEDED,
            Regexp(
                "^[a-z0-9][a-z0-9-]{1,39}$",
                message=_l("Small letters, digits and hyphens, 2 to 40."),
            ),
        ],
        description=_l("As your monitor names it in tables of measured downtime."),
    )
    name_en = Line(_l("Name in English"), [Length(max=80)])
    name_fr = Line(_l("Name in French"), [Length(max=80)])
    description_en = Line(_l("What it does, in English"), [Length(max=200)])
    description_fr = Line(_l("What it does, in French"), [Length(max=200)])
    plan_keys = Ticks(
        _l("Covered by the uptime of"),
        choices=[],
        description=_l("A plan counts as down while any component that it covers is down."),
    )
    position = IntegerField(_l("Place in the list"), [Optional(), NumberRange(0, 1000)])
    is_retired = BooleanField(_l("Retired: it only stands in the past"))

    def offer_plans(self, plans: Collection[tuple[str, Mapping[str, str]]]) -> None:
        """Offer these plans, those that promise uptime, by (key, name)."""
        self.offer(plans)
        self.plan_keys.choices = choices((key, local(name)) for key, name in plans)


class DowntimeForm(Form):
    """A table of measured downtime."""

    file = FileField(
        _l("Table as CSV"),
        description=_l("With the columns reference, component, starts_at and ends_at."),
    )


def words_of(form: Form, name: str) -> dict[str, str]:
    """Language → what was typed in the fields name_en, name_fr, …."""
    return {locale: text(form[f"{name}_{locale}"]) for locale in LOCALES}


def values_of(name: str, words: Mapping[str, str]) -> dict[str, str]:
    """Words as the fields name_en, name_fr, … show them."""
    return {f"{name}_{locale}": words.get(locale, "") for locale in LOCALES}


def with_impacts(
    kind: type[FormType],
    components: Iterable[ComponentRow],
    now: Mapping[int, Impact],
    *,
    untouched: Any,
) -> type[FormType]:
    """The form with a choice for each component: how it is concerned, or what `untouched` says."""
    fields: dict[str, Any] = {
        f"impact_{one.id}": SelectField(
            local(one.name),
            choices=choices([(UNTOUCHED, untouched), *IMPACTS.items()]),
            default=now.get(one.id, UNTOUCHED),
        )
        for one in components
    }
    return type(kind.__name__, (kind,), fields)


def impacts_of(form: Form, components: Iterable[ComponentRow]) -> dict[int, Impact]:
    """Component → the impact chosen, for those that were touched."""
    chosen = {one.id: form[f"impact_{one.id}"].data for one in components}
    return {key: Impact(value) for key, value in chosen.items() if value}


def state_choices(form: Any, kind: IncidentKind) -> None:
    """Offer the states that this kind can be said to be in."""
    form.state.choices = choices((state, STATES[state]) for state in STATES_OF[kind])


def chosen_state(form: Any) -> IncidentState:
    """The state chosen, once the form is valid."""
    return IncidentState(form.state.data)


def choice_of(grants: Iterable[str]) -> dict[str, Any]:
    """The values of the audience's fields for these grants."""
    held = set(grants)
    for one in (PUBLIC, MEMBERS):
        if one in held:
            return {"audience": one}
    only = sorted(held - {STAFF})
    return {"audience": SOME, "only": only} if only else {"audience": STAFF}


def instant(
    typed: datetime | None, zone_name: str, known: datetime | None = None
) -> datetime | None:
    """What was typed, in the zone of the person who typed it; `known` where it stands there as it was shown.

    In the hour that comes twice what is shown could mean two instants; and no field shows parts of a second.
    """
    shown = as_typed(known, zone_name)
    if shown is not None and typed == shown.replace(microsecond=0):
        return known
    return typed.replace(tzinfo=zone(zone_name)).astimezone(UTC) if typed else None


def as_typed(at: datetime | None, zone_name: str) -> datetime | None:
    """An instant as it stands in a field of this person."""
    return at.astimezone(zone(zone_name)).replace(tzinfo=None) if at else None


def impacts_now(incident: IncidentRow, at: datetime) -> dict[int, Impact]:
    """Component → how the incident concerns it at an instant."""
    return {one.component_id: one.impact for one in incident.impacts if one.is_on(at)}
