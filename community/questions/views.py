"""Pages of questions: the lists, one question, asking, and what one does with a question."""

import re
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor, safe_next
from community.accounts.sharing import shared_by_peers
from community.circles.queries import find_setting
from community.content.queries import (
    find_product_area,
    list_product_areas,
    list_tags_of,
    with_authors,
)
from community.content.queries_tags import find_shown_tag
from community.core.clock import now
from community.core.db import writing
from community.core.errors import Invalid, NotFound, SignInNeeded
from community.core.forms import number_of, text
from community.core.http_edge.page_cache import keep_until, page_signal
from community.core.i18n import locale
from community.curation.queries import find_ties
from community.policies.access import access
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import can, ensure
from community.questions import actions, actions_states, queries, queries_lists, queries_thread
from community.questions.addresses import answer_path, thread_path
from community.questions.forms import LANGUAGES, AnswerForm, CloseForm, InformationForm
from community.questions.forms_surveys import SurveyForm
from community.questions.models import Question
from community.questions.queries_claims import find_claim
from community.questions.queries_lists import Filters, Tab
from community.questions.queries_needs_me import find_topics, list_needing
from community.questions.queries_places import find_place
from community.questions.queries_thread import Thread
from community.questions.states import REASON_WORDS, STATE_WORDS, CloseReason, QuestionState
from community.questions.views_qa_page import qa_page
from community.recognition.queries_badges import list_chips as list_badge_chips
from community.service_levels.queries import Look, list_chips, list_chips_on
from community.service_levels.queries_words import list_notes

blueprint = Blueprint("questions", __name__)
# What an old name of a tag leads on with.
KEPT = ("tab", "area", "state", "after")
# What an old name of a question leads on with.
PARTS = ("page", "comments")

Page = str | Response | tuple[str, int]
NUMBER = re.compile(r"(?:/questions/|^#?)(\d{1,9})(?!\d)")


@blueprint.app_template_global("question_state_word")
def state_word(state: QuestionState) -> str:
    """A question's state in the reader's language."""
    return str(STATE_WORDS[state])


@blueprint.app_template_global("close_reason_word")
def close_reason_word(reason: CloseReason) -> str:
    """Why a question was closed, in the reader's language."""
    return str(REASON_WORDS[reason])


def address(question: Question) -> str:
    """Where a question stands."""
    return url_for("questions.show", question_id=question.id, slug=question.slug)


def address_of_answer(question: Question, answer_id: int) -> str:
    """Where an answer stands, on the page that holds it."""
    return answer_path(question.id, question.slug, answer_id, find_place(answer_id))


@blueprint.get("/questions")
@access(Permission.PUBLIC_READ)
@shared_by_peers
def index() -> Page:
    """The list: newest, unanswered, what needs me, popular; by area, tag and state."""
    actor = current_actor()
    area = find_product_area(request.args["area"]) if request.args.get("area") else None
    tag = find_shown_tag(request.args["tag"]) if request.args.get("tag") else None
    if (request.args.get("area") and area is None) or (request.args.get("tag") and tag is None):
        raise NotFound
    if tag and tag.key != request.args["tag"]:
        given: dict[str, Any] = {key: request.args[key] for key in KEPT if key in request.args}
        return redirect(url_for(".index", tag=tag.key, **given), 301)
    filters = Filters(
        tab=_tab(actor),
        product_area_id=area.id if area else None,
        tag_id=tag.id if tag else None,
        state=_chosen(QuestionState, request.args.get("state")),
    )
    needs_me = filters.tab is Tab.NEEDS_ME
    list_them = list_needing if needs_me else queries_lists.list_questions
    page = list_them(actor, filters, request.args.get("after"))
    return render_template(
        "questions/index.html",
        page=page,
        chips=list_chips([row.id for row in page.items]) if needs_me and actor.is_staff else {},
        has_areas=not needs_me or bool(page.items) or find_topics(actor).are_any,
        filters=filters,
        area=area,
        tag=tag,
        areas=list_product_areas(),
        tags=list_tags_of([row.id for row in page.items]),
        states=list(QuestionState),
        given={key: request.args[key] for key in ("area", "tag", "state") if request.args.get(key)},
    )


