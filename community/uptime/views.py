"""The status page: how everything runs, what happened, month by month; and following it."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.accounts.sharing import shared_by_peers
from community.content import actions
from community.content.models import FollowState, TargetKind
from community.content.queries import find_follow
from community.core.clock import now
from community.core.db import writing
from community.core.errors import NotFound
from community.core.http_edge.page_cache import keep_until
from community.core.i18n import local
from community.policies.access import access
from community.policies.permission import Permission
from community.uptime import queries, queries_bars, queries_incidents, wording
from community.uptime.months import Month, month_of, read_month
from community.uptime.queries import EVERYTHING
from community.uptime.queries_incidents import IncidentRow
from community.uptime.states import Health, IncidentState

blueprint = Blueprint("status", __name__)

Page = str | Response
MONTHS_SHOWN = 24

for words in (
    wording.state_text,
    wording.impact_text,
    wording.health_text,
    wording.overall_text,
    wording.uptime_text,
    wording.month_text,
    wording.time_text,
    wording.language_of,
):
    blueprint.add_app_template_global(words)


@blueprint.get("/status")
@access(Permission.PUBLIC_READ)
@shared_by_peers
def show() -> Page:
    """How each component runs now, ninety days of it, what goes on and what is planned."""
    actor, at = current_actor(), now()
    spoken_of = queries_incidents.list_open(actor)
    _keep_until_changed(spoken_of)
    impacts = [impact for one in spoken_of for impact in one.impacts]
    healths = queries.health_of(impacts, at)
    components = queries.list_components(actor)
    return render_template(
        "uptime/status.html",
        components=components,
        healths=healths,
        overall=queries.worst(healths.get(one.id, Health.UP) for one in components),
        bars=queries_bars.list_bars(actor),
        going_on=[one for one in spoken_of if one.state is not IncidentState.SCHEDULED],
        planned=[one for one in spoken_of if one.state is IncidentState.SCHEDULED],
        lately=queries_incidents.list_lately(actor),
        followed=queries.list_followed(actor),
        month=month_of(at),
        now=at,
    )


def _keep_until_changed(incidents: list[IncidentRow]) -> None:
    at = now()
    for one in incidents:
        for moment in (one.starts_at, one.ends_at):
            if moment is not None and moment > at:
                keep_until(moment)


@blueprint.get("/status/history")
@access(Permission.PUBLIC_READ)
def history() -> Page:
    """What happened this month."""
    return redirect(url_for("status.show_month", key=month_of(now()).key))


@blueprint.get("/status/history/<key>")
@access(Permission.PUBLIC_READ)
@shared_by_peers
def show_month(key: str) -> Page:
    """What happened in a month, and the uptime of each component in it."""
    month, present = read_month(key), month_of(now())
    if month is None or month > present:
        raise NotFound
    actor = current_actor()
    return render_template(
        "uptime/month.html",
        month=month,
        incidents=queries_incidents.list_of_month(actor, month),
        uptimes=queries_bars.list_uptime_of_month(actor, month),
        earlier=_earlier(month),
        later=month.next if month < present else None,
        is_present=month == present,
    )


def _earlier(month: Month) -> Month | None:
    first = queries_incidents.find_first_month()
    return month.previous if first is not None and month_of(first) < month else None


@blueprint.get("/status/incidents/<int:incident_id>")
@access(Permission.PUBLIC_READ)
@shared_by_peers
def show_incident(incident_id: int) -> Page:
    """One incident or maintenance: what was said when, and what it meant for which component."""
    actor = current_actor()
    incident = queries_incidents.get_incident(actor, incident_id)
    _keep_until_changed([incident])
    follow = find_follow(actor, TargetKind.SUBJECT, incident.id)
    return render_template(
        "uptime/incident.html",
        incident=incident,
        is_following=follow is FollowState.FOLLOWING,
        now=now(),
    )


@blueprint.post("/status/follow")
@access(Permission.FOLLOW, replayable=True)
def follow_all() -> Page:
    """Hear of everything, or with *withdraw* no longer."""
    return _follow(EVERYTHING, _("Everything on the status page"))


@blueprint.post("/status/components/<int:component_id>/follow")
@access(Permission.FOLLOW, replayable=True)
def follow(component_id: int) -> Page:
    """Hear of a component, or with *withdraw* no longer."""
    component = queries.get_component(current_actor(), component_id)
    return _follow(component.id, local(component.name))


def _follow(target_id: int, label: str) -> Page:
    actor, withdraw = current_actor(), bool(request.form.get("withdraw"))
    act: Any = actions.unfollow if withdraw else actions.follow
    with writing():
        act(actor, TargetKind.COMPONENT, target_id)
    if not request.headers.get("HX-Request"):
        return redirect(url_for("status.show"), 303)
    return render_template(
        "uptime/_follow.html", target_id=target_id, label=label, following=not withdraw
    )
