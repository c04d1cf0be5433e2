"""What product managers do with ideas that say the same, or two things at once; and votes noted for customers."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.addresses import normal_address
from community.accounts.session import current_actor
from community.content.models import Importance, SubjectKind
from community.content.prose import compose_post
from community.core.db import writing
from community.core.errors import Invalid
from community.core.forms import choices, text
from community.core.i18n import locale
from community.ideas import (
    actions_merging,
    actions_on_behalf,
    actions_splitting,
    queries,
    queries_merging,
    queries_voting,
)
from community.ideas.actions_on_behalf import Wish
from community.ideas.forms_voting import MergeForm, SplitForm, WishForm
from community.ideas.models import Idea
from community.policies.access import access
from community.policies.permission import Permission
from community.search.queries import lookalikes

blueprint = Blueprint("idea_merging", __name__)

Page = str | Response | tuple[str, int]
SUGGESTED = 5


def _there(idea_id: int) -> Response:
    idea = queries.get_idea(current_actor(), idea_id)
    there = url_for("ideas.show", board=idea.board.slug, idea_id=idea.id, slug=idea.slug)
    return redirect(there, 303)


@blueprint.route("/desk/ideas/<int:idea_id>/merge", methods=["GET", "POST"])
@access(Permission.IDEA_MERGE)
def merge(idea_id: int) -> Page:
    """Merge an idea into another; what looks alike is suggested, with the people both have."""
    actor = current_actor()
    idea = queries.get_idea(actor, idea_id)
    form = MergeForm.of_request(into=request.args.get("into"))
    if form.is_sent:
        try:
            with writing():
                made = actions_merging.merge_ideas(actor, idea, form.into_id)
            flash(_("Merged. Everybody concerned is told, and it can be undone here."), "success")
            return _there(made.parent_id)
        except Invalid as invalid:
            form.land(invalid)
    hits = _alike(idea)
    outlooks = queries_merging.foresee_merges(idea, [hit.subject_id for hit in hits])
    page = render_template(
        "ideas/merge.html",
        idea=idea,
        form=form,
        hits=[hit for hit in hits if hit.subject_id in outlooks],
        outlooks=outlooks,
    )
    return page, 422 if form.errors else 200


def _alike(idea: Idea) -> list[Any]:
    """Hits of the search: other ideas that look alike, as far as the actor sees them."""
    hits = lookalikes(
        current_actor(),
        idea.title,
        idea.text,
        kinds=[SubjectKind.IDEA.value],
        limit=SUGGESTED + 1,
        locale=locale(),
    )
    return [hit for hit in hits if hit.subject_id != idea.id][:SUGGESTED]


@blueprint.post("/desk/ideas/<int:idea_id>/unmerge")
@access(Permission.IDEA_MERGE)
def undo(idea_id: int) -> Page:
    """Let a merged idea stand on its own again."""
    actor = current_actor()
    idea = queries.get_idea(actor, idea_id)
    with writing():
        actions_merging.undo_merge(actor, idea)
    flash(_("The merge is undone: votes, followers and status are as they were."), "success")
    return _there(idea_id)


@blueprint.route("/desk/ideas/<int:idea_id>/split", methods=["GET", "POST"])
@access(Permission.IDEA_MERGE)
def split(idea_id: int) -> Page:
    """Make a part of an idea an idea of its own, with some of its supporters."""
    actor = current_actor()
    idea = queries.get_idea(actor, idea_id)
    voters = queries_voting.list_voters(idea_id, actions_splitting.MOST_VOTERS)
    form = SplitForm.of_request(body=idea.body)
    form.members.choices = choices((one.member_id, one.label) for one in voters)
    preview = None
    if form.is_sent:
        try:
            prose = compose_post(text(form.body))
            if not form.wants_preview:
                with writing():
                    made = actions_splitting.split_idea(
                        actor, idea, text(form.title), prose, member_ids=form.member_ids
                    )
                flash(_("The part is an idea of its own; everybody concerned is told."), "success")
                return _there(made.id)
            preview = prose.html
        except Invalid as invalid:
            form.land(invalid)
    words: dict[str, Any] = {"idea": idea, "form": form, "voters": voters, "preview": preview}
    return render_template("ideas/split.html", **words), 422 if form.errors else 200


@blueprint.get("/desk/ideas/<int:idea_id>/supporters")
@access(Permission.IDEA_VOTE_FOR)
def supporters(idea_id: int) -> Page:
    """Who supports an idea, how much they need it, and why."""
    idea = queries.get_idea(current_actor(), idea_id)
    wanted = request.args.get("importance", "")
    importance = Importance(wanted) if wanted in list(Importance) else None
    page = queries_voting.list_supporters(idea_id, importance, request.args.get("after"))
    return render_template("ideas/supporters.html", idea=idea, page=page, importance=importance)


@blueprint.route("/desk/ideas/<int:idea_id>/vote-for", methods=["GET", "POST"])
@access(Permission.IDEA_VOTE_FOR)
def vote_for(idea_id: int) -> Page:
    """Note that a customer supports an idea."""
    actor = current_actor()
    idea = queries.get_idea(actor, idea_id)
    form = WishForm.of_request(lang=locale())
    if form.is_sent:
        try:
            wish = _wish(form)
            with writing():
                actions_on_behalf.vote_for(actor, idea, wish)
            flash(_("Noted. The customer is told, and may take it back."), "success")
            return redirect(url_for("idea_merging.supporters", idea_id=idea_id), 303)
        except Invalid as invalid:
            form.land(invalid)
    return render_template("ideas/vote_for.html", idea=idea, form=form), 422 if form.errors else 200


def _wish(form: WishForm) -> Wish:
    return Wish(
        email=normal_address(text(form.email)),
        name=text(form.name),
        locale=form.lang.data,
        source=text(form.source),
        organisation=text(form.organisation),
        importance=form.chosen,
        reason=text(form.reason),
    )
