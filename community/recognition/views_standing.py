"""One's own ledger: what earned which points, what was taken back, and what reputation opens."""

from flask import Blueprint, render_template, request

from community import site_settings
from community.accounts.session import current_actor
from community.policies.access import access
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.standing import DEEDS, Privilege, bound_of, how_far, next_bound, opens_at
from community.recognition import queries_ledger
from community.recognition.points import Reason, points_of

blueprint = Blueprint("standing", __name__)


@blueprint.get("/account/reputation")
@access(Permission.ACCOUNT_OWN)
def ledger() -> str:
    """My ledger."""
    actor, settings = current_actor(), site_settings.current()
    page = queries_ledger.list_ledger(actor, request.args.get("after"))
    return render_template(
        "recognition/ledger.html",
        page=page,
        posts=queries_ledger.list_posts(actor, {row.subject_id for row in page.items}),
        sums=queries_ledger.get_sums(actor),
        cap=settings.reputation_cap,
        next_level_at=next_bound(actor.reputation, settings),
        points=[(reason, points_of(reason, settings)) for reason in Reason],
        privileges=_privileges(actor),
    )


def _privileges(actor: Actor) -> list[tuple[bool, str]]:
    """Whether each is open, and at how many points it opens."""
    settings = site_settings.current()
    rows = []
    for privilege in sorted(Privilege, key=lambda one: bound_of(one, settings)):
        is_open, bound = privilege in actor.privileges, bound_of(privilege, settings)
        words = (
            opens_at(DEEDS[privilege], bound)
            if is_open
            else how_far(DEEDS[privilege], bound, actor.reputation)
        )
        rows.append((is_open, str(words)))
    return rows
