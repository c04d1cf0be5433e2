"""The desk of support agents: questions by deadline; and taking a question while one answers it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from community.accounts.session import current_actor, safe_next
from community.content import actions_views, queries_views
from community.content.forms_views import ViewForm
from community.content.models import Subject
from community.content.models_views import Desk
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
from community.questions.desk_terms import QueueLook, View, queue_look
from community.questions.forms_desk import SeverityForm
from community.questions.models import Question
from community.questions.queries_claims import claimed_by, find_claim, list_holders
from community.questions.views import Page, address
from community.service_levels.queries import Waiting, list_chips_on, list_running_promises
from community.service_levels.queries_menu import find_menu_in_force
from community.service_levels.queries_words import MOST, count_lately
from community.service_levels.terms import OF_QUESTIONS

blueprint = Blueprint("questions_desk", __name__)


@blueprint.get("/desk/questions")
@access(Permission.DESK_QUESTIONS)
def queue() -> Page:
    """What waits for the team, the nearest deadline first, narrowed as the address says."""
    return _queue(queue_look(request.args), ViewForm())


def _queue(look: QueueLook, view_form: ViewForm) -> Page:
    actor = current_actor()
    area = find_product_area(look.area) if look.area else None
    wanted = Waiting(
        kinds=(look.kind,) if look.kind else OF_QUESTIONS,
        product_area_id=area.id if area else None,
        severity=look.severity,
        paused=look.view is View.ASKERS,
        overdue=look.view is View.OVERDUE,
        among=claimed_by(actor.member_id) if look.view is View.MINE else None,
    )
    page = list_running_promises(actor, request.args.get("after"), wanted)
    menu = find_menu_in_force(now())
    questions = queries_lists.list_by_ids(actor, [row.subject_id for row in page.items])
    shown = render_template(
        "questions/desk.html",
        page=page,
        questions=questions,
        holders=list_holders(questions),
        areas=list_product_areas(),
        look=look,
        kinds=OF_QUESTIONS,
        severities=menu.severities if menu else (),
        lately=count_lately(),
        most=MOST,
        views=queries_views.list_views(actor, Desk.QUESTIONS),
        view_form=view_form,
    )
    return shown, 422 if view_form.errors or view_form.form_errors else 200


@blueprint.post("/desk/questions/views")
@access(Permission.DESK_QUESTIONS)
def save_view() -> Page:
    """Keep how one looks at the queue under a name."""
    form = ViewForm.of_request()
    look = queue_look({name: said[0] for name, said in form.look.items()})
    if form.is_sent:
        name, is_shared = text(form.name), bool(form.is_shared.data)
        try:
            with writing():
                actions_views.save_view(
                    current_actor(), Desk.QUESTIONS, name, look.query, is_shared=is_shared
                )
            flash(_("The view is kept."), "success")
            page = url_for(".queue")
            return redirect(f"{page}?{look.query}" if look.query else page, 303)
        except Invalid as invalid:
            form.land(invalid)
    return _queue(look, form)


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