def _tab(actor: Actor) -> Tab:
    """The chosen order; nothing needs a visitor."""
    tab: Tab = _chosen(Tab, request.args.get("tab")) or Tab.NEWEST
    if tab is Tab.NEEDS_ME and actor.is_visitor:
        raise SignInNeeded
    return tab


def _chosen(kind: Any, value: str | None) -> Any:
    return kind(value) if value in list(kind) else None


@blueprint.get("/questions/<int:question_id>-<slug>")
@blueprint.get("/questions/<int:question_id>", defaults={"slug": ""})
@access(Permission.PUBLIC_READ)
@shared_by_peers
def show(question_id: int, slug: str) -> Page:
    """A question with its answers; a wrong slug answers 301."""
    actor = current_actor()
    page = number_of(request.args.get("page", "1"))
    whole = number_of(request.args.get("comments"))
    thread = queries_thread.get_thread(actor, question_id, page, whole=whole)
    if slug != thread.facts.question.slug:
        given: dict[str, Any] = {key: request.args[key] for key in PARTS if key in request.args}
        given |= {"question_id": question_id, "slug": thread.facts.question.slug}
        return redirect(url_for(".show", **given), 301)
    page_signal("question_viewed", question=question_id)
    return render_thread(actor, thread, AnswerForm(lang=locale()))


def render_thread(
    actor: Actor, thread: Thread, form: AnswerForm, preview: str | None = None
) -> str:
    """The page of a question, with the answer that is being written."""
    question = thread.facts.question
    claim = find_claim(question)
    if claim:
        keep_until(claim.until)
    return render_template(
        "questions/show.html",
        thread=thread,
        facts=thread.facts,
        question=question,
        people=thread.people,
        **_promises_of(actor, thread),
        claim=claim,
        form=form,
        preview=preview,
        languages=LANGUAGES,
        comments={
            on_id: with_authors(rows, thread.people) for on_id, rows in thread.comments.items()
        },
        survey_form=SurveyForm(),
        json_ld=qa_page(thread, current_app.config["PORTAL"].public_url),
        canonical=thread_path(question.id, question.slug, thread.page),
        ties=find_ties(
            actor,
            {one.id: one.article_id for one in thread.answers},
            thread.facts.about_id,
            locale(),
            question_id=question.id,
        ),
        setting=find_setting(actor, thread.facts.subject, thread.facts.about_id),
        chips=list_badge_chips([one.author_id for one in thread.answers], question.product_area_id),
        at=now(),
    )


def _promises_of(actor: Actor, thread: Thread) -> dict[str, Any]:
    """The question's promises, and for its customer and staff why one was missed."""
    promises = list_chips_on(thread.facts.question.id)
    changes = [chip.changes_at for chip in promises if chip.changes_at]
    if changes:
        keep_until(min(changes))
    missed = [chip.id for chip in promises if chip.look in (Look.MISSED, Look.LATE)]
    may_read = bool(missed) and can(actor, Permission.PROMISE_DETAILS, thread.facts.subject)
    return {"promises": promises, "miss_notes": list_notes(missed) if may_read else {}}


@blueprint.post("/questions/<int:question_id>/same")
@access(Permission.QUESTION_VOTE, replayable=True)
def same(question_id: int) -> Page:
    """Have the same question."""
    actor = current_actor()
    question = queries.get_question(actor, question_id)
    with writing():
        actions.vote_same_question(actor, question)
    return _voted(actor, question_id, pressed=True)


