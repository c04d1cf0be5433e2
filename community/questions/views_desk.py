"""The desk of support agents: questions by deadline; and taking a question while one answers it."""

from flask import Blueprint, redirect, render_template, request

from community.accounts.session import current_actor, safe_next
from community.content.queries import find_product_area, list_product_areas
from community.core.db import writing
from community.policies.access import access
from community.policies.permission import Permission
from community.questions import actions_claims, queries, queries_lists
from community.questions.models import Question
from community.questions.queries_claims import list_holders
from community.questions.views import Page, address
from community.service_levels.queries import list_running_promises

blueprint = Blueprint("questions_desk", __name__)


@blueprint.get("/desk/questions")
@access(Permission.DESK_QUESTIONS)
def queue() -> str:
    """What waits for the team, the nearest deadline first; with `waiting`, what waits for customers."""
    actor = current_actor()
    area = find_product_area(request.args["area"]) if request.args.get("area") else None
    is_waiting = request.args.get("show") == "waiting"
    page = list_running_promises(
        actor,
        request.args.get("after"),
        product_area_id=area.id if area else None,
        paused=is_waiting,
    )
    ids = [row.subject_id for row in page.items]
    questions = queries_lists.list_by_ids(actor, ids)
    return render_template(
        "questions/desk.html",
        page=page,
        questions=questions,
        holders=list_holders(questions),
        area=area,
        areas=list_product_areas(),
        is_waiting=is_waiting,
    )


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
