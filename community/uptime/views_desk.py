"""Where the team tells of incidents and plans maintenance, and corrects what was told."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.core.clock import now
from community.core.db import db, writing
from community.core.errors import Invalid, NotFound
from community.core.forms import Form, choices
from community.core.i18n import local
from community.policies.access import access
from community.policies.permission import Permission
from community.uptime import (
    actions,
    actions_maintenance,
    forms,
    queries,
    queries_desk,
    queries_incidents,
    queries_menu,
)
from community.uptime.actions import Report, TimeOfImpact, Word
from community.uptime.actions_maintenance import Plan
from community.uptime.models import ImpactSpan, Incident
from community.uptime.spans import Span
from community.uptime.states import Impact, IncidentKind

blueprint = Blueprint("status_desk", __name__, url_prefix="/desk/status")

Page = str | Response | tuple[str, int]
NOT_CONCERNED, AS_IT_IS = _l("Not concerned"), _l("As it is")


@blueprint.get("")
@access(Permission.INCIDENT_WRITE)
def index() -> Page:
    """What goes on and what is planned, and all that was."""
    actor = current_actor()
    page = queries_incidents.list_all(actor, request.args.get("after"))
    return render_template("uptime/desk.html", page=page, open=queries_incidents.list_open(actor))


@blueprint.route("/incidents/new", methods=["GET", "POST"])
@access(Permission.INCIDENT_WRITE)
def report() -> Page:
    """Tell of an incident."""
    actor = current_actor()
    components = queries.list_components(actor)
    kind = forms.with_impacts(forms.ReportForm, components, {}, untouched=NOT_CONCERNED)
    form = kind.of_request()
    forms.state_choices(form, IncidentKind.INCIDENT)
    form.offer(queries_menu.list_plans())
    if form.is_sent:
        zone = actor.time_zone
        try:
            told = Report(
                form.title,
                form.text,
                forms.chosen_state(form),
                forms.impacts_of(form, components),
                form.grants,
                forms.instant(form.began_at.data, zone),
                forms.instant(form.ended_at.data, zone),
            )
            with writing():
                incident_id = actions.report_incident(actor, told).id
            return _told(incident_id, _("It is told."))
        except Invalid as invalid:
            _land(form, invalid, components)
    return _page("uptime/report.html", form, components=components)


@blueprint.route("/maintenance/new", methods=["GET", "POST"])
@access(Permission.INCIDENT_WRITE)
def plan() -> Page:
    """Announce maintenance."""
    actor = current_actor()
    components = queries.list_components(actor)
    kind = forms.with_impacts(forms.PlanForm, components, {}, untouched=NOT_CONCERNED)
    form = kind.of_request()
    form.offer(queries_menu.list_plans())
    if form.is_sent:
        zone = actor.time_zone
        try:
            planned = Plan(
                form.title,
                form.text,
                forms.impacts_of(form, components),
                forms.instant(form.starts_at.data, zone) or now(),
                forms.instant(form.ends_at.data, zone) or now(),
                form.grants,
            )
            with writing():
                incident_id = actions_maintenance.plan_maintenance(actor, planned).id
            return _told(incident_id, _("It is announced."))
        except Invalid as invalid:
            _land(form, invalid, components)
    rules = queries_desk.list_exclusions()
    return _page("uptime/plan.html", form, components=components, rules=rules)


@blueprint.route("/incidents/<int:incident_id>", methods=["GET", "POST"])
@access(Permission.INCIDENT_WRITE)
def update(incident_id: int) -> Page:
    """Say how it goes on."""
    actor = current_actor()
    incident = queries_incidents.get_incident(actor, incident_id)
    components = [] if incident.is_maintenance else queries.list_components(actor)
    impacts = forms.impacts_now(incident, now())
    kind = forms.with_impacts(forms.UpdateForm, components, impacts, untouched=AS_IT_IS)
    form = kind.of_request(state=incident.state)
    forms.state_choices(form, incident.kind)
    if form.is_sent:
        word = Word(forms.chosen_state(form), form.text, forms.impacts_of(form, components))
        try:
            with writing() as session:
                row = session.get_one(Incident, incident_id)
                if row.is_maintenance:
                    actions_maintenance.update_maintenance(actor, row, word)
                else:
                    actions.update_incident(actor, row, word)
            return _told(incident_id, _("It is told."))
        except Invalid as invalid:
            _land(form, invalid, components)
    return _page("uptime/update.html", form, incident=incident, components=components, now=now())


@blueprint.route("/incidents/<int:incident_id>/window", methods=["GET", "POST"])
@access(Permission.INCIDENT_WRITE)
def move(incident_id: int) -> Page:
    """Announce another window."""
    actor = current_actor()
    incident, zone = queries_incidents.get_incident(actor, incident_id), actor.time_zone
    form = forms.MoveForm.of_request(
        starts_at=forms.as_typed(incident.starts_at, zone),
        ends_at=forms.as_typed(incident.ends_at, zone),
    )
    if form.is_sent:
        window = Span(
            forms.instant(form.starts_at.data, zone, incident.starts_at) or now(),
            forms.instant(form.ends_at.data, zone, incident.ends_at) or now(),
        )
        try:
            with writing() as session:
                row = session.get_one(Incident, incident_id)
                actions_maintenance.move_maintenance(actor, row, window, form.text)
            return _told(incident_id, _("The new window is announced."))
        except Invalid as invalid:
            form.land(invalid)
    rules = queries_desk.list_exclusions()
    return _page("uptime/move.html", form, incident=incident, rules=rules)


@blueprint.route("/incidents/<int:incident_id>/words", methods=["GET", "POST"])
@access(Permission.INCIDENT_WRITE)
def rename(incident_id: int) -> Page:
    """Correct the title, and who reads of it."""
    actor = current_actor()
    incident = queries_incidents.get_incident(actor, incident_id)
    chosen = forms.choice_of(queries_desk.grants_of_incident(incident_id))
    form = forms.RenameForm.of_request(**forms.values_of("title", incident.title), **chosen)
    form.offer(queries_menu.list_plans())
    if form.is_sent:
        try:
            grants = form.grants
            with writing() as session:
                row = session.get_one(Incident, incident_id)
                actions.rename_incident(actor, row, form.title, grants)
            return _told(incident_id, _("It is corrected."))
        except Invalid as invalid:
            form.land(invalid)
    return _page("uptime/rename.html", form, incident=incident)


@blueprint.route("/incidents/<int:incident_id>/times/new", methods=["GET", "POST"])
@access(Permission.INCIDENT_WRITE)
def add_time(incident_id: int) -> Page:
    """Another time in which a component was concerned."""
    return _time(incident_id, None)


@blueprint.route("/incidents/<int:incident_id>/times/<int:time_id>", methods=["GET", "POST"])
@access(Permission.INCIDENT_WRITE)
def correct_time(incident_id: int, time_id: int) -> Page:
    """Correct a time in which a component was concerned."""
    return _time(incident_id, time_id)


def _time(incident_id: int, time_id: int | None) -> Page:
    actor = current_actor()
    incident, zone = queries_incidents.get_incident(actor, incident_id), actor.time_zone
    row = next((one for one in incident.impacts if one.id == time_id), None)
    if time_id is not None and row is None:
        raise NotFound
    components = queries.list_components(actor, retired=True)
    values: dict[str, Any] = {}
    if row is not None:
        values = {"component_id": row.component_id, "impact": row.impact}
        values |= {"starts_at": forms.as_typed(row.starts_at, zone)}
        values |= {"ends_at": forms.as_typed(row.ends_at, zone)}
    form = forms.TimeForm.of_request(**values)
    form.component_id.choices = choices((one.id, local(one.name)) for one in components)
    if form.is_sent:
        try:
            _correct(incident_id, row, form, zone)
            return _told(
                incident_id, _("It is corrected. Months that it touches are reckoned anew.")
            )
        except Invalid as invalid:
            form.land(invalid)
    return _page("uptime/time.html", form, incident=incident, row=row)


def _correct(
    incident_id: int, known: queries.ImpactRow | None, form: forms.TimeForm, zone: str
) -> None:
    began, ended = (known.starts_at, known.ends_at) if known is not None else (None, None)
    time = TimeOfImpact(
        form.component_id.data,
        Impact(form.impact.data),
        forms.instant(form.starts_at.data, zone, began) or now(),
        forms.instant(form.ends_at.data, zone, ended),
    )
    row = _row(known.id if known is not None else None)
    with writing() as session:
        incident = session.get_one(Incident, incident_id)
        actions.correct_time(current_actor(), incident, row, time)


def _row(time_id: int | None) -> ImpactSpan | None:
    if time_id is None:
        return None
    row = db.session.get(ImpactSpan, time_id)
    if row is None:
        raise NotFound
    return row


@blueprint.post("/incidents/<int:incident_id>/times/<int:time_id>/remove")
@access(Permission.INCIDENT_WRITE)
def remove_time(incident_id: int, time_id: int) -> Page:
    """Take a time out that was none."""
    actor = current_actor()
    queries_incidents.get_incident(actor, incident_id)
    with writing() as session:
        row = _row(time_id)
        if row is None:
            raise NotFound
        actions.remove_time(actor, session.get_one(Incident, incident_id), row)
    return _told(incident_id, _("It is taken out. Months that it touched are reckoned anew."))


def _land(form: Form, invalid: Invalid, components: list[queries.ComponentRow]) -> None:
    """A refusal that concerns all components stands at the first."""
    if invalid.field == "components" and components:
        invalid = Invalid(invalid.message, field=f"impact_{components[0].id}")
    form.land(invalid)


def _told(incident_id: int, words: str) -> Response:
    flash(words, "success")
    return redirect(url_for("status_desk.update", incident_id=incident_id), 303)


def _page(template: str, form: Form, **facts: Any) -> Page:
    return render_template(template, form=form, **facts), 422 if form.errors else 200


def tabs_of(current: str) -> list[tuple[str, str, bool]]:
    """The pages of this desk, for tabs()."""
    pages = [
        ("index", _("Incidents"), url_for("status_desk.index")),
        ("components", _("Components"), url_for("status_admin.components")),
        ("downtime", _("Measured downtime"), url_for("status_admin.downtime")),
    ]
    return [(word, at, key == current) for key, word, at in pages]


blueprint.add_app_template_global(tabs_of, "status_tabs")
