"""What the team says of incidents and maintenance as an Atom feed; only what everybody may read."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, request, url_for
from flask_babel import gettext as _
from markupsafe import escape

from community import site_settings
from community.core import atom
from community.core.atom import Entry, Feed, tag_uri
from community.core.i18n import local, locale
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
    site, settings = current_app.config["PORTAL"].public_url, site_settings.current()
    host = urlsplit(site).hostname or "localhost"
    feed = Feed(
        identity=tag_uri(host, "status"),
        address=site + request.path,
        page=site + url_for("status.show"),
        title=f"{_('Status')} · {settings.site_name}",
        lang=locale(),
        author=settings.company_name,
        entries=[_entry(one, site, host) for one in queries_incidents.list_news(VISITOR)],
        began=atom.BEGINNING,
    )
    return Response(atom.write(feed), mimetype=atom.MIME)


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
