"""Pages of recognition: the badges, and one badge with its holders."""

from flask import Blueprint, render_template

from community.accounts.session import current_actor
from community.policies.access import access
from community.policies.permission import Permission
from community.recognition import queries

blueprint = Blueprint("recognition", __name__)


@blueprint.get("/badges")
@access(Permission.PUBLIC_READ)
def badges() -> str:
    """All badges with their rules."""
    return render_template("recognition/badges.html", badges=queries.list_badges(current_actor()))


@blueprint.get("/badges/<key>")
@access(Permission.PUBLIC_READ)
def badge(key: str) -> str:
    """A badge: its rule, how far I am, and who holds it."""
    actor = current_actor()
    found = queries.get_badge(key)
    return render_template(
        "recognition/badge.html",
        badge=found,
        holders=queries.list_holders(actor, found),
        mine=queries.my_number(actor, found),
    )
