"""What product managers say for everybody: a new status, now or at a time, and the official answer."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.content.prose import compose
from community.core.clock import now
from community.core.db import db, writing
from community.core.errors import Conflict, Invalid, NotFound
from community.core.forms import local_choices, text
from community.core.i18n import local, locale, zone
from community.curation.queries_pasted import find_pasted
from community.ideas import (
    actions_schedule,
    actions_statuses,
    queries,
    queries_schedule,
    queries_story,
    queries_texts,
)
from community.ideas.actions_statuses import Grounds
from community.ideas.forms_life import AnswerForm, StatusForm
from community.ideas.models import Idea, IdeaStatus, Meaning
from community.ideas.text_variables import VARIABLES
from community.ideas.wording_life import reason_word
from community.notifications.queries_reach import find_telling, reach_of_idea
from community.policies.access import access
from community.policies.permission import Permission

blueprint = Blueprint("idea_statuses", __name__)
blueprint.add_app_template_global(reason_word)

Page = str | Response | tuple[str, int]


@blueprint.route("/desk/ideas/<int:idea_id>/status", methods=["GET", "POST"])
@access(Permission.IDEA_CHANGE_STATUS)
def change(idea_id: int) -> Page:
    """Change the status of an idea, now or at a time, with a text for everybody."""
    idea = queries.get_idea(current_actor(), idea_id)
    form = _form(idea)
    preview = None
    if form.is_sent:
        try:
            status = queries.get_status(form.status.data)
            if not form.wants_preview:
                return _changed(idea, form, status)
            preview = _preview(idea, form, status)
        except (Invalid, Conflict) as refused:
            form.land(refused if isinstance(refused, Invalid) else Invalid(refused.message))
            form.seen.data = str(queries_story.find_newest_change(idea_id))
            idea = queries.get_idea(current_actor(), idea_id)
    return _status_page(idea, form, preview)


def _form(idea: Idea) -> StatusForm:
    """The form; a new one begins with the text of the template that was chosen, in its language."""
    wanted = request.args.get("template", "")
    lang = idea.subject.lang if idea.subject.lang in ("en", "fr") else locale()
    said, status = "", request.args.get("to", idea.status.key)
    if request.method == "GET" and wanted.isdecimal() and len(wanted) < 10:
        said = local(queries_texts.get_template(int(wanted)).body, lang)
    seen = str(queries_story.find_newest_change(idea.id))
    form = StatusForm.of_request(lang=lang, status=status, text=said, seen=seen)
    form.status.choices = local_choices(
        (one.key, one.name)
        for one in queries.list_statuses()
        if one.meaning is not Meaning.PENDING and (one.is_active or one.id == idea.status_id)
    )
    return form


def _preview(idea: Idea, form: StatusForm, status: IdeaStatus) -> dict[str, Any]:
    """What people will read and when, with everything checked that the act checks."""
    grounds = _grounds(idea, form)
    actions_statuses.ensure_as_seen(idea, form.seen_id)
    actions_statuses.check_change(idea, status, grounds)
    values = queries_texts.values_of([idea], status, form.lang.data)[idea.id]
    prose = queries_texts.filled_in(text(form.text), values)
    due_at = form.due(current_actor().time_zone)
    words = {"html": prose.html, "status": status, "lang": form.lang.data}
    return words | {"due_at": due_at, "grounds": grounds}


def _grounds(idea: Idea, form: StatusForm) -> Grounds:
    reason, said = form.decline_reason, text(form.way_round)
    if not said:
        return Grounds(reason=reason)
    pasted = find_pasted(said, idea.subject, field="way_round")
    return Grounds(reason=reason, way_round_id=pasted.subject_id, way_round_path=pasted.path)


def _changed(idea: Idea, form: StatusForm, status: IdeaStatus) -> Response:
    actor, lang = current_actor(), form.lang.data
    words: dict[str, Any] = {"lang": lang, "grounds": _grounds(idea, form), "seen_id": form.seen_id}
    due_at = form.due(actor.time_zone)
    values = queries_texts.values_of([idea], status, lang)[idea.id]
    prose = queries_texts.filled_in(text(form.text), values)
    with writing():
        if due_at is None:
            made = actions_statuses.change_status(actor, idea, status, prose, **words)
            to = url_for(".told", idea_id=idea.id, change_id=made.id)
        else:
            said = text(form.text)
            actions_schedule.schedule_status(actor, idea, status, said, due_at=due_at, **words)
            to = url_for("idea_team.show", idea_id=idea.id)
    flash(_("The change is planned.") if due_at else _("The status is changed."), "success")
    return redirect(to, 303)


def _status_page(idea: Idea, form: StatusForm, preview: dict[str, Any] | None) -> Page:
    actor = current_actor()
    page = render_template(
        "ideas/status.html",
        form=form,
        idea=idea,
        preview=preview,
        reach=reach_of_idea(idea.id, actor.member_id),
        templates=queries_texts.list_templates(),
        variables={name: word for name, word in VARIABLES.items() if name != "release"},
        waiting=queries_schedule.find_waiting(idea.id),
        zone=zone(actor.time_zone).key,
        clock=now(),
    )
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.get("/desk/ideas/<int:idea_id>/told/<int:change_id>")
@access(Permission.IDEA_CHANGE_STATUS)
def told(idea_id: int, change_id: int) -> Page:
    """How many have been told of a change; the page asks again by itself until all have."""
    actor = current_actor()
    idea = queries.get_idea(actor, idea_id)
    step = queries_story.find_step(idea_id, change_id)
    if step is None:
        raise NotFound
    template = "_telling.html" if request.headers.get("HX-Request") else "told.html"
    return render_template(
        f"ideas/{template}",
        idea=idea,
        step=step,
        telling=find_telling(change_id, step.at),
        reach=reach_of_idea(idea_id, step.author.id if step.author else None),
    )


@blueprint.post("/desk/ideas/planned/<int:scheduled_id>/cancel")
@access(Permission.IDEA_CHANGE_STATUS)
def cancel(scheduled_id: int) -> Page:
    """Take a planned change back."""
    actor = current_actor()
    scheduled = queries_schedule.get_scheduled(actor, scheduled_id)
    with writing():
        actions_schedule.cancel_scheduled(actor, scheduled)
    flash(_("The planned change is cancelled."), "success")
    return redirect(url_for("idea_team.show", idea_id=scheduled.idea_id), 303)


@blueprint.route("/desk/ideas/<int:idea_id>/answer", methods=["GET", "POST"])
@access(Permission.IDEA_ANSWER)
def answer(idea_id: int) -> Page:
    """Answer an idea for the company; supporters and followers hear of it."""
    idea = queries.get_idea(current_actor(), idea_id)
    form = AnswerForm.of_request(lang=locale())
    if form.is_sent:
        try:
            prose = compose(text(form.body))
            with writing():
                actions_statuses.answer_officially(
                    current_actor(), idea, prose, lang=form.lang.data
                )
            flash(_("Your answer stands on the idea."), "success")
            return _to(idea)
        except Invalid as invalid:
            form.land(invalid)
    standing = queries_story.find_official_response(idea_id)
    return _answer_page(idea, form, standing=standing, is_edit=False)


@blueprint.route("/desk/ideas/<int:idea_id>/answer/edit", methods=["GET", "POST"])
@access(Permission.IDEA_ANSWER)
def edit_answer(idea_id: int) -> Page:
    """Correct the official answer; what it said before is kept, and nobody is told."""
    idea = queries.get_idea(current_actor(), idea_id)
    standing = queries_story.find_official_response(idea_id)
    if standing is None:
        raise NotFound
    form = AnswerForm.of_request(lang=standing.lang, body=standing.body, seen=str(standing.id))
    if form.is_sent:
        try:
            prose = compose(text(form.body))
            with writing():
                actions_statuses.edit_official_answer(
                    current_actor(), idea, prose, lang=form.lang.data, seen_id=form.seen_id
                )
            return _to(idea)
        except (Invalid, Conflict) as refused:
            form.land(refused if isinstance(refused, Invalid) else Invalid(refused.message))
            form.seen.data = str(standing.id)
    return _answer_page(idea, form, standing=standing, is_edit=True)


def _answer_page(idea: Idea, form: AnswerForm, **words: Any) -> Page:
    page = render_template("ideas/answer.html", form=form, idea=idea, **words)
    return page, 422 if form.errors or form.form_errors else 200


def _to(idea: Idea) -> Response:
    db.session.rollback()  # board and slug are read as they are now
    idea = queries.get_idea(current_actor(), idea.id)
    return redirect(
        url_for("ideas.show", board=idea.board.slug, idea_id=idea.id, slug=idea.slug), 303
    )


@blueprint.get("/ideas/<int:idea_id>/answers")
@access(Permission.SEE_EDITS)
def history(idea_id: int) -> Page:
    """What the company answered over time."""
    idea = queries.get_idea(current_actor(), idea_id)
    return render_template(
        "ideas/answers.html", idea=idea, answers=queries_story.list_official_responses(idea_id)
    )
