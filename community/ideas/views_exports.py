"""The table of ideas as a file: ordered, watched while the worker writes it, and fetched."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.core.db import writing
from community.core.errors import Invalid, NotFound
from community.core.i18n import locale
from community.ideas import actions_exports, queries_exports
from community.ideas.models_triage import ExportState
from community.ideas.triage_terms import look_of
from community.policies.access import access
from community.policies.permission import Permission

blueprint = Blueprint("idea_exports", __name__)

Page = str | Response


@blueprint.post("/desk/ideas/exports")
@access(Permission.IDEA_TRIAGE)
def start() -> Page:
    """Order a file with every idea that the filters of the address leave."""
    look = look_of(request.args, ())
    try:
        with writing():
            export = actions_exports.start_export(current_actor(), look, locale())
    except Invalid as invalid:
        flash(str(invalid.message), "warning")
        return redirect(f"{url_for('ideas_desk.triage')}?{look.query}", 303)
    return redirect(url_for(".show", export_id=export.id), 303)


@blueprint.get("/desk/ideas/exports/<int:export_id>")
@access(Permission.IDEA_TRIAGE)
def show(export_id: int) -> Page:
    """How far one's file is."""
    export = queries_exports.get_export(current_actor(), export_id)
    template = "_export_progress.html" if request.headers.get("HX-Request") else "export.html"
    return render_template(
        f"ideas/{template}",
        export=export,
        is_done=export.state is ExportState.DONE,
        is_failed=export.state is ExportState.FAILED,
    )


@blueprint.get("/desk/ideas/exports/<int:export_id>/ideas.csv")
@access(Permission.IDEA_TRIAGE)
def fetch(export_id: int) -> Page:
    """The whole file, for a spreadsheet."""
    export = queries_exports.get_export(current_actor(), export_id)
    if export.state is not ExportState.DONE:
        raise NotFound
    answer = Response(queries_exports.whole_file(export.id), mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=ideas.csv"
    answer.headers["Cache-Control"] = "no-store"
    return answer
