"""Service tokens: used on a question of one's organisation, given by administrators."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.queries_organisations import get_organisation
from community.accounts.session import current_actor
from community.core.db import writing
from community.core.errors import Conflict, NotFound
from community.core.forms import text
from community.policies.access import access
from community.policies.permission import Permission
from community.policies.registry import can
from community.service_levels import actions_tokens, queries_explained, queries_tokens, wording
from community.service_levels.forms_tokens import GiveForm
from community.service_levels.models import TokenReason
from community.service_levels.queries_tokens import Lift
from community.service_levels.views_editing import is_saved

blueprint = Blueprint("tokens", __name__)
Page = str | Response | tuple[str, int]


@blueprint.app_template_global()
def token_reason_text(reason: TokenReason) -> str:
    """Why tokens came or went."""
    return wording.token_reason_text(reason)


@blueprint.route("/promises/<int:promise_id>/token", methods=["GET", "POST"])
@access(Permission.TOKEN_USE)
def use(promise_id: int) -> Page:
    """What a token would make of this question, and the button that uses it."""
    actor = current_actor()
    explained = queries_explained.get_explained(actor, promise_id)
    if not can(actor, Permission.TOKEN_USE, explained) or explained.organisation_id is None:
        raise NotFound
    refusal = None
    if request.method == "POST":
        try:
            with writing():
                actions_tokens.use_token(actor, promise_id)
            flash(_("The token is used: this question is promised an earlier answer."), "success")
            return redirect(url_for("services.show_promise", promise_id=promise_id), 303)
        except Conflict as conflict:
            refusal = conflict.message
            explained = queries_explained.get_explained(actor, promise_id)
    found = queries_tokens.find_lift(explained.promise)
    page = render_template(
        "service_levels/token.html",
        explained=explained,
        lift=found if isinstance(found, Lift) else None,
        why_not=None if isinstance(found, Lift) else found,
        balance=queries_tokens.balance_of(explained.organisation_id or 0),
        refusal=refusal,
    )
    return (page, 409) if refusal else page


@blueprint.route("/admin/organisations/<int:organisation_id>/tokens", methods=["GET", "POST"])
@access(Permission.TOKEN_GIVE)
def give(organisation_id: int) -> Page:
    """The ledger of an organisation, and the form that gives it tokens."""
    actor, organisation = current_actor(), get_organisation(organisation_id)
    form = GiveForm.of_request(seen=queries_tokens.last_number(organisation_id))
    if form.is_sent and is_saved(
        form,
        lambda: actions_tokens.give_tokens(
            actor,
            organisation_id,
            form.amount.data or 0,
            text(form.reason),
            seen=int(text(form.seen)),
        ),
        lambda: str(queries_tokens.last_number(organisation_id)),
    ):
        flash(_("The tokens are given."), "success")
        return redirect(url_for(".give", organisation_id=organisation_id), 303)
    page = render_template(
        "service_levels/give_tokens.html",
        form=form,
        organisation=organisation,
        balance=queries_tokens.balance_of(organisation_id),
        ledger=queries_tokens.list_ledger(actor, organisation_id, request.args.get("after")),
    )
    return (page, 422) if request.method == "POST" else page
