"""The moderators' desk of vote rings: each case with its evidence, to be confirmed or restored."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.core.db import writing
from community.core.errors import Invalid
from community.core.forms import text
from community.policies.access import access
from community.policies.permission import Permission
from community.recognition import actions_rings, queries_rings
from community.recognition.forms_rings import RingForm
from community.recognition.models_rings import RingState
from community.recognition.queries_ledger import list_posts

blueprint = Blueprint("rings", __name__)

DONE = {
    True: _l("Confirmed: these votes stay void."),
    False: _l("Restored: these votes count again in a moment, with their points."),
}
Page = str | Response | tuple[str, int]


@blueprint.get("/desk/rings")
@access(Permission.MODERATE)
def cases() -> Page:
    """Cases that wait for a look; with `show=decided`, those that had one."""
    is_decided = request.args.get("show") == "decided"
    page = queries_rings.list_cases(is_decided=is_decided, after=request.args.get("after"))
    return render_template(
        "recognition/rings.html",
        page=page,
        is_decided=is_decided,
        waiting=queries_rings.count_waiting(),
    )


@blueprint.route("/desk/rings/<int:case_id>", methods=["GET", "POST"])
@access(Permission.MODERATE)
def case(case_id: int) -> Page:
    """Who voted for whom, when and on what; and what a moderator makes of it."""
    actor, form = current_actor(), RingForm.of_request()
    found = queries_rings.get_case(case_id)
    if form.is_sent:
        is_ring = request.form.get("then") == "confirm"
        act = actions_rings.confirm if is_ring else actions_rings.restore
        try:
            with writing():
                act(actor, found, text(form.reason))
            flash(str(DONE[is_ring]), "success")
            return redirect(url_for("rings.cases"), 303)
        except Invalid as invalid:
            form.land(invalid)
    row = queries_rings.get_row(found)
    page = render_template(
        "recognition/ring.html",
        form=form,
        row=row,
        is_open=row.state is not RingState.RESTORED,
        people={one.id: one for one in row.people},
        posts=list_posts(actor, {vote.subject_id for vote in row.votes}),
    )
    return page, 422 if form.errors else 200
