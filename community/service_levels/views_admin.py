"""Where administrators draft the menu, look at it, and publish it with a date."""

from datetime import UTC, datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.core import i18n
from community.core.clock import now
from community.core.db import writing
from community.core.errors import Invalid, NotFound
from community.core.forms import Form
from community.policies.access import access
from community.policies.permission import Permission
from community.service_levels import actions_menu, presentation, queries_menu, wording
from community.service_levels.comparison import find_faults
from community.service_levels.forms import HoursForm, PublishForm, changed_targets, targets_form
from community.service_levels.terms import Menu

blueprint = Blueprint("menu_admin", __name__, url_prefix="/admin/menu")

Answer = str | Response | tuple[str, int]


@blueprint.get("")
@access(Permission.MENU_EDIT)
def show_desk() -> Answer:
    """The versions, and the draft with what keeps it from being published."""
    return _desk(PublishForm.of_request())


def _desk(form: PublishForm) -> Answer:
    draft = queries_menu.find_draft()
    menu = queries_menu.read_menu(draft.id) if draft else None
    versions = queries_menu.list_versions()
    page = render_template(
        "service_levels/admin.html",
        draft=draft,
        terms=menu,
        form=form,
        versions=versions,
        in_force=queries_menu.choose_version(versions, None, now()),
        faults=[wording.place_text(place, menu) for place in find_faults(menu)] if menu else [],
    )
    return _answer(page, form)


def _answer(page: str, form: Form) -> Answer:
    return page, 422 if form.errors else 200


@blueprint.post("/draft")
@access(Permission.MENU_EDIT)
def begin_draft() -> Answer:
    """Begin a draft with the terms published last."""
    with writing():
        actions_menu.draft_menu(current_actor())
    return redirect(url_for("menu_admin.show_desk"), 303)


@blueprint.post("/discard")
@access(Permission.MENU_EDIT)
def discard() -> Answer:
    """Throw the draft away."""
    with writing():
        actions_menu.discard_draft(current_actor())
    flash(_("The draft is gone. What is published stays as it is."), "success")
    return redirect(url_for("menu_admin.show_desk"), 303)


@blueprint.post("/publish")
@access(Permission.MENU_PUBLISH)
def publish() -> Answer:
    """Put the draft in force from a date."""
    form = PublishForm.of_request()
    if form.is_sent:
        actor, at = current_actor(), _instant(form.effective_from.data)
        try:
            checked = actions_menu.check_draft(actor)
            with writing():
                number = actions_menu.publish_menu(actor, at, checked=checked).number
        except Invalid as invalid:
            form.land(invalid)
        else:
            flash(_("Version %(number)s is published.", number=number), "success")
            return redirect(url_for("menu_admin.show_desk"), 303)
    return _desk(form)


def _instant(local: datetime | None) -> datetime | None:
    """What was typed, in the zone of the person who typed it."""
    if local is None:
        return None
    return local.replace(tzinfo=i18n.zone(current_actor().time_zone)).astimezone(UTC)


@blueprint.get("/preview")
@access(Permission.MENU_EDIT)
def preview() -> Answer:
    """The draft as customers would read it."""
    page = presentation.menu_page(_draft(), current_actor().time_zone, now())
    return render_template("service_levels/admin_preview.html", page=page)


@blueprint.route("/plans/<key>", methods=["GET", "POST"])
@access(Permission.MENU_EDIT)
def edit_plan(key: str) -> Answer:
    """The targets of a plan of the draft."""
    menu = _draft()
    plan = next((one for one in menu.plans if one.key == key), None)
    if plan is None:
        raise NotFound
    form = targets_form(menu, plan)
    if form.is_sent:
        try:
            with writing():
                actions_menu.change_targets(current_actor(), key, changed_targets(form, plan))
        except Invalid as invalid:
            form.land(invalid)
        else:
            return _saved()
    return _answer(render_template("service_levels/admin_plan.html", plan=plan, form=form), form)


@blueprint.route("/hours/<key>", methods=["GET", "POST"])
@access(Permission.MENU_EDIT)
def edit_hours(key: str) -> Answer:
    """Windows, days off and zone of some hours of the draft."""
    terms = _draft().calendars.get(key)
    if terms is None:
        raise NotFound
    form = HoursForm.of_calendar(terms.calendar)
    if form.is_sent:
        try:
            with writing():
                actions_menu.change_hours(current_actor(), key, form.calendar)
        except Invalid as invalid:
            form.land(invalid)
        else:
            return _saved()
    return _answer(render_template("service_levels/admin_hours.html", terms=terms, form=form), form)


def _draft() -> Menu:
    draft = queries_menu.find_draft()
    if draft is None:
        raise NotFound
    return queries_menu.read_menu(draft.id)


def _saved() -> Response:
    flash(_("Saved in the draft. Nothing is published yet."), "success")
    return redirect(url_for("menu_admin.show_desk"), 303)
