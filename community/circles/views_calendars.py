"""The secret address from which a member's calendar fetches the live hours of his circles."""

from flask import Blueprint, current_app, flash, redirect, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community import site_settings
from community.accounts.session import current_actor
from community.circles import actions_calendars, queries_calendars, queries_hours
from community.circles.icalendar import MIME
from community.circles.presentation_calendars import calendar_of
from community.content.queries_circles import list_circles_of
from community.core.db import writing
from community.core.errors import NotFound
from community.policies.access import access
from community.policies.permission import Permission

blueprint = Blueprint("calendars", __name__)


@blueprint.app_template_global("calendar_address")
def calendar_address(token: str) -> str:
    """The whole address for a calendar program."""
    public_url: str = current_app.config["PORTAL"].public_url
    return f"{public_url}/calendars/{token}.ics"


@blueprint.get("/calendars/<token>.ics")
@access(Permission.PUBLIC_READ)
def feed(token: str) -> Response:
    """What his circles hold now: whoever left one has its hours no longer. The address itself is the key."""
    reader = queries_calendars.get_reader(token)
    with force_locale(reader.locale):
        name = _("Live hours at %(name)s", name=site_settings.current().site_name)
        hours = queries_hours.list_for_calendar(reader) if list_circles_of(reader) else []
        answer = Response(calendar_of(name, hours), mimetype=MIME)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.post("/circles/calendar")
@access(Permission.CIRCLE_TAKE_PART)
def make() -> Response:
    """Make a secret address for one's calendar, or another one."""
    if not list_circles_of(current_actor()):
        raise NotFound
    with writing():
        actions_calendars.make_address(current_actor())
    flash(_("Give this address to your calendar, and to nobody else."), "success")
    return redirect(f"{url_for('circles.index')}#calendar", 303)


@blueprint.post("/circles/calendar/end")
@access(Permission.ACCOUNT_OWN)
def end() -> Response:
    """Let no calendar fetch anything any more."""
    with writing():
        actions_calendars.end_address(current_actor())
    flash(_("The address finds nothing any more."), "success")
    inside = bool(list_circles_of(current_actor()))
    return redirect(url_for("circles.index") if inside else "/", 303)
