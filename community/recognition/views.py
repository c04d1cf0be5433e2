"""Pages of recognition: the badges, one badge with its holders, and one's own ledger."""

from flask import Blueprint, render_template, request

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


@blueprint.get("/account/reputation")
@access(Permission.ACCOUNT_OWN)
def ledger() -> str:
    """My ledger: what earned which points."""
    actor = current_actor()
    page = queries.list_ledger(actor, request.args.get("after"))
    evidence = queries.list_evidence(actor, {row.subject_id for row in page.items})
    return render_template("recognition/ledger.html", page=page, evidence=evidence)
