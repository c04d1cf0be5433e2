"""The administrators' pages of webhooks: endpoints, their secrets, and the log of what was sent."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as BaseResponse

from community.accounts.session import current_actor
from community.core.db import writing
from community.core.errors import Conflict, Invalid
from community.core.forms import text
from community.core.limits import limit
from community.policies.access import access
from community.policies.permission import Permission
from community.webhooks import actions, queries
from community.webhooks.catalogue import EVENT_WORDS, WebhookEvent
from community.webhooks.forms import EndpointForm
from community.webhooks.models import MessageState, OffReason, WebhookEndpoint

blueprint = Blueprint("webhooks", __name__, url_prefix="/admin/webhooks")

Page = str | BaseResponse | tuple[str, int]
TESTS_A_MINUTE = 10
STATE_WORDS = {
    MessageState.WAITING: _l("Waits"),
    MessageState.DONE: _l("Arrived"),
    MessageState.FAILED: _l("Failed"),
    MessageState.WITHDRAWN: _l("Withdrawn: no longer public"),
}
OFF_WORDS = {
    OffReason.BY_HAND: _l("It was switched off by hand."),
    OffReason.GONE: _l("The other side says that it is gone for good (410)."),
    OffReason.FAILING: _l("It took nothing for days."),
}


@blueprint.get("")
@access(Permission.WEBHOOKS_MANAGE)
def index() -> Page:
    """All endpoints."""
    return render_template(
        "webhooks/index.html", endpoints=queries.list_endpoints(), off_words=OFF_WORDS
    )


@blueprint.route("/new", methods=["GET", "POST"])
@access(Permission.WEBHOOKS_MANAGE)
def add() -> Page:
    """A new endpoint; its secret is shown once."""
    form = EndpointForm.of_request()
    if form.is_sent:
        try:
            with writing():
                row = actions.add_endpoint(
                    current_actor(), text(form.url), text(form.description), form.chosen
                )
            return _secret_page(row, row.secret)
        except (Invalid, Conflict) as refusal:
            form.land(refusal if isinstance(refusal, Invalid) else Invalid(refusal.message))
    return render_template("webhooks/new.html", form=form), 422 if form.errors else 200


def _secret_page(row: WebhookEndpoint, secret: str) -> Response:
    page = render_template("webhooks/secret.html", endpoint=row, secret=secret)
    return Response(page, 200, {"Cache-Control": "no-store"})


@blueprint.route("/<int:endpoint_id>", methods=["GET", "POST"])
@access(Permission.WEBHOOKS_MANAGE)
def endpoint(endpoint_id: int) -> Page:
    """An endpoint with the log of its messages."""
    row = queries.get_endpoint(endpoint_id)
    form = EndpointForm.of_request(url=row.url, description=row.description, events=row.events)
    if form.is_sent:
        try:
            with writing():
                actions.change_endpoint(
                    current_actor(),
                    row,
                    url=text(form.url),
                    description=text(form.description),
                    events=form.chosen,
                )
            flash(_("Kept."), "success")
            return redirect(url_for(".endpoint", endpoint_id=endpoint_id), 303)
        except Invalid as invalid:
            form.land(invalid)
    page = queries.list_messages(endpoint_id, request.args.get("after"))
    html = render_template(
        "webhooks/endpoint.html",
        form=form,
        endpoint=queries.get_endpoint(endpoint_id),
        page=page,
        attempts=queries.list_attempts([one.id for one in page.items]),
        event_words=EVENT_WORDS | {WebhookEvent.TEST: _("A test")},
        state_words=STATE_WORDS,
        off_words=OFF_WORDS,
    )
    return html, 422 if form.errors else 200


@blueprint.post("/<int:endpoint_id>/rotate")
@access(Permission.WEBHOOKS_MANAGE)
def rotate(endpoint_id: int) -> Page:
    """A new secret, shown once; the former one signs beside it for a day."""
    row = queries.get_endpoint(endpoint_id)
    with writing():
        secret = actions.rotate_secret(current_actor(), row)
    return _secret_page(row, secret)


@blueprint.post("/<int:endpoint_id>/try")
@access(Permission.WEBHOOKS_MANAGE)
def try_out(endpoint_id: int) -> Page:
    """Send a test."""
    limit(f"webhook-test:{endpoint_id}", TESTS_A_MINUTE, 60)
    return _acted(endpoint_id, actions.try_endpoint, _("A test is on its way."))


@blueprint.post("/<int:endpoint_id>/switch")
@access(Permission.WEBHOOKS_MANAGE)
def switch(endpoint_id: int) -> Page:
    """Send to it, or with *off* nothing for now."""
    is_on = not request.form.get("off")
    words = _("Messages go there from now on.") if is_on else _("Nothing goes there for now.")

    def act(actor: Any, row: WebhookEndpoint) -> None:
        actions.switch(actor, row, is_on=is_on)

    return _acted(endpoint_id, act, words)


def _acted(endpoint_id: int, act: Callable[[Any, WebhookEndpoint], None], words: str) -> Page:
    row = queries.get_endpoint(endpoint_id)
    with writing():
        act(current_actor(), row)
    flash(words, "success")
    return redirect(url_for(".endpoint", endpoint_id=endpoint_id), 303)


@blueprint.post("/<int:endpoint_id>/remove")
@access(Permission.WEBHOOKS_MANAGE)
def remove(endpoint_id: int) -> Page:
    """Remove an endpoint with its log."""
    row = queries.get_endpoint(endpoint_id)
    with writing():
        actions.remove_endpoint(current_actor(), row)
    flash(_("The webhook is removed."), "success")
    return redirect(url_for(".index"), 303)


@blueprint.post("/<int:endpoint_id>/messages/<int:message_id>/replay")
@access(Permission.WEBHOOKS_MANAGE)
def replay(endpoint_id: int, message_id: int) -> Page:
    """Send a message once more."""
    message = queries.get_message(endpoint_id, message_id)
    with writing():
        actions.replay(current_actor(), message)
    flash(_("The message is on its way once more."), "success")
    return redirect(url_for(".endpoint", endpoint_id=endpoint_id), 303)
