"""Live hours: planned, changed, cancelled and ended by product managers; their page, and their file for a calendar."""

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.circles import actions_hours, queries_hours
from community.circles.actions_hours import Plan
from community.circles.forms import HourForm, HourQuestionForm, WhyForm
from community.circles.icalendar import MIME
from community.circles.models import LiveHour
from community.circles.presentation_calendars import calendar_of
from community.circles.views import preview_of
from community.content.models import FollowState, Subject, TargetKind
from community.content.prose import compose
from community.content.queries import find_follow
from community.content.queries_circles import CircleRow, get_circle, list_people_of
from community.core.clock import now
from community.core.db import db, writing
from community.core.errors import Invalid, NotFound
from community.core.forms import choices, text
from community.core.i18n import locale, zone
from community.core.paging import Page as Rows
from community.policies.access import access
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure

blueprint = Blueprint("live_hours", __name__)

Page = str | Response | tuple[str, int]
HERE = "/circles/<key>/hours/<int:hour_id>"


def find_place(key: str, hour_id: int) -> tuple[Actor, CircleRow, LiveHour]:
    """Who asks, the circle and its hour; NotFound for whoever is not inside."""
    actor = current_actor()
    circle = get_circle(actor, key)
    return actor, circle, queries_hours.get_hour(actor, circle, hour_id)


def address(circle: CircleRow, hour: LiveHour) -> str:
    """Where a live hour stands."""
    return url_for("live_hours.show", key=circle.key, hour_id=hour.id)


@blueprint.get("/circles/<key>/hours")
@access(Permission.PUBLIC_READ)
def past(key: str) -> Page:
    """The records of a circle's live hours."""
    actor = current_actor()
    circle = get_circle(actor, key)
    page: Rows[Any] = queries_hours.list_past(actor, circle.area_id, request.args.get("after"))
    counts = queries_hours.count_questions([one.id for one in page.items])
    return render_template("circles/past.html", circle=circle, page=page, counts=counts, at=now())


@blueprint.route("/circles/<key>/hours/plan", methods=["GET", "POST"])
@access(Permission.LIVE_HOUR_PLAN)
def plan(key: str) -> Page:
    """Plan a live hour."""
    actor = current_actor()
    circle = get_circle(actor, key)
    form = _offer(circle, HourForm.of_request(lang=locale(), host=str(actor.member_id)))
    if form.is_sent and not form.wants_preview:
        try:
            wanted, prose = _wanted(actor, form), compose(text(form.body))
            with writing():
                hour = actions_hours.plan_hour(actor, circle, wanted, prose, lang=form.lang.data)
            flash(_("It stands in the calendar, and the circle is told."), "success")
            return redirect(address(circle, hour), 303)
        except Invalid as invalid:
            form.land(invalid)
    return _form_page(circle, None, form)


@blueprint.route(f"{HERE}/change", methods=["GET", "POST"])
@access(Permission.LIVE_HOUR_PLAN)
def change(key: str, hour_id: int) -> Page:
    """Change a live hour; another time is told to those who follow it."""
    actor, circle, hour = find_place(key, hour_id)
    ensure(actor, Permission.LIVE_HOUR_PLAN, hour)
    form = _offer(circle, HourForm.of_request(**_present(actor, hour)))
    if form.is_sent and not form.wants_preview:
        try:
            wanted, prose = _wanted(actor, form, hour), compose(text(form.body))
            with writing():
                actions_hours.change_hour(actor, hour, wanted, prose)
            return redirect(address(circle, hour), 303)
        except Invalid as invalid:
            form.land(invalid)
    return _form_page(circle, hour, form)


def _present(actor: Actor, hour: LiveHour) -> dict[str, Any]:
    return {
        "title": hour.title,
        "body": hour.body,
        "starts_at": _on_clock(actor, hour.starts_at),
        "minutes": hour.minutes,
        "host": str(hour.host_id or ""),
        "lang": db.session.get_one(Subject, hour.id).lang,
    }


