"""Where administrators change severities, hours and floors of the menu's draft."""

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.core.clock import now
from community.core.db import writing
from community.core.errors import NotFound
from community.core.forms import text
from community.policies.access import access
from community.policies.permission import Permission
from community.service_levels import actions_parts, queries_menu
from community.service_levels.actions_editing import SEEN
from community.service_levels.forms import floors_form, typed_floors
from community.service_levels.forms_hours import HoursForm, NewHoursForm
from community.service_levels.forms_parts import NewSeverityForm, SeverityForm, words_of
from community.service_levels.terms import CalendarTerms, Menu, PromiseKind, SeverityTerms
from community.service_levels.views_days import take_days
from community.service_levels.views_editing import Answer, answer, faults_by_field, is_saved

blueprint = Blueprint("menu_parts", __name__, url_prefix="/admin/menu")


@blueprint.route("/severities/new", methods=["GET", "POST"])
@access(Permission.MENU_EDIT)
def add_severity() -> Answer:
    """A severity to add."""
    menu = queries_menu.get_draft_menu()
    form = NewSeverityForm.of_request(position=len(menu.severities) + 1)
    if form.is_sent:
        severity, position = _severity(text(form.key), form), form.position.data or 1
        if is_saved(
            form,
            lambda: actions_parts.add_severity(current_actor(), severity, position),
            lambda: "",
        ):
            return _saved()
    return answer("service_levels/admin_severity.html", form, severity=None)


@blueprint.route("/severities/<key>", methods=["GET", "POST"])
@access(Permission.MENU_EDIT)
def edit_severity(key: str) -> Answer:
    """What a severity means, and its place."""
    menu, severity = _draft_severity(key)
    form = SeverityForm.of_severity(menu, severity, actions_parts.severity_print(menu, severity))
    if form.is_sent:
        terms, position, seen = _severity(key, form), form.position.data or 1, text(form.seen)
        if is_saved(
            form,
            lambda: actions_parts.change_severity(current_actor(), terms, position, seen=seen),
            lambda: actions_parts.severity_print(*_draft_severity(key)),
        ):
            return _saved()
    return answer("service_levels/admin_severity.html", form, severity=severity)


def _severity(key: str, form: SeverityForm) -> SeverityTerms:
    return SeverityTerms(key, words_of(form, "name"), words_of(form, "definition"))


def _draft_severity(key: str) -> tuple[Menu, SeverityTerms]:
    menu = queries_menu.get_draft_menu()
    severity = next((one for one in menu.severities if one.key == key), None)
    if severity is None:
        raise NotFound
    return menu, severity


@blueprint.post("/severities/<key>/remove")
@access(Permission.MENU_EDIT)
def remove_severity(key: str) -> Response:
    """Take a severity out of the draft, with its targets."""
    with writing():
        actions_parts.remove_severity(current_actor(), key)
    flash(_("The severity and its targets are no longer in the draft."), "success")
    return _desk()


@blueprint.route("/floors", methods=["GET", "POST"])
@access(Permission.MENU_EDIT)
def floors() -> Answer:
    """What everyone is promised at least, and by whose clocks plans are compared."""
    menu = queries_menu.get_draft_menu()
    form = floors_form(menu, actions_parts.floors_print(menu))
    if form.is_sent:
        terms, zone, seen = typed_floors(form), form["zone"].data, text(form[SEEN])
        if is_saved(
            form,
            lambda: actions_parts.change_floors(current_actor(), terms, zone, seen=seen),
            lambda: actions_parts.floors_print(queries_menu.get_draft_menu()),
        ):
            return _saved()
    return answer(
        "service_levels/admin_floors.html",
        form,
        kinds=list(PromiseKind),
        faults=faults_by_field(menu, lambda place: place.is_of_target and not place.plan),
    )


@blueprint.route("/hours/new", methods=["GET", "POST"])
@access(Permission.MENU_EDIT)
def add_hours() -> Answer:
    """Hours to add."""
    form = NewHoursForm.of_request(zone=queries_menu.get_draft_menu().zone)
    form.offer_countries(now().year)
    told = take_days(form)
    if told is None and form.is_sent:
        key, name, calendar = text(form.key), words_of(form, "name"), form.calendar
        if is_saved(
            form,
            lambda: actions_parts.add_hours(current_actor(), key, name, calendar),
            lambda: "",
        ):
            return _saved()
    return answer("service_levels/admin_hours.html", form, terms=None, told=told)


@blueprint.route("/hours/<key>", methods=["GET", "POST"])
@access(Permission.MENU_EDIT)
def edit_hours(key: str) -> Answer:
    """Name, windows, days off and zone of some hours."""
    terms = _draft_hours(key)
    form = HoursForm.of_terms(terms, actions_parts.hours_print(terms))
    form.offer_countries(now().year)
    told = take_days(form)
    if told is None and form.is_sent:
        name, calendar, seen = words_of(form, "name"), form.calendar, text(form.seen)
        if is_saved(
            form,
            lambda: actions_parts.change_hours(current_actor(), key, name, calendar, seen=seen),
            lambda: actions_parts.hours_print(_draft_hours(key)),
        ):
            return _saved()
    return answer("service_levels/admin_hours.html", form, terms=terms, told=told)


def _draft_hours(key: str) -> CalendarTerms:
    terms = queries_menu.get_draft_menu().calendars.get(key)
    if terms is None:
        raise NotFound
    return terms


@blueprint.post("/hours/<key>/remove")
@access(Permission.MENU_EDIT)
def remove_hours(key: str) -> Response:
    """Take hours out of the draft that nothing is counted in."""
    with writing():
        actions_parts.remove_hours(current_actor(), key)
    flash(_("These hours are no longer in the draft."), "success")
    return _desk()


def _saved() -> Response:
    flash(_("Saved in the draft. Nothing is published yet."), "success")
    return _desk()


def _desk() -> Response:
    return redirect(url_for("menu_admin.show_desk"), 303)
