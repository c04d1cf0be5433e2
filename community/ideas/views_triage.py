"""One idea of the table: whose work it is at a stroke, what it weighs, and what looks like it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.content.models import SubjectKind
from community.core.db import writing
from community.core.errors import Invalid
from community.core.i18n import locale
from community.ideas import actions_notes, actions_scores, queries, queries_weight
from community.ideas.forms_triage import ScoreForm
from community.policies.access import access
from community.policies.permission import Permission
from community.search.queries import lookalikes

blueprint = Blueprint("idea_triage", __name__)

Page = str | Response | tuple[str, int]
SUGGESTED = 5


@blueprint.post("/desk/ideas/<int:idea_id>/take")
@access(Permission.IDEA_TRIAGE)
def take(idea_id: int) -> Page:
    """Make an idea one's own work."""
    actor = current_actor()
    idea = queries.get_idea(actor, idea_id)
    with writing():
        actions_notes.assign(actor, idea, actor.member_id)
    if request.headers.get("HX-Request"):
        return render_template("ideas/_taken.html", idea_id=idea_id)
    flash(_("The idea is your work now."), "success")
    return redirect(url_for("ideas_desk.triage"), 303)


@blueprint.route("/desk/ideas/<int:idea_id>/weigh", methods=["GET", "POST"])
@access(Permission.IDEA_TRIAGE)
def weigh(idea_id: int) -> Page:
    """What speaks for an idea in numbers and words, and what product managers reckon."""
    actor = current_actor()
    idea = queries.get_idea(actor, idea_id)
    said = actions_scores.estimate_of(idea.id)
    form = ScoreForm.of_request(
        reach=said.reach,
        impact=f"{said.impact:g}" if said.impact else "",
        confidence=said.confidence or "",
        effort=said.effort,
    )
    if form.is_sent:
        try:
            with writing():
                actions_scores.set_score(actor, idea, form.estimate)
            flash(_("Your numbers are kept."), "success")
            return redirect(url_for(".weigh", idea_id=idea_id), 303)
        except Invalid as invalid:
            form.land(invalid)
    page = render_template(
        "ideas/weigh.html", idea=idea, form=form, weight=queries_weight.get_weight(idea.id)
    )
    return page, 422 if form.errors else 200


@blueprint.get("/desk/ideas/<int:idea_id>/alike")
@access(Permission.IDEA_TRIAGE)
def alike(idea_id: int) -> Page:
    """Other ideas that look like this one, for merging."""
    actor = current_actor()
    idea = queries.get_idea(actor, idea_id)
    kinds = [SubjectKind.IDEA.value]
    hits = lookalikes(
        actor, idea.title, idea.text, kinds=kinds, limit=SUGGESTED + 1, locale=locale()
    )
    others = [hit for hit in hits if hit.subject_id != idea.id][:SUGGESTED]
    template = "ideas/_alike.html" if request.headers.get("HX-Request") else "ideas/alike.html"
    return render_template(template, idea=idea, hits=others)
