"""The administrators' page of mail: addresses to which no news go, and what came in."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.core.clock import now
from community.core.db import writing
from community.notifications import actions_mail, queries_habits
from community.notifications.models_mail import Outcome, StopReason
from community.policies.access import access
from community.policies.permission import Permission

blueprint = Blueprint("mail_admin", __name__, url_prefix="/admin/mail")

LOOKED_BACK = timedelta(days=30)
OUTCOME_WORDS = {
    Outcome.POSTED: _l("replies posted"),
    Outcome.REFUSED: _l("replies refused"),
    Outcome.STRANGER: _l("from another address"),
    Outcome.MACHINE: _l("written by machines"),
    Outcome.BOUNCE: _l("came back"),
    Outcome.COMPLAINT: _l("complaints"),
    Outcome.TOO_LARGE: _l("too large"),
    Outcome.UNREADABLE: _l("unreadable"),
    Outcome.NOT_FOR_US: _l("not for us"),
    Outcome.NOTHING: _l("said nothing"),
}
REASON_WORDS = {
    StopReason.GONE: _l("There is no such address"),
    StopReason.OFTEN: _l("Several letters in a row came back"),
    StopReason.COMPLAINT: _l("Reported as spam"),
}


@blueprint.get("")
@access(Permission.OPERATIONS)
def index() -> str:
    """Addresses that are stopped, or only counted, with what their servers said."""
    counted = request.args.get("state") == "counted"
    words = request.args.get("words", "").strip()[:100]
    return render_template(
        "notifications/mail.html",
        page=queries_habits.list_faults(
            request.args.get("after"), words=words.lower(), stopped=not counted
        ),
        words=words,
        counted=counted,
        incoming=queries_habits.count_incoming(now() - LOOKED_BACK),
        outcome_words=OUTCOME_WORDS,
        reason_words=REASON_WORDS,
    )


@blueprint.post("/<int:fault_id>/lift")
@access(Permission.OPERATIONS)
def lift(fault_id: int) -> Response:
    """Write to an address again."""
    with writing():
        actions_mail.lift(current_actor(), fault_id)
    flash(_("News go to this address again."), "success")
    return redirect(url_for("mail_admin.index"), 303)
