"""What product managers look after: ideas that wait for a decision, and the boards."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.ideas import queries, queries_triage
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
