"""Inviting somebody who knows to answer a question."""

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _

from community.accounts.session import current_actor
from community.content.queries import get_subject
from community.core.db import writing
from community.core.errors import Invalid
from community.core.forms import text
from community.core.limits import limit
from community.policies.access import access
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.questions import actions_inviting, queries, queries_inviting
from community.questions.forms import InviteForm
from community.questions.models import Question
from community.questions.views import Page, address
from community.recognition.queries_experts import Expert, list_experts

blueprint = Blueprint("inviting", __name__)

INVITED_A_DAY = 20


@blueprint.route("/questions/<int:question_id>/invite", methods=["GET", "POST"])
@access(Permission.QUESTION_INVITE)
def invite(question_id: int) -> Page:
    """Name somebody, or choose one of those who know the area."""
    actor = current_actor()
    question = queries.get_question(actor, question_id)
    form = InviteForm.of_request()
    if form.is_sent:
        try:
            limit(f"invite:{actor.member_id}", INVITED_A_DAY, 86400)
            with writing():
                member = actions_inviting.invite(actor, question, text(form.handle))
            words = _(
                "%(name)s is invited. Whoever may not see the question hears nothing.",
                name=member.name,
            )
            flash(words, "success")
            return redirect(address(question), 303)
        except Invalid as invalid:
            form.land(invalid)
    experts = _experts(actor, question)
    page = render_template("questions/invite.html", form=form, question=question, experts=experts)
    return page, 422 if request.method == "POST" else 200


def _experts(actor: Actor, question: Question) -> list[Expert]:
    subject = get_subject(actor, question.id)
    there = queries_inviting.list_taking_part(question.id)
    invited = queries_inviting.list_invited(question.id)
    return list_experts(subject, besides={*there, *invited, actor.member_id or 0})
