"""Thanks for more than was promised, and a word about a miss."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.core.db import writing
from community.core.errors import Conflict
from community.core.forms import text
from community.policies.access import access
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.service_levels import actions_words, queries_explained
from community.service_levels.forms_words import MissForm
from community.service_levels.models import PromiseState
from community.service_levels.queries_words import list_notes

blueprint = Blueprint("promise_words", __name__)
Page = str | Response | tuple[str, int]


@blueprint.post("/promises/<int:promise_id>/thanks")
@access(Permission.PROMISE_THANK)
def thank(promise_id: int) -> Page:
    """Say thanks to whoever answered."""
    actor = current_actor()
    explained = queries_explained.get_explained(actor, promise_id)
    ensure(actor, Permission.PROMISE_THANK, explained.promise)
    with writing():
        actions_words.thank(actor, promise_id)
    return redirect(url_for("services.show_promise", promise_id=promise_id), 303)


@blueprint.route("/desk/promises/<int:promise_id>/note", methods=["GET", "POST"])
@access(Permission.PROMISE_NOTE)
def note(promise_id: int) -> Page:
    """Tell the customer why a promise was missed."""
    actor = current_actor()
    explained = queries_explained.get_explained(actor, promise_id)
    said = list_notes([promise_id]).get(promise_id)
    form = MissForm.of_request(
        happened=said.happened if said else "", next_steps=said.next_steps if said else ""
    )
    if form.is_sent:
        with writing():
            actions_words.note_miss(actor, promise_id, text(form.happened), text(form.next_steps))
        return redirect(url_for("services.show_promise", promise_id=promise_id), 303)
    if request.method == "GET" and explained.promise.state is not PromiseState.MISSED:
        raise Conflict(actions_words.NOT_MISSED)
    status = 422 if request.method == "POST" else 200
    return render_template("service_levels/note.html", form=form, explained=explained), status
