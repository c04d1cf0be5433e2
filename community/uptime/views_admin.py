"""What there is to run, and downtime that was measured elsewhere."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.core.db import writing
from community.core.errors import Invalid
from community.core.forms import Form, sent_text, text
from community.policies.access import access
from community.policies.permission import Permission
from community.uptime import (
    actions_components,
    downtime_import,
    forms,
    queries,
    queries_desk,
    queries_menu,
)
from community.uptime.actions_components import ComponentFacts

blueprint = Blueprint("status_admin", __name__, url_prefix="/desk/status")

Page = str | Response | tuple[str, int]
MOST_BYTES = 2_000_000
LINES_SHOWN = 200


@blueprint.get("/components")
@access(Permission.INCIDENT_WRITE)
def components() -> Page:
    """All components in their order, with the plans that cover them."""
    return render_template(
        "uptime/components.html",
        components=queries.list_components(current_actor(), retired=True),
        covers=queries.list_covers(),
        plans=dict(queries_menu.list_plans()),
    )


@blueprint.route("/components/new", methods=["GET", "POST"])
@access(Permission.COMPONENTS_MANAGE)
def add_component() -> Page:
    """A new component."""
    form = _component_form()
    if form.is_sent:
        try:
            facts = _facts(form)
            with writing():
                actions_components.add_component(current_actor(), text(form.key), facts)
            return _saved()
        except Invalid as invalid:
            form.land(invalid)
    return _page("uptime/component.html", form, component=None)


@blueprint.route("/components/<int:component_id>", methods=["GET", "POST"])
@access(Permission.COMPONENTS_MANAGE)
def edit_component(component_id: int) -> Page:
    """A component: its words, place, plans and readers."""
    row = queries_desk.get_component_row(component_id)
    values = {"key": row.key, "position": row.position, "is_retired": row.retired_at is not None}
    values |= forms.values_of("name", row.name) | forms.values_of("description", row.description)
    values |= {"plan_keys": queries.list_covers().get(row.id, [])}
    form = _component_form(**values, **forms.choice_of(queries_desk.grants_of_component(row)))
    if form.is_sent:
        try:
            facts = _facts(form)
            with writing():
                actions_components.change_component(current_actor(), row, facts)
            return _saved()
        except Invalid as invalid:
            form.land(invalid)
    return _page("uptime/component.html", form, component=row)


def _component_form(**values: Any) -> forms.ComponentForm:
    form = forms.ComponentForm.of_request(**values)
    form.offer_plans(queries_menu.list_plans(with_uptime=True))
    return form


def _facts(form: forms.ComponentForm) -> ComponentFacts:
    return ComponentFacts(
        name=forms.words_of(form, "name"),
        description=forms.words_of(form, "description"),
        plan_keys=tuple(form.plan_keys.data or ()),
        position=form.position.data or 0,
        grants=form.grants,
        is_retired=bool(form.is_retired.data),
    )


def _saved() -> Response:
    flash(_("The component is saved."), "success")
    return redirect(url_for("status_admin.components"), 303)


@blueprint.route("/downtime", methods=["GET", "POST"])
@access(Permission.INCIDENT_WRITE)
def downtime() -> Page:
    """What was measured, and a table to take over."""
    form, outcome = forms.DowntimeForm.of_request(), None
    if form.is_sent:
        try:
            table = sent_text(form.file, MOST_BYTES)
            outcome = downtime_import.import_downtime(current_actor(), table)
        except Invalid as invalid:
            form.land(invalid)
    page = queries_desk.list_measured(request.args.get("after"))
    return _page("uptime/downtime.html", form, page=page, outcome=outcome, most=LINES_SHOWN)


def _page(template: str, form: Form, **facts: Any) -> Page:
    return render_template(template, form=form, **facts), 422 if form.errors else 200