def _on_clock(actor: Actor, at: datetime) -> datetime:
    return at.astimezone(zone(actor.time_zone)).replace(tzinfo=None, second=0, microsecond=0)


def _wanted(actor: Actor, form: HourForm, hour: LiveHour | None = None) -> Plan:
    """What the form says; a beginning that shows the same minute is the one that stands."""
    same = hour is not None and form.starts_at.data == _on_clock(actor, hour.starts_at)
    host = form.host.data or ""
    return Plan(
        title=text(form.title),
        starts_at=hour.starts_at if hour is not None and same else form.instant(actor.time_zone),
        minutes=form.minutes.data,
        host_id=int(host) if host.isascii() and host.isdecimal() and len(host) < 10 else 0,
    )


def _offer(circle: CircleRow, form: HourForm) -> HourForm:
    team = list_people_of(circle).team
    form.host.choices = choices((one.id, one.name) for one in team)
    return form


def _form_page(circle: CircleRow, hour: LiveHour | None, form: HourForm) -> Page:
    page = render_template(
        "circles/plan.html", circle=circle, hour=hour, form=form, preview=preview_of(form)
    )
    return page, 422 if form.errors else 200


@blueprint.get(HERE)
@access(Permission.PUBLIC_READ)
def show(key: str, hour_id: int) -> Page:
    """A live hour: when, about what, and what is asked; afterwards its record."""
    actor, circle, hour = find_place(key, hour_id)
    return render_hour(actor, circle, hour, HourQuestionForm())


def render_hour(
    actor: Actor, circle: CircleRow, hour: LiveHour, form: HourQuestionForm
) -> tuple[str, int]:
    """The page of a live hour with this form in it."""
    follow = find_follow(actor, TargetKind.SUBJECT, hour.id)
    page = render_template(
        "circles/hour.html",
        circle=circle,
        hour=hour,
        lang=db.session.get_one(Subject, hour.id).lang,
        state=hour.state_at(now()),
        talk=queries_hours.get_talk(actor, hour),
        form=form,
        is_following=follow is FollowState.FOLLOWING,
    )
    return page, 422 if form.errors else 200


@blueprint.route(f"{HERE}/cancel", methods=["GET", "POST"])
@access(Permission.LIVE_HOUR_PLAN)
def cancel(key: str, hour_id: int) -> Page:
    """Cancel a live hour and say why."""
    actor, circle, hour = find_place(key, hour_id)
    ensure(actor, Permission.LIVE_HOUR_PLAN, hour)
    form = WhyForm.of_request()
    if form.is_sent:
        try:
            with writing():
                actions_hours.cancel_hour(actor, hour, text(form.reason))
            return redirect(address(circle, hour), 303)
        except Invalid as invalid:
            form.land(invalid)
    page = render_template("circles/cancel.html", circle=circle, hour=hour, form=form)
    return page, 422 if form.errors else 200


@blueprint.post(f"{HERE}/end")
@access(Permission.LIVE_HOUR_PLAN)
def end(key: str, hour_id: int) -> Page:
    """End a live hour before its time."""
    actor, circle, hour = find_place(key, hour_id)
    with writing():
        actions_hours.end_hour(actor, hour)
    return redirect(address(circle, hour), 303)


@blueprint.get(f"{HERE}.ics")
@access(Permission.PUBLIC_READ)
def file(key: str, hour_id: int) -> Response:
    """The live hour as a file for a calendar."""
    actor, _circle, hour = find_place(key, hour_id)
    lines = queries_hours.list_by_ids(actor, [hour.id])
    if not lines:
        raise NotFound
    answer = Response(calendar_of(hour.title, lines), mimetype=MIME)
    answer.headers["Content-Disposition"] = f"attachment; filename=live-hour-{hour.id}.ics"
    return answer
