"""After solving: the asker says whether it was solved and how hard it was; staff read the figures."""

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _

from community.accounts.session import current_actor
from community.core.db import writing
from community.core.errors import Invalid
from community.core.forms import text
from community.policies.access import access
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.questions import actions_surveys, queries, queries_surveys
from community.questions.forms_surveys import SurveyForm
from community.questions.satisfaction import LEAST
from community.questions.views import Page, address

blueprint = Blueprint("surveys", __name__)


@blueprint.route("/questions/<int:question_id>/solved", methods=["GET", "POST"])
@access(Permission.QUESTION_RATE)
def rate(question_id: int) -> Page:
    """Say whether it was solved, and how hard it was."""
    actor = current_actor()
    question = queries.get_question(actor, question_id)
    ensure(actor, Permission.QUESTION_RATE, question)
    survey = queries_surveys.get_survey(question_id)
    form = SurveyForm.of_request()
    if form.is_sent:
        try:
            with writing():
                actions_surveys.answer_survey(
                    actor,
                    question,
                    satisfaction=form.satisfaction_value,
                    effort=form.effort_value,
                    comment=text(form.comment),
                )
            flash(_("Thank you. The team reads this."), "success")
            return redirect(address(question), 303)
        except Invalid as invalid:
            form.land(invalid)
    page = render_template("questions/solved.html", question=question, survey=survey, form=form)
    return page, 422 if form.errors else 200


@blueprint.post("/questions/<int:question_id>/solved/decline")
@access(Permission.QUESTION_RATE)
def decline(question_id: int) -> Page:
    """Rather not say."""
    actor = current_actor()
    question = queries.get_question(actor, question_id)
    with writing():
        actions_surveys.decline_survey(actor, question)
    flash(_("All right. We do not ask about this question again."), "success")
    return redirect(address(question), 303)


@blueprint.get("/desk/satisfaction")
@access(Permission.SATISFACTION_REPORT)
def report() -> str:
    """What askers say of solved questions, by month and by part of the product."""
    return render_template(
        "questions/satisfaction.html",
        report=queries_surveys.get_report(),
        page=queries_surveys.list_remarks(current_actor(), request.args.get("after")),
        least=LEAST,
    )
