"""Pages of notifications: what I was told, what I want to hear, and out by one click."""

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from itsdangerous import BadSignature
from werkzeug.wrappers import Response

from community.accounts.session import current_actor, safe_next
from community.core.db import writing
from community.core.errors import NotFound
from community.notifications import actions, queries
from community.notifications.forms import name_of, read_matrix
from community.notifications.kinds import KINDS, Channel, Kind
from community.notifications.stopping import signer
from community.policies.access import access
from community.policies.permission import Permission
from community.service_levels.wording import moment_text

blueprint = Blueprint("notifications", __name__)

Page = str | Response


@blueprint.app_template_global("said_at")
def said_at(instant: str) -> str:
    """An instant in ISO form, in the reader's language and zone."""
    return moment_text(datetime.fromisoformat(instant), current_actor().time_zone)


@blueprint.get("/notifications")
@access(Permission.ACCOUNT_OWN)
def index() -> Page:
    """What I was told."""
    page = queries.list_notifications(current_actor(), request.args.get("after"))
    return render_template("notifications/index.html", page=page)


@blueprint.post("/notifications/<int:notification_id>/open")
@access(Permission.ACCOUNT_OWN)
def open_one(notification_id: int) -> Page:
    """Mark what is told about one thread as read and go there."""
    actor = current_actor()
    row = queries.get_own(actor, notification_id)
    path = safe_next(str(row.words.get("path", ""))) or url_for("notifications.index")
    thread_id = row.thread_id
    with writing():
        if thread_id is None:
            actions.mark_read(actor, notification_id)
        else:
            actions.mark_thread_read(actor, thread_id)
    return redirect(path, 303)


@blueprint.post("/notifications/read")
@access(Permission.ACCOUNT_OWN)
def mark_all_read() -> Page:
    """Mark everything as read."""
    with writing():
        actions.mark_read(current_actor())
    return redirect(url_for("notifications.index"), 303)


@blueprint.route("/preferences/notifications", methods=["GET", "POST"])
@access(Permission.ACCOUNT_OWN)
def preferences() -> Page:
    """What I want to hear, and how."""
    actor = current_actor()
    if request.method == "POST":
        with writing():
            actions.choose(actor, read_matrix(request.form, for_staff=actor.is_staff))
        flash(_("Kept. From now on you hear what you chose."), "success")
        return redirect(url_for("notifications.preferences"), 303)
    mine = actor.member_id or 0
    chosen = queries.list_choices([mine])
    rows = [
        (about.sentence, [_box(chosen, mine, kind, channel) for channel in Channel])
        for kind, about in KINDS.items()
        if actor.is_staff or not about.for_staff
    ]
    return render_template("notifications/preferences.html", rows=rows)


def _box(chosen: dict[Any, bool], mine: int, kind: Kind, channel: Channel) -> tuple[str, bool]:
    return name_of(kind, channel), queries.wants(chosen, mine, kind, channel)


def _read(token: str) -> tuple[int, Kind | None, int | None]:
    try:
        member_id, kind, thread_id = signer().loads(token)
        return member_id, Kind(kind) if kind else None, thread_id
    except (BadSignature, ValueError, TypeError) as error:
        raise NotFound from error


@blueprint.get("/unsubscribe/<token>")
@access(Permission.PUBLIC_READ)
def ask_unsubscribe(token: str) -> Page:
    """Ask whether one means it: scanners of mail fetch links, so a GET changes nothing."""
    _member, kind, thread_id = _read(token)
    sentence = KINDS[kind].sentence if kind else None
    return render_template(
        "notifications/unsubscribe.html", token=token, sentence=sentence, thread_id=thread_id
    )


@blueprint.post("/unsubscribe/<token>")
@access(Permission.PUBLIC_READ)
def unsubscribe(token: str) -> Page:
    """Out by one click, without cookie, token or sign-in (RFC 8058)."""
    member_id, kind, thread_id = _read(token)
    with writing():
        actions.unsubscribe(member_id, kind, thread_id)
    return render_template("notifications/unsubscribed.html")


# Mail programs send this POST from wherever they are; the signature in the address is what allows it.
unsubscribe.from_anywhere = True  # type: ignore[attr-defined]
unsubscribe.without_token = True  # type: ignore[attr-defined]
