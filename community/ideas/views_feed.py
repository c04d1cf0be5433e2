"""Ideas as Atom feeds: the newest of all boards, and of one; only what everybody sees."""

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from community.content.queries import everybody
from community.core.atom import Entry, tag_uri
from community.core.html_texts import absolute
from community.core.i18n import local
from community.feeds import answer_feed, site_and_host
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
    entries = [_entry(one, *site_and_host()) for one in rows]
    return answer_feed(entries, path=request.path, page=page, title=title, name=name)


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
