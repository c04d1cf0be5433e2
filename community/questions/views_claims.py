"""Taking a question while one answers it, and giving it back."""

from flask import Blueprint, redirect, request

from community.accounts.session import current_actor, safe_next
from community.core.db import writing
from community.policies.access import access
from community.policies.permission import Permission
from community.questions import actions_claims, queries
from community.questions.models import Question
from community.questions.views import Page, address

blueprint = Blueprint("question_claims", __name__)


@blueprint.post("/questions/<int:question_id>/claim")
@access(Permission.QUESTION_CLAIM)
def claim(question_id: int) -> Page:
    """Say that one is answering a question."""
    actor = current_actor()
    question = queries.get_question(actor, question_id)
    with writing():
        actions_claims.claim(actor, question)
    return _back(question, "#your-answer")


@blueprint.post("/questions/<int:question_id>/claim/release")
@access(Permission.QUESTION_CLAIM)
def release(question_id: int) -> Page:
    """Give a question back."""
    actor = current_actor()
    question = queries.get_question(actor, question_id)
    with writing():
        actions_claims.release(actor, question)
    return _back(question, "")


def _back(question: Question, anchor: str) -> Page:
    return redirect(safe_next(request.form.get("next")) or address(question) + anchor, 303)
