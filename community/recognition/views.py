"""Pages of recognition: the badges, and one badge with its holders."""

from typing import Any

from flask import Blueprint, render_template, request

from community.accounts.session import current_actor
from community.policies.access import access
from community.policies.permission import Permission
from community.recognition import queries_badges
from community.recognition.queries_ledger import list_posts
from community.recognition.wording_badges import missing_words

blueprint = Blueprint("recognition", __name__)


@blueprint.app_context_processor
def words() -> dict[str, Any]:
    """How far one is, in words."""
    return {"missing_words": missing_words}


@blueprint.get("/badges")
@access(Permission.PUBLIC_READ)
def badges() -> str:
    """All badges with their rules, and how far I am with each."""
    rows = queries_badges.list_badges(current_actor())
    return render_template("recognition/badges.html", rows=rows)


@blueprint.get("/badges/<key>")
@access(Permission.PUBLIC_READ)
def badge(key: str) -> str:
    """A badge: its rule, how far I am with what counts, and who holds it."""
    actor, found = current_actor(), queries_badges.get_badge(key)
    mine = queries_badges.list_own_awards(actor, found)
    progress = queries_badges.list_progress(actor, [found]).get(found.id)
    shown = {one.evidence_id for one in mine if one.evidence_id}
    if progress:
        shown.update(progress.evidence)
    return render_template(
        "recognition/badge.html",
        badge=found,
        area=queries_badges.find_area_name(found),
        mine=mine,
        progress=progress,
        evidence=list_posts(actor, shown),
        holders=queries_badges.list_holders(actor, found, request.args.get("after")),
    )
