"""Badges under the hands of administrators: their rules, who would hold them, and awards taken back."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.content.queries import list_product_areas
from community.core.db import writing
from community.core.errors import Invalid
from community.core.forms import choices, local_choices, text
from community.policies.access import access
from community.policies.permission import Permission
from community.recognition import actions_badges, queries_badges_admin
from community.recognition.badge_facts import check_facts
from community.recognition.forms_badges import BadgeForm, NewBadgeForm, RevocationForm
from community.recognition.models import Badge
from community.recognition.queries_ledger import list_posts
from community.recognition.wording_badges import METRICS

blueprint = Blueprint("recognition_admin", __name__, url_prefix="/admin")

Page = str | Response | tuple[str, int]


@blueprint.get("/badges")
@access(Permission.BADGES_MANAGE)
def badges() -> Page:
    """All badges with their holders, and what the worker still counts."""
    rows = queries_badges_admin.list_managed_badges()
    return render_template("recognition/admin_badges.html", rows=rows, metrics=METRICS)


@blueprint.route("/badges/new", methods=["GET", "POST"])
@access(Permission.BADGES_MANAGE)
def add() -> Page:
    """A new badge; who would hold it is shown before it is saved."""
    last = queries_badges_admin.next_position()
    form = _with_areas(NewBadgeForm.of_request(is_active=True, behind_us="", position=last))
    if form.is_sent:
        try:
            if form.wants_preview:
                return _form_page(form, preview=_preview(form))
            with writing():
                actions_badges.create_badge(
                    current_actor(), text(form.key), form.facts, behind_us=_behind(form)
                )
            flash(_("The badge is there. The worker counts now."), "success")
            return redirect(url_for(".badges"), 303)
        except Invalid as invalid:
            form.land(invalid)
    return _form_page(form)


@blueprint.route("/badges/<key>", methods=["GET", "POST"])
@access(Permission.BADGES_MANAGE)
def edit(key: str) -> Page:
    """A badge as it is, to be changed."""
    badge = queries_badges_admin.get_managed_badge(key)
    form = _with_areas(BadgeForm.of_request(behind_us="", **BadgeForm.values_of(badge)))
    place = {"badge": badge, "count": queries_badges_admin.find_count(badge)}
    if form.is_sent:
        try:
            if form.wants_preview:
                return _form_page(form, preview=_preview(form), **place)
            with writing():
                changed = actions_badges.change_badge(
                    current_actor(), key, form.facts, behind_us=_behind(form)
                )
            flash(_("The badge is saved.") if changed else _("Nothing changed."), "success")
            return redirect(url_for(".edit", key=key), 303)
        except Invalid as invalid:
            form.land(invalid)
    return _form_page(form, **place)


def _with_areas(form: Any) -> Any:
    areas = [(one.id, one.name) for one in list_product_areas()]
    form.product_area_id.choices = choices([("", _("Everywhere"))]) + local_choices(areas)
    return form


def _behind(form: BadgeForm) -> bool:
    return text(form.behind_us) == "1"


def _preview(form: BadgeForm) -> queries_badges_admin.Preview:
    facts = form.facts
    check_facts(facts)
    return queries_badges_admin.preview_holders(Badge(id=0, key="", **vars(facts)))


def _form_page(form: BadgeForm, **words: Any) -> Page:
    nothing = {"preview": None, "badge": None, "count": None}
    page = render_template("recognition/admin_badge.html", form=form, **(nothing | words))
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.get("/badges/<key>/awards")
@access(Permission.BADGES_MANAGE)
def awards(key: str) -> Page:
    """Who has a badge, and who had it."""
    badge = queries_badges_admin.get_managed_badge(key)
    page = queries_badges_admin.list_awards_of(badge, request.args.get("after"))
    return render_template("recognition/admin_awards.html", badge=badge, page=page)


@blueprint.route("/awards/<int:award_id>", methods=["GET", "POST"])
@access(Permission.BADGES_MANAGE)
def award(award_id: int) -> Page:
    """One award, to be taken back with a reason."""
    found = queries_badges_admin.get_award(award_id)
    form = RevocationForm.of_request()
    if form.is_sent:
        try:
            with writing():
                actions_badges.revoke_award(current_actor(), award_id, text(form.reason))
            flash(_("The award is taken back, and its holder is told."), "success")
            return redirect(url_for(".award", award_id=award_id), 303)
        except Invalid as invalid:
            form.land(invalid)
    evidence = {found.award.evidence_id} if found.award.evidence_id else set()
    page = render_template(
        "recognition/admin_award.html",
        found=found,
        form=form,
        evidence=list_posts(current_actor(), evidence),
    )
    return page, 422 if form.errors else 200


@blueprint.post("/awards/<int:award_id>/restore")
@access(Permission.BADGES_MANAGE)
def restore(award_id: int) -> Page:
    """Give a revoked award back."""
    queries_badges_admin.get_award(award_id)
    with writing():
        actions_badges.restore_award(current_actor(), award_id)
    flash(_("The award is given back."), "success")
    return redirect(url_for(".award", award_id=award_id), 303)
