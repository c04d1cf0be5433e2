"""A claim of one's organisation: filled in step by step, sent, followed, taken back."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.content.queries import list_authors
from community.core.db import db, writing
from community.core.errors import Invalid
from community.credits import actions_claims, presentation, queries
from community.credits.forms import WordsForm
from community.credits.models import CreditClaim, MonthCredit
from community.credits.states import COMES_FROM, ClaimState
from community.credits.working import working_of
from community.policies.access import access
from community.policies.permission import Permission
from community.service_levels.queries import find_chip
from community.service_levels.terms import PromiseKind

blueprint = Blueprint("claims", __name__)

Page = str | Response | tuple[str, int]


@blueprint.get("/claims/<int:claim_id>")
@access(Permission.CREDIT_SEE)
def show(claim_id: int) -> Page:
    """Where the claim stands; of a draft the first step: what was measured."""
    claim = queries.get_claim(current_actor(), claim_id)
    if claim.state is ClaimState.DRAFT:
        return _draft("credits/draft_measured.html", claim, "measured")
    steps = queries.list_steps(claim.id)
    return render_template(
        "credits/claim.html",
        steps=presentation.steps_of(claim),
        history=steps,
        people=list_authors(one.by_id for one in steps),
        chip=find_chip(claim.id, PromiseKind.CLAIM_DECISION),
        **_facts(claim),
    )


def _facts(claim: CreditClaim) -> dict[str, Any]:
    credit = db.session.get_one(MonthCredit, claim.credit_id)
    return {
        "claim": claim,
        "credit": credit,
        "working": working_of(credit.working),
        "matter": queries.get_matter(claim.organisation_id),
        "may_withdraw": claim.state in COMES_FROM[ClaimState.WITHDRAWN],
    }


def _draft(template: str, claim: CreditClaim, step: str, **facts: Any) -> str:
    addresses = {
        "measured": url_for("claims.show", claim_id=claim.id),
        "words": url_for("claims.write", claim_id=claim.id),
        "check": url_for("claims.check", claim_id=claim.id),
    }
    steps = presentation.filling_steps(step, addresses)
    return render_template(template, filling=steps, **facts, **_facts(claim))


@blueprint.route("/claims/<int:claim_id>/words", methods=["GET", "POST"])
@access(Permission.CLAIM_MAKE)
def write(claim_id: int) -> Page:
    """The second step: one's own words."""
    actor = current_actor()
    claim = queries.get_claim(actor, claim_id)
    form = WordsForm.of_request(
        note=claim.note, own_minutes=claim.own_minutes, reference=claim.reference
    )
    if form.is_sent:
        try:
            with writing():
                actions_claims.write_claim(actor, claim, form.words)
            return redirect(url_for("claims.check", claim_id=claim_id), 303)
        except Invalid as invalid:
            form.land(invalid)
    page = _draft("credits/draft_words.html", claim, "words", form=form)
    return page, 422 if form.errors else 200


@blueprint.get("/claims/<int:claim_id>/check")
@access(Permission.CLAIM_MAKE)
def check(claim_id: int) -> Page:
    """The last step: all of it once more, then it is sent."""
    claim = queries.get_claim(current_actor(), claim_id)
    if claim.state is not ClaimState.DRAFT:
        return redirect(url_for("claims.show", claim_id=claim_id))
    return _draft("credits/draft_check.html", claim, "check", fault=None)


@blueprint.post("/claims/<int:claim_id>/submit")
@access(Permission.CLAIM_MAKE)
def submit(claim_id: int) -> Page:
    """Send it."""
    actor = current_actor()
    claim = queries.get_claim(actor, claim_id)
    try:
        with writing():
            actions_claims.submit_claim(actor, claim)
    except Invalid as invalid:
        page = _draft("credits/draft_check.html", claim, "check", fault=invalid.message)
        return page, 422
    flash(_("Your claim is sent. You hear from us by the time that stands here."), "success")
    return redirect(url_for("claims.show", claim_id=claim_id), 303)


@blueprint.post("/claims/<int:claim_id>/withdraw")
@access(Permission.CLAIM_MAKE)
def withdraw(claim_id: int) -> Page:
    """Take it back."""
    actor = current_actor()
    claim = queries.get_claim(actor, claim_id)
    with writing():
        actions_claims.withdraw_claim(actor, claim)
    flash(_("The claim is taken back. Within its time you may make it anew."), "success")
    return redirect(url_for("claims.show", claim_id=claim_id), 303)
