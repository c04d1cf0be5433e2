"""Ideas as Atom feeds: the newest of all boards, and of one; only what everybody sees."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, request, url_for
from flask_babel import gettext as _

from community import site_settings
from community.content.queries import everybody
from community.core import atom
from community.core.atom import Entry, Feed, tag_uri
from community.core.html_texts import absolute
from community.core.i18n import local, locale
from community.ideas import queries, queries_feed
from community.ideas.queries_feed import FedIdea
from community.policies.access import access
from community.policies.permission import Permission

blueprint = Blueprint("idea_feeds", __name__)


@blueprint.get("/ideas/feed.atom")
@access(Permission.PUBLIC_READ)
def newest() -> Response:
    """What was proposed last."""
    return _feed(queries_feed.list_newest(), url_for("ideas.index"), _("Ideas"), name="ideas")


@blueprint.get("/ideas/<board>/feed.atom")
@access(Permission.PUBLIC_READ)
def of_board(board: str) -> Response:
    """What was proposed last on a board that everybody sees."""
    found = queries.get_board(everybody(), board)
    rows, page = queries_feed.list_newest(found.id), url_for("ideas.show_board", board=board)
    return _feed(rows, page, local(found.name), name=f"board/{found.id}")


def _feed(rows: list[FedIdea], page: str, title: str, *, name: str) -> Response:
    site, settings = current_app.config["PORTAL"].public_url, site_settings.current()
    host = urlsplit(site).hostname or "localhost"
    feed = Feed(
        identity=tag_uri(host, name),
        address=site + request.path,
        page=site + page,
        title=f"{title} · {settings.site_name}",
        lang=locale(),
        author=settings.company_name,
        entries=[_entry(one, site, host) for one in rows],
        began=atom.BEGINNING,
    )
    return Response(atom.write(feed), mimetype=atom.MIME)


def _entry(idea: FedIdea, site: str, host: str) -> Entry:
    path = url_for("ideas.show", board=idea.board_slug, idea_id=idea.id, slug=idea.slug)
    return Entry(
        identity=tag_uri(host, f"idea/{idea.id}"),
        address=site + path,
        title=idea.title,
        lang=idea.lang,
        published=idea.created_at,
        updated=idea.updated_at,
        html=absolute(idea.html, site + path, site),
        authors=[idea.author_name] if idea.author_name else [],
    )
