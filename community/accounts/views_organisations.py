"""Customers under the hands of administrators: organisations, domains, plans, segments."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from community.accounts import actions_organisations as actions
from community.accounts import queries_organisations as queries
from community.accounts.forms_admin import (
    DomainForm,
    EntitlementForm,
    OrganisationForm,
    SegmentForm,
    lines_of,
)
from community.accounts.session import current_actor
from community.core import i18n, paging
from community.core.clock import now
from community.core.db import writing
from community.core.errors import Invalid
from community.core.forms import choices, text
from community.policies.access import access
from community.policies.permission import Permission
from community.service_levels.queries_menu import find_menu_in_force

blueprint = Blueprint("organisations", __name__, url_prefix="/admin")

Answer = str | BaseResponse


@blueprint.get("/organisations")
@access(Permission.ORGANISATIONS_MANAGE)
def organisations() -> Answer:
    """All customers by name."""
    page = queries.list_organisations(
        words=request.args.get("words", "").strip()[:100],
        after=paging.decode(request.args.get("after"), 2, words=True),
    )
    return render_template("accounts/admin_organisations.html", page=page)


@blueprint.route("/organisations/new", methods=["GET", "POST"])
@access(Permission.ORGANISATIONS_MANAGE)
def add() -> Answer:
    """A new customer."""
    form = OrganisationForm.of_request()
    try:
        if form.is_sent:
            with writing():
                made = actions.add_organisation(current_actor(), form.facts)
            return _done(made.id, _("The organisation is added."))
    except Invalid as invalid:
        form.land(invalid)
    return _refused_or_fresh("accounts/admin_organisation_new.html", form=form)


@blueprint.route("/organisations/<int:organisation_id>", methods=["GET", "POST"])
@access(Permission.ORGANISATIONS_MANAGE)
def organisation(organisation_id: int) -> Answer:
    """One customer: facts, domains, plans over time, people, segments."""
    row = queries.get_organisation(organisation_id)
    values = {
        name: getattr(row, name) for name in ("name", "country", "annual_value", "external_id")
    }
    form = OrganisationForm.of_request(data={**values, "fields": lines_of(row.fields)})
    try:
        if form.is_sent:
            with writing():
                actions.change_organisation(current_actor(), organisation_id, form.facts)
            return _done(organisation_id, _("The organisation is saved."))
    except Invalid as invalid:
        form.land(invalid)
    return _organisation_page(organisation_id, form=form)


@blueprint.post("/organisations/<int:organisation_id>/domains")
@access(Permission.ORGANISATIONS_MANAGE)
def add_domain(organisation_id: int) -> Answer:
    """A domain that waits to be verified."""
    form = DomainForm.of_request()
    try:
        if form.is_sent:
            with writing():
                actions.add_domain(current_actor(), organisation_id, text(form.domain))
            return _done(
                organisation_id,
                _("The domain is added. Verify it once you are sure that it is theirs."),
            )
    except Invalid as invalid:
        form.land(invalid)
    return _organisation_page(organisation_id, domain_form=form)


@blueprint.post("/organisations/<int:organisation_id>/domains/<int:domain_id>/verify")
@access(Permission.ORGANISATIONS_MANAGE)
def verify_domain(organisation_id: int, domain_id: int) -> Answer:
    """People with confirmed addresses under the domain belong to the customer."""
    with writing():
        actions.verify_domain(current_actor(), organisation_id, domain_id)
    return _done(organisation_id, _("The domain is verified; its people join in a moment."))


@blueprint.post("/organisations/<int:organisation_id>/domains/<int:domain_id>/remove")
@access(Permission.ORGANISATIONS_MANAGE)
def remove_domain(organisation_id: int, domain_id: int) -> Answer:
    """Nobody joins by the domain any more."""
    with writing():
        actions.remove_domain(current_actor(), organisation_id, domain_id)
    return _done(organisation_id, _("The domain is removed."))


@blueprint.post("/organisations/<int:organisation_id>/people/<int:member_id>/contact")
@access(Permission.ORGANISATIONS_MANAGE)
def name_contact(organisation_id: int, member_id: int) -> Answer:
    """Let somebody speak for the customer, or with *withdraw* no longer."""
    is_contact = not request.form.get("withdraw")
    with writing():
        actions.name_contact(current_actor(), organisation_id, member_id, is_contact=is_contact)
    return _done(organisation_id, _("The contacts are saved."))


@blueprint.post("/organisations/<int:organisation_id>/plans")
@access(Permission.ORGANISATIONS_MANAGE)
def entitle(organisation_id: int) -> Answer:
    """Promise the customer a plan for a time."""
    form = _plan_form()
    try:
        if form.is_sent:
            starts_at, ends_at = form.instants
            with writing():
                actions.entitle(
                    current_actor(),
                    organisation_id,
                    form.plan_key.data,
                    starts_at=starts_at,
                    ends_at=ends_at,
                )
            return _done(organisation_id, _("The plan is given."))
    except Invalid as invalid:
        form.land(invalid)
    return _organisation_page(organisation_id, plan_form=form)


@blueprint.post("/organisations/<int:organisation_id>/plans/<int:entitlement_id>/end")
@access(Permission.ORGANISATIONS_MANAGE)
def end_plan(organisation_id: int, entitlement_id: int) -> Answer:
    """End a plan now."""
    with writing():
        actions.end_entitlement(current_actor(), organisation_id, entitlement_id)
    return _done(organisation_id, _("The plan has ended."))


@blueprint.get("/segments")
@access(Permission.ORGANISATIONS_MANAGE)
def segments() -> Answer:
    """All segments."""
    return render_template("accounts/admin_segments.html", segments=queries.list_segments())


@blueprint.route("/segments/new", methods=["GET", "POST"], defaults={"key": None})
@blueprint.route("/segments/<key>", methods=["GET", "POST"])
@access(Permission.ORGANISATIONS_MANAGE)
def segment(key: str | None) -> Answer:
    """One segment and its rule."""
    row = queries.get_segment(key) if key else None
    values = SegmentForm.values_of(row.key, row.name, row.rule) if row else {}
    form = SegmentForm.of_request(data=values)
    try:
        if form.is_sent:
            with writing():
                actions.save_segment(
                    current_actor(),
                    key or text(form.key),
                    form.name,
                    form.rule,
                    is_new=key is None,
                )
            flash(_("The segment is saved; who is in it is counted anew."), "success")
            return redirect(url_for(".segments"), 303)
    except Invalid as invalid:
        form.land(invalid)
    return _refused_or_fresh("accounts/admin_segment.html", form=form, key=key)


@blueprint.post("/segments/<key>/remove")
@access(Permission.ORGANISATIONS_MANAGE)
def remove_segment(key: str) -> Answer:
    """The segment is gone."""
    with writing():
        actions.remove_segment(current_actor(), key)
    flash(_("The segment is removed."), "success")
    return redirect(url_for(".segments"), 303)


def _plan_form() -> EntitlementForm:
    form = EntitlementForm.of_request()
    form.plan_key.choices = choices(plan_choices())
    return form


def plan_choices() -> list[tuple[str, str]]:
    """The plans of the menu in force that a customer can be promised, in the reader's language."""
    menu = find_menu_in_force(now())
    return (
        [(plan.key, i18n.local(plan.name)) for plan in menu.plans if not plan.is_default]
        if menu
        else []
    )


def _organisation_page(organisation_id: int, **forms: Any) -> Answer:
    """The page with fresh forms, but for the one that was refused."""
    row = queries.get_organisation(organisation_id)
    values = {
        name: getattr(row, name) for name in ("name", "country", "annual_value", "external_id")
    }
    plans = EntitlementForm()
    plans.plan_key.choices = choices(plan_choices())
    return _refused_or_fresh(
        "accounts/admin_organisation.html",
        organisation=row,
        form=forms.get("form") or OrganisationForm(data={**values, "fields": lines_of(row.fields)}),
        domain_form=forms.get("domain_form") or DomainForm(),
        plan_form=forms.get("plan_form") or plans,
        domains=queries.list_domains(organisation_id),
        entitlements=queries.list_entitlements(organisation_id),
        people=queries.list_belonging(organisation_id),
        segments=[i18n.local(name) for name in queries.list_segments_of(organisation_id)],
        plan_names=dict(plan_choices()),
    )


def _refused_or_fresh(template: str, **facts: Any) -> Answer:
    return Response(render_template(template, **facts), 422 if request.method == "POST" else 200)


def _done(organisation_id: int, words: str) -> Answer:
    flash(words, "success")
    return redirect(url_for(".organisation", organisation_id=organisation_id), 303)
