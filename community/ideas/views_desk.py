"""What product managers do: decide about ideas, and answer them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.content.prose import compose
from community.core.db import writing
from community.core.errors import Invalid
from community.core.forms import local_choices, text
from community.core.i18n import locale
from community.ideas import actions, queries, queries_triage
from community.ideas.forms import AnswerForm, StatusForm
from community.ideas.models import Idea, Meaning
from community.policies.access import access
from community.policies.permission import Permission

blueprint = Blueprint("ideas_desk", __name__)

Page = str | Response | tuple[str, int]


@blueprint.get("/desk/ideas")
@access(Permission.IDEA_TRIAGE)
def triage() -> Page:
    """Ideas that wait for a decision."""
    wanted = request.args.get("state", "")
    meaning = Meaning(wanted) if wanted in list(Meaning) else None
    page = queries_triage.list_triage(current_actor(), meaning, request.args.get("after"))
    return render_template(
        "ideas/triage.html", page=page, meaning=meaning, statuses=queries.list_statuses()
    )


@blueprint.route("/desk/ideas/<int:idea_id>/status", methods=["GET", "POST"])
@access(Permission.IDEA_CHANGE_STATUS)
def change_status(idea_id: int) -> Page:
    """Change the status of an idea, with a text for everybody."""
    actor = current_actor()
    idea = queries.get_idea(actor, idea_id)
    form = StatusForm.of_request(lang=locale(), status=idea.status.key)
    form.status.choices = local_choices(
        (one.key, one.name) for one in queries.list_statuses() if one.can_be_given
    )
    if form.is_sent:
        try:
            prose, status = compose(text(form.text)), queries.get_status(form.status.data)
            with writing():
                actions.change_status(actor, idea, status, prose, lang=form.lang.data)
            return _done(
                idea,
                _("The status is changed; everybody who supports or follows the idea is told."),
            )
        except Invalid as invalid:
            form.land(invalid)
    return _page("ideas/status.html", form, idea)


@blueprint.route("/desk/ideas/<int:idea_id>/answer", methods=["GET", "POST"])
@access(Permission.IDEA_ANSWER)
def answer(idea_id: int) -> Page:
    """Answer an idea for the company."""
    actor = current_actor()
    idea = queries.get_idea(actor, idea_id)
    form = AnswerForm.of_request(lang=locale())
    if form.is_sent:
        try:
            prose = compose(text(form.body))
            with writing():
                actions.answer_officially(actor, idea, prose, lang=form.lang.data)
            return _done(idea, _("Your answer stands on the idea."))
        except Invalid as invalid:
            form.land(invalid)
    return _page("ideas/answer.html", form, idea)


def _page(template: str, form: StatusForm | AnswerForm, idea: Idea) -> Page:
    return render_template(template, form=form, idea=idea), 422 if form.errors else 200


def _done(idea: Idea, words: str) -> Response:
    flash(words, "success")
    idea = queries.get_idea(current_actor(), idea.id)
    return redirect(
        url_for("ideas.show", board=idea.board.slug, idea_id=idea.id, slug=idea.slug), 303
    )
