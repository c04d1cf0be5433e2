"""The shape of amounts of time that administrators type into the menu's editor, by plan and for floors."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, HiddenField, SelectField, ValidationError
from wtforms.validators import Length, Optional

from community.core.forms import Form, Line, choices, text
from community.core.i18n import TIME_ZONES, local
from community.service_levels.calendars import Target
from community.service_levels.notation import read_amount, write_amount
from community.service_levels.terms import (
    BY_SEVERITY,
    LINES,
    FloorTerms,
    Menu,
    PlanTerms,
    PromiseKind,
    TargetTerms,
)
from community.service_levels.wording import kind_text, line_text

Held = TargetTerms | FloorTerms | None


class PartForm(Form):
    """A part of the draft; `seen` names what it held when the form was drawn."""

    seen = HiddenField()


class Amount(Line):
    """A target as it is typed, or nothing; `read_amount` says what it means."""

    def pre_validate(self, form: Any) -> None:
        """What is typed must be an amount."""
        if self.data and read_amount(self.data) is None:
            raise ValidationError(
                _(
                    "An amount looks like 30 min, 4 h, 2 bh (business hours) or 1 bd (business days)."
                )
            )


def lines_of(menu: Menu) -> dict[PromiseKind, list[str]]:
    """Kind → the severities for which a plan can have a target of it, in the order of the page."""
    keys = [severity.key for severity in menu.severities]
    return {kind: ["", *(keys if kind in BY_SEVERITY else [])] for kind in PromiseKind}


def slots(menu: Menu) -> list[tuple[PromiseKind, str]]:
    """Each (kind, severity) for which a plan can have a target."""
    return [(kind, severity) for kind, of in lines_of(menu).items() for severity in of]


def field_name(kind: PromiseKind, severity: str = "") -> str:
    """How the fields of a target are called, behind amount_ and hours_."""
    return f"{kind.value}_{severity or 'any'}"


def targets_form(menu: Menu, plan: PlanTerms, seen: str) -> Form:
    """A form with an amount and hours for each target that a plan can have, filled or as it was sent."""
    held: dict[tuple[PromiseKind, str], Held] = {(t.kind, t.severity): t for t in plan.targets}
    pairs = [(slot, held.get(slot)) for slot in slots(menu)]
    return _amounts_form(menu, pairs, seen=seen)


def floors_form(menu: Menu, seen: str) -> Form:
    """A form with an amount and hours for each floor, and the company's zone, filled or as it was sent."""
    held: dict[PromiseKind, Held] = {floor.kind: floor for floor in menu.floors}
    zone = SelectField(
        _l("The company’s time zone"),
        choices=choices((name, name) for name in TIME_ZONES),
        description=_l("Plans and floors are compared by its clocks."),
    )
    pairs = [((kind, ""), held.get(kind)) for kind in PromiseKind]
    return _amounts_form(menu, pairs, {"zone": zone}, seen=seen, zone=menu.zone)


def _amounts_form(
    menu: Menu,
    pairs: list[tuple[tuple[PromiseKind, str], Held]],
    fields: dict[str, Any] | None = None,
    **values: Any,
) -> Form:
    hours = choices((key, local(terms.name)) for key, terms in menu.calendars.items())
    fields = dict(fields or {})
    for (kind, severity), held in pairs:
        name, word = field_name(kind, severity), f"{kind_text(kind)} {severity}".strip()
        fields[f"amount_{name}"] = Amount(word)
        fields[f"hours_{name}"] = SelectField(_("Hours of: %(target)s", target=word), choices=hours)
        if held:
            values |= {f"amount_{name}": write_amount(held.target)}
            values |= {f"hours_{name}": held.calendar_key}
    kind_of_form: type[Form] = type("AmountsForm", (PartForm,), fields)
    return kind_of_form.of_request(**values)


def typed_targets(
    form: Form, menu: Menu
) -> dict[tuple[PromiseKind, str], tuple[Target, str] | None]:
    """What was typed for each target that a plan can have, once the form is valid; None where nothing is promised."""
    return {slot: _typed(form, field_name(*slot)) for slot in slots(menu)}


def _typed(form: Form, name: str) -> tuple[Target, str] | None:
    target = read_amount(text(form[f"amount_{name}"]))
    return (target, form[f"hours_{name}"].data) if target else None


def typed_floors(form: Form) -> tuple[FloorTerms, ...]:
    """The floors that were typed, once the form is valid."""
    typed = {kind: _typed(form, field_name(kind)) for kind in PromiseKind}
    return tuple(FloorTerms(kind, *found) for kind, found in typed.items() if found)


def articles_form(menu: Menu, addresses: Mapping[int, str], seen: str) -> Form:
    """A form with the address of a help article for each line of the menu, filled or as it was sent."""
    fields = {line: Line(line_text(line), [Length(max=500)]) for line in LINES}
    kind_of_form: type[Form] = type("ArticlesForm", (PartForm,), fields)
    held = {line: addresses.get(number, "") for line, number in menu.articles.items()}
    return kind_of_form.of_request(seen=seen, **held)


class PublishForm(Form):
    """When the draft comes into force."""

    effective_from = DateTimeLocalField(
        _l("In force from"),
        [Optional()],
        description=_l("In your time zone. Empty: from now on."),
    )
