"""Saying that an answer is outdated or does not work for oneself, and taking it back."""

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _

from community.accounts.session import current_actor
from community.content.models import VoteKind
from community.core.db import writing
from community.core.errors import Invalid
from community.core.forms import text
from community.core.limits import limit
from community.policies.access import access
from community.policies.permission import Permission
from community.questions import actions_doubts, queries
from community.questions.forms import NUMBER, DoubtForm
from community.questions.models import Answer, Question
from community.questions.views import Page, address

blueprint = Blueprint("doubts", __name__)

DOUBTS_AN_HOUR = 30


@blueprint.route("/answers/<int:answer_id>/doubt", methods=["GET", "POST"])
@access(Permission.ANSWER_VOTE)
def doubt(answer_id: int) -> Page:
    """Say what is wrong with an answer, and why."""
    actor = current_actor()
    answer = queries.get_answer(actor, answer_id)
    question = queries.get_question(actor, answer.question_id)
    form = DoubtForm.of_request(kind=request.args.get("kind", VoteKind.OUTDATED))
    if form.is_sent:
        try:
            limit(f"doubt:{actor.member_id}", DOUBTS_AN_HOUR, 3600)
            with writing():
                fresh = actions_doubts.doubt(
                    actor, answer, VoteKind(form.kind.data), text(form.reason)
                )
            return _said(question, answer, is_fresh=fresh)
        except Invalid as invalid:
            form.land(invalid)
    page = {"form": form, "answer": answer, "question": question}
    return render_template("questions/doubt.html", **page), 422 if form.errors else 200


def _said(question: Question, answer: Answer, *, is_fresh: bool) -> Page:
    if not is_fresh:
        flash(_("You have said so before. Take that back first to say it differently."), "warning")
    return redirect(f"{address(question)}#answer-{answer.id}", 303)


def _speaker() -> int | None:
    sent = request.form.get("member", "")
    return int(sent) if NUMBER.fullmatch(sent) else None


@blueprint.post("/answers/<int:answer_id>/doubt/withdraw")
@access(Permission.ANSWER_VOTE)
def withdraw(answer_id: int) -> Page:
    """Take it back, or as a moderator remove what a member said."""
    actor = current_actor()
    answer = queries.get_answer(actor, answer_id)
    question = queries.get_question(actor, answer.question_id)
    kind = request.form.get("kind", "")
    if kind not in actions_doubts.DOUBTS:
        raise Invalid(_("Please choose one from the list."), field="kind")
    with writing():
        actions_doubts.withdraw_doubt(actor, answer, VoteKind(kind), member_id=_speaker())
    return redirect(f"{address(question)}#answer-{answer.id}", 303)
