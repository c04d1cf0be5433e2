"""The start list: a new member's first quarter of an hour, on a page of its own and as a card on the first page."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.core.db import writing
from community.core.i18n import locale
from community.home import actions_start, queries_start
from community.home.queries_start import OF_BADGE, StartList, Step
from community.policies.access import access
from community.policies.permission import Permission

blueprint = Blueprint("start", __name__)

Line = tuple[str, bool, str, str | None]


@blueprint.get("/start")
@access(Permission.ACCOUNT_OWN)
def show() -> str:
    """What there is to do first, ticked from what one did."""
    actor = current_actor()
    found = queries_start.get_start_list(actor)
    badge = queries_start.find_badge(actor)
    return render_template("home/start.html", found=found, lines=lines_of(found), badge=badge)


def draw_card() -> str:
    """The card on the first page; nothing once all is done or the list was put away."""
    found = queries_start.get_start_list(current_actor())
    return render_template("home/_start_card.html", found=found, lines=lines_of(found))


def lines_of(found: StartList) -> list[Line]:
    """The steps as a checklist shows them: words, done, where, and whether the badge counts it."""
    words = {
        Step.PROFILE: (_("Say who you are, in a sentence"), url_for("accounts_own.settings")),
        Step.PICTURE: (_("Add a picture"), url_for("accounts_own.settings")),
        Step.HELP: (
            _("Look something up, and say whether the article helped"),
            f"/help/{locale()}",
        ),
        Step.VOTE: (_("Vote for an idea, or say that an answer helped"), url_for("ideas.index")),
        Step.FOLLOW: (
            _("Follow a part of the product, a tag or a person"),
            url_for("topics.areas"),
        ),
        Step.POST: (_("Ask your first question, or answer one"), "/questions?tab=unanswered"),
        Step.NEWS: (_("Choose what we tell you"), url_for("notifications.preferences")),
    }
    counted = _("(counts for the badge)")
    return [
        (words[step][0], done, words[step][1], counted if step in OF_BADGE else None)
        for step, done in found.done.items()
    ]


@blueprint.post("/start/put-away")
@access(Permission.ACCOUNT_OWN)
def put_away() -> Response:
    """Take the card from the first page."""
    with writing():
        actions_start.put_away(current_actor())
    flash(_("Put away. You find the list in your settings."), "message")
    return redirect(url_for("home.index"), 303)


@blueprint.post("/start/take-out")
@access(Permission.ACCOUNT_OWN)
def take_out() -> Response:
    """Bring the card back to the first page."""
    with writing():
        actions_start.take_out(current_actor())
    return redirect(url_for("start.show"), 303)
