"""Saved views of the desks: opened, named otherwise, removed. Each desk keeps its own (`save_view`)."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.content import actions_views
from community.content.forms_views import ViewForm
from community.content.models_views import Desk, SavedView
from community.content.queries_views import get_view
from community.core.db import writing
from community.core.errors import Invalid
from community.core.forms import text
from community.policies.access import access
from community.policies.permission import Permission

blueprint = Blueprint("saved_views", __name__)

Page = str | Response | tuple[str, int]
PAGES = {Desk.IDEAS: "ideas_desk.triage", Desk.QUESTIONS: "questions_desk.queue"}


@blueprint.get("/desk/views/<int:view_id>")
@access(Permission.VIEW_CHANGE)
def show(view_id: int) -> Page:
    """Look at the desk as it was kept."""
    return _opened(get_view(current_actor(), view_id))


def _opened(view: SavedView) -> Response:
    page = url_for(PAGES[view.desk])
    return redirect(f"{page}?{view.query}" if view.query else page, 303)


@blueprint.route("/desk/views/<int:view_id>/edit", methods=["GET", "POST"])
@access(Permission.VIEW_CHANGE)
def edit(view_id: int) -> Page:
    """A view's name, and whose it is."""
    actor = current_actor()
    view = get_view(actor, view_id)
    form = ViewForm.of_request(name=view.name, is_shared=view.is_shared)
    if form.is_sent:
        name, is_shared = text(form.name), bool(form.is_shared.data)
        try:
            with writing():
                actions_views.rename_view(actor, view, name, is_shared=is_shared)
            flash(_("The view is kept."), "success")
            return _opened(view)
        except Invalid as invalid:
            form.land(invalid)
    page = render_template("content/saved_view.html", view=view, form=form, desk=PAGES[view.desk])
    return page, 422 if form.errors else 200


@blueprint.post("/desk/views/<int:view_id>/remove")
@access(Permission.VIEW_CHANGE)
def remove(view_id: int) -> Page:
    """Keep a view no longer."""
    actor = current_actor()
    view = get_view(actor, view_id)
    page = url_for(PAGES[view.desk])
    with writing():
        actions_views.remove_view(actor, view)
    flash(_("The view is removed."), "success")
    return redirect(page, 303)
