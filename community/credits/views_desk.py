"""The desk of claims: what waits for a decision, and a table for billing."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.content.queries import list_authors
from community.core.audit import audit
from community.core.db import db, writing
from community.core.errors import Invalid
from community.core.forms import Form, text
from community.core.spreadsheet import csv_lines, csv_text
from community.credits import actions_deciding, presentation, queries
from community.credits.forms import ApplyForm, ApproveForm, RejectForm
from community.credits.models import CreditClaim, MonthCredit
from community.credits.states import WAITING, ClaimState
from community.credits.working import working_of
from community.policies.access import access
from community.policies.permission import Permission
from community.service_levels.queries import find_chip, list_chips
from community.service_levels.terms import PromiseKind

blueprint = Blueprint("claims_desk", __name__, url_prefix="/desk/claims")

Page = str | Response | tuple[str, int]
TABS: dict[str, frozenset[ClaimState]] = {
    "waiting": WAITING,
    "approved": frozenset({ClaimState.APPROVED}),
    "applied": frozenset({ClaimState.APPLIED}),
    "ended": frozenset({ClaimState.REJECTED, ClaimState.WITHDRAWN}),
}


@blueprint.get("")
@access(Permission.CLAIM_DECIDE)
def index() -> Page:
    """Claims that wait, the oldest first; those that are approved, credited, or ended otherwise."""
    tab = _tab(request.args.get("show"))
    page = queries.list_for_the_desk(current_actor(), TABS[tab], request.args.get("after"))
    numbers = queries.count_by_state()
    return render_template(
        "credits/desk.html",
        page=page,
        tab=tab,
        numbers={key: sum(numbers.get(one, 0) for one in states) for key, states in TABS.items()},
        chips=list_chips([one.id for one in page.items], PromiseKind.CLAIM_DECISION),
    )


def _tab(name: str | None) -> str:
    return name if name in TABS else "waiting"


@blueprint.post("/table")
@access(Permission.CLAIM_DECIDE)
def table() -> Page:
    """The claims of a tab as CSV, for billing; that they were taken out is kept.

    It is sent when the last one is in it, so that a table is whole or none at all.
    """
    actor, tab = current_actor(), _tab(request.form.get("show"))
    parts, rows = [csv_text(presentation.BILLING, [])], 0
    for claims in queries.read_for_billing(actor, TABS[tab]):
        parts.append(csv_lines(presentation.billing_rows(claims)))
        rows += len(claims)
    with writing():
        audit(actor.member_id, "claims.exported", rows=rows, show=tab)
    answer = Response("".join(parts), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename=claims-{tab}.csv"
    return answer


@blueprint.get("/<int:claim_id>")
@access(Permission.CLAIM_DECIDE)
def show(claim_id: int) -> Page:
    """A claim with all that decides about it."""
    return _page(queries.get_claim(current_actor(), claim_id))


def _page(claim: CreditClaim, **sent: Form) -> Page:
    credit = db.session.get_one(MonthCredit, claim.credit_id)
    percent = max(credit.percent, claim.percent or 0) or None
    history = queries.list_steps(claim.id)
    forms: dict[str, Any] = {
        "approve": sent.get("approve") or ApproveForm(percent=percent),
        "reject": sent.get("reject") or RejectForm(),
        "apply": sent.get("apply") or ApplyForm(),
    }
    page = render_template(
        "credits/decide.html",
        claim=claim,
        credit=credit,
        working=working_of(credit.working),
        matter=queries.get_matter(claim.organisation_id),
        history=history,
        people=list_authors(one.by_id for one in history),
        chip=find_chip(claim.id, PromiseKind.CLAIM_DECISION),
        forms=forms,
    )
    return page, 422 if any(form.errors for form in sent.values()) else 200


@blueprint.post("/<int:claim_id>/take")
@access(Permission.CLAIM_DECIDE)
def take(claim_id: int) -> Page:
    """Look into it."""
    actor = current_actor()
    claim = queries.get_claim(actor, claim_id)
    with writing():
        actions_deciding.take_claim(actor, claim)
    return redirect(url_for("claims_desk.show", claim_id=claim_id), 303)


@blueprint.post("/<int:claim_id>/approve")
@access(Permission.CLAIM_DECIDE)
def approve(claim_id: int) -> Page:
    """Give so many percent."""
    form = ApproveForm.of_request()

    def act(claim: CreditClaim) -> None:
        reason = text(form.reason)
        actions_deciding.approve_claim(current_actor(), claim, form.percent.data or 0, reason)

    return _decide(claim_id, "approve", form, act)


@blueprint.post("/<int:claim_id>/reject")
@access(Permission.CLAIM_DECIDE)
def reject(claim_id: int) -> Page:
    """Say no, and why."""
    form = RejectForm.of_request()
    return _decide(
        claim_id,
        "reject",
        form,
        lambda claim: actions_deciding.reject_claim(current_actor(), claim, text(form.why)),
    )


@blueprint.post("/<int:claim_id>/apply")
@access(Permission.CLAIM_DECIDE)
def apply(claim_id: int) -> Page:
    """Say on which invoice it stands."""
    form = ApplyForm.of_request()
    return _decide(
        claim_id,
        "apply",
        form,
        lambda claim: actions_deciding.apply_claim(current_actor(), claim, text(form.invoice)),
    )


def _decide(claim_id: int, name: str, form: Form, act: Callable[[CreditClaim], None]) -> Page:
    claim = queries.get_claim(current_actor(), claim_id)
    if form.is_sent:
        try:
            with writing():
                act(claim)
            flash(_("Done. The customer is told."), "success")
            return redirect(url_for("claims_desk.show", claim_id=claim_id), 303)
        except Invalid as invalid:
            form.land(invalid)
    db.session.refresh(claim)
    return _page(claim, **{name: form})
