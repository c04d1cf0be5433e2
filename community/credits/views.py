"""Uptime and credits of one's organisations: month by month, each with its working."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.core.clock import now
from community.core.db import writing
from community.core.errors import NotFound
from community.core.i18n import locale
from community.credits import actions_claims, presentation, queries, wording
from community.credits.models import MonthCredit
from community.credits.working import Working, working_of
from community.policies.access import access
from community.policies.permission import Permission
from community.uptime.months import Month, month_of, read_month

blueprint = Blueprint("credits", __name__)

Page = str | Response
for words in (wording.claim_state_text, presentation.days_left):
    blueprint.add_app_template_global(words)


@blueprint.get("/services/credits")
@access(Permission.CREDIT_SEE)
def show() -> Page:
    """Each of my organisations: this month so far, and the months before with what may be claimed."""
    actor, month = current_actor(), month_of(now())
    keys = list(actor.organisations)
    rows, downtime = queries.list_credits_of(keys), queries.list_downtime_of(keys, month)
    return render_template(
        "credits/mine.html",
        month=month,
        organisations=[
            (key, name, downtime.get(key), rows.get(key, []))
            for key, name in actor.organisations.items()
        ],
    )


@blueprint.get("/services/credits/<int:organisation_id>/<key>")
@access(Permission.CREDIT_SEE)
def show_month(organisation_id: int, key: str) -> Page:
    """A month with its working, and the way to claim it."""
    actor, month = current_actor(), _month(key)
    matter = queries.get_seen_matter(actor, organisation_id)
    facts: dict[str, Any] = {"matter": matter, "month": month, "now": now()}
    if month == month_of(now()):
        return render_template(
            "credits/month.html", credit=None, row=None, **facts, **_live(organisation_id, month)
        )
    credit = queries.get_credit(actor, organisation_id, month)
    rows = queries.list_credits_of([organisation_id]).get(organisation_id, [])
    row = next((one for one in rows if one.id == credit.id), None)
    working = working_of(credit.working)
    return render_template("credits/month.html", credit=credit, row=row, working=working, **facts)


def _live(organisation_id: int, month: Month) -> dict[str, Working]:
    working = queries.find_downtime_of(organisation_id, month)
    if working is None:
        raise NotFound
    return {"working": working}


@blueprint.post("/services/credits/<int:organisation_id>/<key>/claim")
@access(Permission.CLAIM_MAKE)
def claim(organisation_id: int, key: str) -> Page:
    """Begin a claim for a month, or go on with the one that there is."""
    actor = current_actor()
    credit: MonthCredit = queries.get_credit(actor, organisation_id, _month(key))
    with writing():
        claim_id = actions_claims.begin_claim(actor, credit, lang=locale()).id
    return redirect(url_for("claims.show", claim_id=claim_id), 303)


def _month(key: str) -> Month:
    month = read_month(key)
    if month is None:
        raise NotFound
    return month
