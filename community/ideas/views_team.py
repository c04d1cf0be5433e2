"""The team's own pages: what it says about an idea among itself, what is planned, and texts to begin with."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.content.prose import compose
from community.core.db import writing
from community.core.errors import Invalid
from community.core.forms import choices, local_choices, text
from community.core.i18n import locale
from community.curation.queries_chain import list_ties
from community.ideas import (
    actions_notes,
    actions_templates,
    queries,
    queries_schedule,
    queries_team,
    queries_texts,
    queries_verdicts,
)
from community.ideas.forms_life import AssignForm, NoteForm, TemplateForm
from community.ideas.models import Idea, Meaning
from community.ideas.models_life import StatusTemplate
from community.ideas.text_variables import VARIABLES
from community.policies.access import access
from community.policies.permission import Permission
from community.service_levels.queries import find_chip
from community.service_levels.terms import PromiseKind

blueprint = Blueprint("idea_team", __name__)

Page = str | Response | tuple[str, int]


@blueprint.get("/desk/ideas/<int:idea_id>")
@access(Permission.IDEA_NOTE)
def show(idea_id: int) -> Page:
    """All that the team keeps about an idea."""
    return _page(queries.get_idea(current_actor(), idea_id), NoteForm())


def _page(idea: Idea, form: NoteForm) -> Page:
    actor = current_actor()
    assign_form = AssignForm(assignee=str(idea.assignee_id or ""))
    _offer(assign_form)
    shipping = queries_verdicts.find_shipping(idea)
    page = render_template(
        "ideas/team.html",
        idea=idea,
        form=form,
        assign_form=assign_form,
        notes=queries_team.list_notes(idea.id),
        waiting=queries_schedule.find_waiting(idea.id),
        planned=queries_team.list_settled(idea.id),
        statuses={one.id: one for one in queries.list_statuses()},
        ties=list_ties(actor, idea.id, locale()),
        chip=find_chip(idea.id, PromiseKind.IDEA_RESPONSE),
        shipping=shipping,
        tally=queries_verdicts.tally_of(shipping.id) if shipping else None,
        changes=queries_team.list_changes(idea.id),
    )
    return page, 422 if form.errors else 200


def _offer(form: AssignForm) -> None:
    managers = queries_team.list_product_managers()
    form.assignee.choices = choices(
        [("", _("Nobody’s yet")), *((str(one.id), one.name) for one in managers)]
    )


@blueprint.post("/desk/ideas/<int:idea_id>/notes")
@access(Permission.IDEA_NOTE)
def add_note(idea_id: int) -> Page:
    """Say something that the team alone reads."""
    idea, form = queries.get_idea(current_actor(), idea_id), NoteForm.of_request()
    if form.is_sent:
        try:
            prose = compose(text(form.body))
            with writing():
                actions_notes.add_note(current_actor(), idea, prose)
            return redirect(url_for(".show", idea_id=idea_id, _anchor="notes"), 303)
        except Invalid as invalid:
            form.land(invalid)
    return _page(idea, form)


@blueprint.post("/desk/ideas/<int:idea_id>/notes/<int:note_id>/remove")
@access(Permission.IDEA_NOTE_REMOVE)
def remove_note(idea_id: int, note_id: int) -> Page:
    """Take a note away."""
    note = queries_team.get_note(queries.get_idea(current_actor(), idea_id).id, note_id)
    with writing():
        actions_notes.remove_note(current_actor(), note)
    return redirect(url_for(".show", idea_id=idea_id, _anchor="notes"), 303)


@blueprint.post("/desk/ideas/<int:idea_id>/assign")
@access(Permission.IDEA_TRIAGE)
def assign(idea_id: int) -> Page:
    """Say whose work an idea is."""
    idea, form = queries.get_idea(current_actor(), idea_id), AssignForm.of_request()
    _offer(form)
    if not form.is_sent:
        raise Invalid(_("Please choose a product manager."), field="assignee")
    with writing():
        actions_notes.assign(current_actor(), idea, form.member_id)
    return redirect(url_for(".show", idea_id=idea_id), 303)


@blueprint.get("/desk/ideas/<int:idea_id>/verdicts")
@access(Permission.IDEA_TRIAGE)
def verdicts(idea_id: int) -> Page:
    """What supporters say about what was shipped."""
    idea = queries.get_idea(current_actor(), idea_id)
    rounds = queries_verdicts.list_rounds(idea.id)
    return render_template("ideas/verdicts.html", idea=idea, rounds=rounds)


@blueprint.get("/desk/ideas/planned")
@access(Permission.IDEA_TRIAGE)
def planned() -> Page:
    """Changes of status that wait for their minute."""
    page = queries_schedule.list_planned(current_actor(), request.args.get("after"))
    return render_template("ideas/planned.html", page=page)


@blueprint.get("/desk/ideas/templates")
@access(Permission.TAXONOMY_MANAGE)
def templates() -> Page:
    """Texts to begin with."""
    return render_template("ideas/templates.html", templates=queries_texts.list_templates())


@blueprint.route("/desk/ideas/templates/new", methods=["GET", "POST"])
@access(Permission.TAXONOMY_MANAGE)
def new_template() -> Page:
    """Write a text to begin with."""
    return _template_page(None, TemplateForm.of_request())


@blueprint.route("/desk/ideas/templates/<int:template_id>", methods=["GET", "POST"])
@access(Permission.TAXONOMY_MANAGE)
def edit_template(template_id: int) -> Page:
    """Change a text to begin with."""
    template = queries_texts.get_template(template_id)
    form = TemplateForm.of_request(
        name=template.name,
        meaning=template.meaning or "",
        body_en=template.body.get("en", ""),
        body_fr=template.body.get("fr", ""),
    )
    return _template_page(template, form)


def _template_page(template: StatusTemplate | None, form: TemplateForm) -> Page:
    statuses = [one for one in queries.list_statuses() if one.meaning is not Meaning.PENDING]
    form.meaning.choices = [
        *choices([("", _("Any change"))]),
        *local_choices((one.meaning.value, one.name) for one in statuses),
    ]
    previews: dict[str, str] = {}
    if form.is_sent:
        body = {"en": text(form.body_en), "fr": text(form.body_fr)}
        try:
            if not form.wants_preview:
                return _kept(template, form, body)
            previews = queries_texts.preview_example(body)
        except Invalid as invalid:
            form.land(invalid)
    page = render_template(
        "ideas/template.html",
        form=form,
        template=template,
        variables=VARIABLES,
        previews=previews,
    )
    return page, 422 if form.errors else 200


def _kept(template: StatusTemplate | None, form: TemplateForm, body: dict[str, str]) -> Response:
    with writing():
        actions_templates.save_template(
            current_actor(), template, text(form.name), body, meaning=form.chosen_meaning
        )
    flash(_("The template is kept."), "success")
    return redirect(url_for(".templates"), 303)


@blueprint.post("/desk/ideas/templates/<int:template_id>/delete")
@access(Permission.TAXONOMY_MANAGE)
def delete_template(template_id: int) -> Page:
    """Keep a template no longer."""
    template = queries_texts.get_template(template_id)
    with writing():
        actions_templates.delete_template(current_actor(), template)
    flash(_("The template is removed."), "success")
    return redirect(url_for(".templates"), 303)
