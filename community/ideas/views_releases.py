"""The changelog, and feeds of it and of the roadmap: what everybody sees."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from community.accounts.session import current_actor
from community.accounts.sharing import shared_by_peers
from community.content.queries import everybody
from community.core.atom import Entry, tag_uri
from community.core.html_texts import absolute
from community.core.i18n import local, locale
from community.curation.queries_chain import find_chain
from community.feeds import answer_feed, site_and_host
from community.ideas import queries_releases, queries_roadmap
from community.ideas.queries_releases import ReleaseRow
from community.ideas.queries_roadmap import RoadmapStep
from community.policies.access import access
from community.policies.permission import Permission

blueprint = Blueprint("changelog", __name__)

Page = str | BaseResponse


@blueprint.get("/changelog")
@access(Permission.PUBLIC_READ)
@shared_by_peers
def index() -> Page:
    """What was released, with the ideas that came with it."""
    page = queries_releases.list_releases(current_actor(), request.args.get("after"))
    return render_template("ideas/changelog.html", page=page)


@blueprint.get("/changelog/<int:release_id>-<slug>")
@access(Permission.PUBLIC_READ)
@shared_by_peers
def show(release_id: int, slug: str) -> Page:
    """One release, with what came with it; a wrong slug answers 301."""
    actor = current_actor()
    release = queries_releases.get_published(actor, release_id)
    if slug != release.slug:
        return redirect(url_for(".show", release_id=release.id, slug=release.slug), 301)
    chain = find_chain(actor, release.id, locale())
    return render_template("ideas/release.html", release=release, chain=chain)


@blueprint.get("/changelog/feed.atom")
@access(Permission.PUBLIC_READ)
def feed() -> Response:
    """The newest releases that everybody sees."""
    rows = queries_releases.list_releases(everybody(), limit=queries_releases.FED).items
    site, host = site_and_host()
    entries = [_release_entry(row, site, host) for row in rows]
    return answer_feed(
        entries, path=request.path, page=url_for(".index"), title=_("Changelog"), name="changelog"
    )


@blueprint.get("/roadmap/feed.atom")
@access(Permission.PUBLIC_READ)
def roadmap_feed() -> Response:
    """What moved on the roadmap last, with what was said about it."""
    site, host = site_and_host()
    entries = [_step_entry(row, site, host) for row in queries_roadmap.list_moves(everybody())]
    return answer_feed(
        entries,
        path=request.path,
        page=url_for("ideas.roadmap"),
        title=_("Roadmap"),
        name="roadmap",
    )


def _release_entry(row: ReleaseRow, site: str, host: str) -> Entry:
    address = site + url_for(".show", release_id=row.id, slug=row.slug)
    published = row.published_at or row.released_at
    return Entry(
        identity=tag_uri(host, f"release/{row.id}"),
        address=address,
        title=row.name,
        lang=row.lang,
        published=published,
        updated=published,
        html=absolute(row.html, address, site),
    )


def _step_entry(row: RoadmapStep, site: str, host: str) -> Entry:
    address = site + url_for("ideas.show", board=row.board, idea_id=row.idea_id, slug=row.slug)
    return Entry(
        identity=tag_uri(host, f"status/{row.change_id}"),
        address=address,
        title=f"{local(row.status_name)}{_(':')} {row.title}",
        lang=row.lang,
        published=row.at,
        updated=row.at,
        html=absolute(row.html, address, site),
    )
