"""An Atom feed of this site as an answer: its identity, its name, whom it is by."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import Response, current_app

from community import site_settings
from community.core import atom
from community.core.atom import Entry, Feed, tag_uri
from community.core.i18n import locale


def site_and_host() -> tuple[str, str]:
    """The address of this site without a slash, and its host, of which identities are made."""
    site: str = current_app.config["PORTAL"].public_url
    return site, urlsplit(site).hostname or "localhost"


def answer_feed(
    entries: Sequence[Entry],
    *,
    path: str,
    page: str,
    title: str,
    name: str,
    lang: str | None = None,
) -> Response:
    """The feed at a path, which follows the page at another; `name` is what its identity ends in."""
    (site, host), settings = site_and_host(), site_settings.current()
    feed = Feed(
        identity=tag_uri(host, name),
        address=site + path,
        page=site + page,
        title=f"{title} · {settings.site_name}",
        lang=lang or locale(),
        author=settings.company_name,
        entries=entries,
        began=atom.BEGINNING,
    )
    return Response(atom.write(feed), mimetype=atom.MIME)
