"""The desk of support agents: questions by deadline; and taking a question while one answers it."""

from enum import StrEnum

from flask import Blueprint, redirect, render_template, request, url_for

from community.accounts.session import current_actor, safe_next
from community.content.models import Subject
from community.content.queries import find_product_area, list_product_areas
from community.core.clock import now
from community.core.db import db, writing
from community.core.errors import Invalid
from community.core.forms import text
from community.policies.access import access
from community.policies.permission import Permission
from community.questions import (
    actions_claims,
    actions_severity,
    queries,
    queries_desk,
    queries_lists,
)
from community.questions.forms_desk import SeverityForm
from community.questions.models import Question
from community.questions.queries_claims import claimed_by, find_claim, list_holders
from community.questions.views import Page, address
from community.service_levels.queries import Waiting, list_chips_on, list_running_promises
from community.service_levels.queries_menu import find_menu_in_force
from community.service_levels.queries_words import count_lately
from community.service_levels.terms import OF_QUESTIONS, PromiseKind

blueprint = Blueprint("questions_desk", __name__)


class View(StrEnum):
    """The views of the queue; each has its address."""

    WAITING = "waiting_for_us"
    MINE = "mine"
    OVERDUE = "overdue"
    ASKERS = "waiting"


@blueprint.get("/desk/questions")
@access(Permission.DESK_QUESTIONS)
def queue() -> str:
    """What waits for the team, the nearest deadline first, narrowed as the address says."""
    actor, asked = current_actor(), request.args
    area = find_product_area(asked["area"]) if asked.get("area") else None
    view = View(asked["show"]) if asked.get("show") in list(View) else View.WAITING
    kind = PromiseKind(asked["kind"]) if asked.get("kind") in OF_QUESTIONS else None
    wanted = Waiting(
        kinds=(kind,) if kind else OF_QUESTIONS,
        product_area_id=area.id if area else None,
        severity=asked.get("severity"),
        paused=view is View.ASKERS,
        overdue=view is View.OVERDUE,
        among=claimed_by(actor.member_id) if view is View.MINE else None,
    )
    page = list_running_promises(actor, asked.get("after"), wanted)
    menu = find_menu_in_force(now())
    questions = queries_lists.list_by_ids(actor, [row.subject_id for row in page.items])
    return render_template(
        "questions/desk.html",
        page=page,
        questions=questions,
        holders=list_holders(questions),
        area=area,
        areas=list_product_areas(),
        view=view,
        kind=kind,
        kinds=OF_QUESTIONS,
        severities=menu.severities if menu else (),
        severity=wanted.severity or "",
        lately=count_lately(),
    )


@blueprint.route("/desk/questions/<int:question_id>", methods=["GET", "POST"])
@access(Permission.DESK_QUESTIONS)
def beside(question_id: int) -> Page:
    """One question with its customer on one side; sent, its severity is changed."""
    actor = current_actor()
    question = queries.get_question(actor, question_id)
    subject = db.session.get_one(Subject, question.id)
    form = SeverityForm.of_request(severity=question.severity or "")
    if form.is_sent:
        try:
            with writing():
                chosen = text(form.severity)
                actions_severity.change_severity(actor, question, chosen, text(form.reason))
            return redirect(url_for(".beside", question_id=question_id), 303)
        except Invalid as invalid:
            form.land(invalid)
    customer = queries_desk.find_customer(actor, question, subject)
    form.offer(customer.severities)
    page = render_template(
        "questions/beside.html",
        question=question,
        subject=subject,
        customer=customer,
        chips=list_chips_on(question.id),
        changes=queries_desk.list_severity_changes(question.id),
        claim=find_claim(question),
        form=form,
    )
    return page, 422 if form.errors or form.form_errors else 200


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
