"""What the team says of incidents and maintenance as an Atom feed; only what everybody may read."""

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from markupsafe import escape

from community.core.atom import Entry, tag_uri
from community.core.i18n import local
from community.feeds import answer_feed, site_and_host
from community.policies.access import access
from community.policies.actor import VISITOR
from community.policies.permission import Permission
from community.uptime import queries_incidents, wording
from community.uptime.queries_incidents import IncidentRow, UpdateRow

blueprint = Blueprint("status_feed", __name__)


@blueprint.get("/status/feed.atom")
@access(Permission.PUBLIC_READ)
def newest() -> Response:
    """What was spoken of last, each with all that was said."""
    entries = [_entry(one, *site_and_host()) for one in queries_incidents.list_news(VISITOR)]
    return answer_feed(
        entries, path=request.path, page=url_for("status.show"), title=_("Status"), name="status"
    )


def _entry(incident: IncidentRow, site: str, host: str) -> Entry:
    state = wording.state_text(incident.updates[0].state if incident.updates else incident.state)
    return Entry(
        identity=tag_uri(host, f"incident/{incident.id}"),
        address=site + url_for("status.show_incident", incident_id=incident.id),
        title=f"{state}{_(':')} {local(incident.title)}",
        lang=wording.language_of(incident.title),
        published=incident.created_at,
        updated=incident.updated_at,
        html="".join(_paragraph(one) for one in incident.updates),
    )


def _paragraph(update: UpdateRow) -> str:
    at = update.at.strftime("%Y-%m-%d %H:%M UTC")
    words = escape(local(update.text)).replace("\n", "<br>")
    return f"<p><strong>{escape(wording.state_text(update.state))}</strong> ({at})<br>{words}</p>"