@blueprint.post("/questions/<int:question_id>/same/withdraw")
@access(Permission.QUESTION_VOTE)
def withdraw_same(question_id: int) -> Page:
    """Have the same question no longer."""
    actor = current_actor()
    question = queries.get_question(actor, question_id)
    with writing():
        actions.withdraw_same_question(actor, question)
    return _voted(actor, question_id, pressed=False)


def _voted(actor: Actor, question_id: int, *, pressed: bool) -> Page:
    question = queries.get_question(actor, question_id)
    if request.headers.get("HX-Request"):
        return render_template("questions/_same.html", question=question, pressed=pressed)
    return redirect(safe_next(request.form.get("next")) or address(question), 303)


@blueprint.post("/questions/<int:question_id>/delete")
@access(Permission.QUESTION_DELETE)
def delete(question_id: int) -> Page:
    """Take a question away."""
    actor = current_actor()
    question = queries.get_question(actor, question_id)
    with writing():
        actions.delete_question(actor, question)
    flash(_("The question was removed. A moderator can restore it for 30 days."), "success")
    return redirect(url_for("questions.index"), 303)


@blueprint.route("/questions/<int:question_id>/close", methods=["GET", "POST"])
@access(Permission.QUESTION_MARK_DUPLICATE)
def close(question_id: int) -> Page:
    """Close a question, with the reason and a kind word."""
    actor = current_actor()
    question = queries.get_question(actor, question_id)
    ensure(actor, Permission.QUESTION_MARK_DUPLICATE, question)
    form = CloseForm.of_request()
    form.offer(anything=can(actor, Permission.QUESTION_CLOSE, question))
    if form.is_sent:
        try:
            with writing():
                actions_states.close(
                    actor,
                    question,
                    CloseReason(form.reason.data),
                    text=text(form.text),
                    duplicate_of_id=_number_in(text(form.duplicate_of)),
                )
            return redirect(address(question), 303)
        except Invalid as invalid:
            form.land(invalid)
    status = 422 if request.method == "POST" else 200
    return render_template("questions/close.html", form=form, question=question), status


def _number_in(address: str) -> int | None:
    found = NUMBER.search(address.strip())
    return int(found.group(1)) if found else None


@blueprint.post("/questions/<int:question_id>/reopen")
@access(Permission.QUESTION_MARK_DUPLICATE)
def reopen(question_id: int) -> Page:
    """Let a closed question take answers again."""
    actor = current_actor()
    question = queries.get_question(actor, question_id)
    with writing():
        actions_states.reopen(actor, question)
    return redirect(address(question), 303)


@blueprint.post("/questions/<int:question_id>/duplicate/confirm")
@access(Permission.QUESTION_MARK_DUPLICATE)
def confirm_duplicate(question_id: int) -> Page:
    """Agree that a question was asked before."""
    actor = current_actor()
    question = queries.get_question(actor, question_id)
    with writing():
        actions_states.confirm_duplicate(actor, question)
    return redirect(address(question), 303)


@blueprint.post("/questions/<int:question_id>/information/withdraw")
@access(Permission.DESK_QUESTIONS)
def need_no_information(question_id: int) -> Page:
    """Take back what the asker was asked."""
    actor = current_actor()
    question = queries.get_question(actor, question_id)
    with writing():
        actions_states.need_no_information(actor, question)
    return redirect(address(question), 303)


@blueprint.route("/questions/<int:question_id>/information", methods=["GET", "POST"])
@access(Permission.DESK_QUESTIONS)
def ask_for_information(question_id: int) -> Page:
    """Tell the asker what the team needs to know."""
    actor = current_actor()
    question = queries.get_question(actor, question_id)
    form = InformationForm.of_request()
    if form.is_sent:
        try:
            with writing():
                actions_states.ask_for_information(actor, question, text(form.text))
            return redirect(address(question), 303)
        except Invalid as invalid:
            form.land(invalid)
    status = 422 if request.method == "POST" else 200
    return render_template("questions/information.html", form=form, question=question), status
