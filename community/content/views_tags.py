"""Pages of tags: all of them, and one with its newest questions."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.accounts.sharing import shared_by_peers
from community.content import queries, queries_tags
from community.content.actions_tags import tag_key
from community.content.models import FollowState, TargetKind
from community.core.errors import NotFound
from community.policies.access import access
from community.policies.permission import Permission
from community.questions.queries_lists import Filters, list_questions

blueprint = Blueprint("tags", __name__)

Page = str | Response


@blueprint.get("/tags")
@access(Permission.PUBLIC_READ)
@shared_by_peers
def index() -> Page:
    """All tags, those on most questions first; with `q`, those that hold these letters."""
    asked = request.args.get("q", "")[:40]
    page = queries_tags.list_tags(tag_key(asked), request.args.get("after"))
    return render_template("content/tags.html", page=page, asked=asked)


@blueprint.get("/tags/<key>")
@access(Permission.PUBLIC_READ)
@shared_by_peers
def show(key: str) -> Page:
    """A tag: what it is about, its neighbours, its newest questions; a synonym answers 301."""
    actor, tag = current_actor(), queries.find_tag(tag_key(key))
    if tag is None:
        raise NotFound
    if key != tag.key:
        return redirect(url_for("tags.show", key=tag.key), 301)
    page = list_questions(actor, Filters(tag_id=tag.id), request.args.get("after"))
    follow = queries.find_follow(actor, TargetKind.TAG, tag.id)
    return render_template(
        "content/tag.html",
        tag=tag,
        page=page,
        tags=queries.list_tags_of([row.id for row in page.items]),
        related=queries_tags.list_related(tag.id),
        is_following=follow is FollowState.FOLLOWING,
    )
