"""Pages of notifications: what I was told, what I want to hear, and out by one click."""

from datetime import datetime, time
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from community.accounts.session import current_actor, safe_next
from community.content import actions as content
from community.content.models import FollowState, TargetKind
from community.core.db import writing
from community.core.errors import Invalid, NotFound
from community.core.limits import limit
from community.notifications import actions, actions_mail, queries, queries_habits
from community.notifications.catalogue import KINDS
from community.notifications.forms import (
    LETTERS,
    letter_name,
    name_of,
    read_letters,
    read_matrix,
    read_quiet,
)
from community.notifications.kinds import GROUP_WORDS, Channel, Group, Kind
from community.notifications.queries import Choices
from community.notifications.stopping import read_stop, stop_token
from community.policies.access import access
from community.policies.permission import Permission
from community.service_levels.wording import moment_text

blueprint = Blueprint("notifications", __name__)

Page = str | Response | tuple[str, int]
TRIES_A_DAY = 3
CHANNEL_WORDS = {
    Channel.PORTAL: _l("In the portal"),
    Channel.EMAIL: _l("By mail at once"),
    Channel.DAILY: _l("In the daily letter"),
    Channel.WEEKLY: _l("In the weekly letter"),
}
SHORT_WORDS = {
    Channel.PORTAL: _l("Portal"),
    Channel.EMAIL: _l("Mail"),
    Channel.DAILY: _l("Daily"),
    Channel.WEEKLY: _l("Weekly"),
}
LETTER_WORDS = {
    Channel.EMAIL: _l("Letters at once, one for each event"),
    Channel.DAILY: _l("A letter each morning, when there is something new"),
    Channel.WEEKLY: _l("A letter each Monday, when there is something new"),
}


@blueprint.app_template_global("said_at")
def said_at(instant: str) -> str:
    """An instant in ISO form, in the reader's language and zone."""
    return moment_text(datetime.fromisoformat(instant), current_actor().time_zone)


@blueprint.get("/notifications")
@access(Permission.ACCOUNT_OWN)
def index() -> Page:
    """What I was told."""
    page = queries.list_notifications(current_actor(), request.args.get("after"))
    headings = {kind: about.heading for kind, about in KINDS.items()}
    return render_template("notifications/index.html", page=page, headings=headings)


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


@blueprint.post("/notifications/<int:notification_id>/mute")
@access(Permission.FOLLOW)
def mute(notification_id: int) -> Page:
    """Hear nothing more of the thread that a notification is about."""
    actor = current_actor()
    row = queries.get_own(actor, notification_id)
    if row.thread_id is None:
        raise NotFound
    with writing():
        content.follow(actor, TargetKind.SUBJECT, row.thread_id, state=FollowState.MUTED)
    flash(_("You hear nothing more of it. “What I follow” has the way back."), "success")
    return redirect(url_for("notifications.index"), 303)


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
    if request.method == "GET":
        return _preferences_page()
    wanted = read_matrix(request.form, for_staff=actor.is_staff)
    try:
        with writing():
            actions.keep_habits(actor, read_letters(request.form), read_quiet(request.form))
            actions.choose(actor, wanted)
    except Invalid as invalid:
        return _preferences_page(str(invalid.message)), 422
    flash(_("Kept. From now on you hear what you chose."), "success")
    return redirect(url_for("notifications.preferences"), 303)


def _preferences_page(fault: str = "") -> str:
    """The page as it is kept, or with a fault as it was sent."""
    actor = current_actor()
    mine = actor.member_id or 0
    habits = queries_habits.get_habits(mine)
    chosen = queries.list_choices([mine])
    sent = request.form if fault else None
    groups = {
        group: [_row(chosen, mine, kind, sent) for kind in kinds] for group, kinds in _shown()
    }
    quiet = (habits.quiet_from, habits.quiet_until)
    return render_template(
        "notifications/preferences.html",
        groups=groups,
        group_words=GROUP_WORDS,
        channel_words=CHANNEL_WORDS,
        short_words=SHORT_WORDS,
        letters=[
            (
                letter_name(one),
                LETTER_WORDS[one],
                letter_name(one) in sent if sent else habits.takes(one),
            )
            for one in LETTERS
        ],
        quiet=[sent.get("quiet_from"), sent.get("quiet_until")] if sent else quiet,
        hours=[(str(hour), time(hour)) for hour in range(24)],
        zone=actor.time_zone,
        fault=fault,
        stopped=queries_habits.find_own_fault(actor.member_id),
    )


def _shown() -> list[tuple[Group, list[Kind]]]:
    """The headings with their kinds, as far as they concern the person."""
    is_staff = current_actor().is_staff
    found = [
        (group, [kind for kind, about in KINDS.items() if about.heading is group])
        for group in Group
        if is_staff or group is not Group.WORK
    ]
    return [(group, kinds) for group, kinds in found if kinds]


def _row(chosen: Choices, mine: int, kind: Kind, sent: Any) -> tuple[Any, list[Any]]:
    about = KINDS[kind]
    boxes = [
        (channel, name_of(kind, channel), queries.wants(chosen, mine, kind, channel))
        if channel in about.channels
        else (channel, "", False)
        for channel in Channel
    ]
    if sent is not None:
        boxes = [(channel, name, name in sent) for channel, name, _ticked in boxes]
    return about.sentence, boxes


@blueprint.post("/preferences/notifications/mail-again")
@access(Permission.ACCOUNT_OWN)
def mail_again() -> Page:
    """Let letters come to my address again, once it is mended."""
    actor = current_actor()
    limit(f"mail-again:{actor.member_id}", TRIES_A_DAY, 86400)
    with writing():
        actions_mail.try_again(actor)
    flash(_("From now on letters come to your address again."), "success")
    return redirect(url_for("notifications.preferences"), 303)


@blueprint.get("/unsubscribe/<token>")
@access(Permission.PUBLIC_READ)
def ask_unsubscribe(token: str) -> Page:
    """Ask whether one means it: scanners of mail fetch links, so a GET changes nothing."""
    stop = read_stop(token)
    sentence = KINDS[stop.kind].sentence if stop.kind else None
    return render_template(
        "notifications/unsubscribe.html",
        token=token,
        stop=stop,
        sentence=sentence,
        all_token=stop_token(stop.member_id),
    )


@blueprint.post("/unsubscribe/<token>")
@access(Permission.PUBLIC_READ)
def unsubscribe(token: str) -> Page:
    """Out by one click, without cookie, token or sign-in (RFC 8058)."""
    stop = read_stop(token)
    with writing():
        actions.unsubscribe(stop)
    return render_template("notifications/unsubscribed.html")


# Mail programs send this POST from wherever they are; the signature in the address is what allows it.
unsubscribe.from_anywhere = True  # type: ignore[attr-defined]
unsubscribe.without_token = True  # type: ignore[attr-defined]
