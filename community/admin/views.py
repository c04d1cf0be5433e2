"""Pages for administrators: settings, product areas, operations, the record."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community import site_settings
from community.accounts.session import current_actor
from community.admin import actions, queries
from community.admin.actions import AreaWords
from community.admin.forms import HEADINGS, AreaForm, AreaWordsForm, settings_form
from community.content.forms_topics import present
from community.content.queries import find_product_area, list_product_areas
from community.content.queries_areas import list_owners
from community.core import outbox
from community.core.db import writing
from community.core.errors import Invalid, NotFound
from community.core.forms import text
from community.policies.access import access
from community.policies.permission import Permission

blueprint = Blueprint("admin", __name__)

Page = str | Response | tuple[str, int]


@blueprint.route("/admin/settings", methods=["GET", "POST"])
@access(Permission.SETTINGS_CHANGE)
def settings() -> Page:
    """All settings, each with its sentence."""
    current = site_settings.current()
    kind = settings_form()
    form = kind.of_request(**vars(current))
    if form.is_sent:
        try:
            with writing():
                actions.change_settings(current_actor(), **form.data)
            flash(_("The settings are kept."), "success")
            return redirect(url_for("admin.settings"), 303)
        except Invalid as invalid:
            form.land(invalid)
    page = render_template("admin/settings.html", form=form, headings=HEADINGS)
    return page, 422 if form.errors else 200


@blueprint.route("/admin/areas", methods=["GET", "POST"])
@access(Permission.TAXONOMY_MANAGE)
def areas() -> Page:
    """The parts of the product, and a form for a new one."""
    form, rows = AreaForm.of_request(), list_product_areas()
    if form.is_sent:
        name = {"en": text(form.name_en), "fr": text(form.name_fr)}
        try:
            with writing():
                actions.create_area(current_actor(), text(form.key), name, position=len(rows))
            flash(_("The area is there."), "success")
            return redirect(url_for("admin.areas"), 303)
        except Invalid as invalid:
            form.land(invalid)
    page = render_template("admin/areas.html", form=form, areas=rows)
    return page, 422 if form.errors else 200


@blueprint.route("/admin/areas/<key>", methods=["GET", "POST"])
@access(Permission.TAXONOMY_MANAGE)
def area(key: str) -> Page:
    """What an area is called, what it is, and who looks after it."""
    row = find_product_area(key)
    if row is None:
        raise NotFound
    owners = "\n".join(person.handle for person in list_owners(row.id))
    form = AreaWordsForm.of_request(**present(row.name, row.description), owners=owners)
    if form.is_sent:
        words = AreaWords(
            name=form.in_languages("name"),
            description=form.in_languages("description"),
            owners=tuple(filter(None, map(str.strip, text(form.owners).splitlines()))),
        )
        try:
            with writing():
                actions.change_area(current_actor(), row, words)
            flash(_("Kept."), "success")
            return redirect(url_for("admin.areas"), 303)
        except Invalid as invalid:
            form.land(invalid)
    page = render_template("admin/area.html", form=form, area=row)
    return page, 422 if form.errors else 200


@blueprint.get("/admin/operations")
@access(Permission.OPERATIONS)
def operations() -> Page:
    """What waits, what failed for good, and who did what."""
    return render_template(
        "admin/operations.html",
        waiting=queries.count_waiting(),
        parked=outbox.list_parked(),
        audit=queries.list_audit(request.args.get("after")),
    )


@blueprint.post("/admin/operations/retry")
@access(Permission.OPERATIONS)
def retry() -> Page:
    """Give parked deliveries another start: all, or the one that is named."""
    event = request.form.get("event", "")
    wanted = int(event) if event.isascii() and event.isdecimal() and len(event) < 12 else None
    count = outbox.retry_parked(wanted, request.form.get("handler") or None)
    flash(_("%(count)s deliveries start again.", count=count), "success")
    return redirect(url_for("admin.operations"), 303)
