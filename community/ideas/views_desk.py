"""What product managers look after: ideas that wait for a decision, and the boards."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.content.actions import intern_audience
from community.core.db import writing
from community.core.errors import Invalid
from community.core.forms import text
from community.ideas import actions_boards, queries, queries_triage
from community.ideas.forms import BoardForm
from community.ideas.models import Meaning
from community.policies.access import access
from community.policies.permission import Permission

blueprint = Blueprint("ideas_desk", __name__)

Page = str | Response | tuple[str, int]


@blueprint.get("/desk/ideas")
@access(Permission.IDEA_TRIAGE)
def triage() -> Page:
    """Ideas that wait for a decision."""
    wanted = request.args.get("state", "")
    meaning = Meaning(wanted) if wanted in list(Meaning) else None
    page = queries_triage.list_triage(current_actor(), meaning, request.args.get("after"))
    return render_template(
        "ideas/triage.html", page=page, meaning=meaning, statuses=queries.list_statuses()
    )


@blueprint.route("/admin/boards", methods=["GET", "POST"])
@access(Permission.TAXONOMY_MANAGE)
def boards() -> Page:
    """The boards, and a form for a new one."""
    actor = current_actor()
    form = BoardForm.of_request()
    if form.is_sent:
        names = {"en": text(form.name_en), "fr": text(form.name_fr)}
        words = {"en": text(form.description_en), "fr": text(form.description_fr)}
        try:
            with writing():
                audience = intern_audience([form.audience.data])
                actions_boards.create_board(
                    actor, text(form.slug), names, description=words, audience_id=audience
                )
            flash(_("The board is open."), "success")
            return redirect(url_for("ideas_desk.boards"), 303)
        except Invalid as invalid:
            form.land(invalid)
    page = render_template("ideas/boards.html", form=form, boards=queries.list_boards(actor))
    return page, 422 if form.errors else 200
