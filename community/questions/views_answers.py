"""What one does with answers: give, change, remove, find helpful, and say what is wrong with them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from community.accounts.session import current_actor, safe_next
from community.content import actions_unsent
from community.content.forms_unsent import begun_values, words_of
from community.content.models import VoteKind
from community.content.models_unsent import Place, Purpose
from community.content.prose import compose_post
from community.content.queries_unsent import find_begun
from community.core.db import writing
from community.core.errors import Invalid
from community.core.forms import text
from community.core.limits import limit
from community.policies.access import access
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.questions import actions_answers, actions_doubts, queries, queries_thread
from community.questions.forms import NUMBER, AnswerEditForm, AnswerForm, DoubtForm
from community.questions.models import Answer, Question
from community.questions.views import Page, address, address_of_answer, render_thread

blueprint = Blueprint("answers", __name__)

DOUBTS_AN_HOUR = 30


def _back(actor: Actor, answer: Answer) -> Page:
    question = queries.get_question(actor, answer.question_id)
    there = safe_next(request.form.get("next")) or address_of_answer(question, answer.id)
    return redirect(there, 303)


@blueprint.get("/answers/<int:answer_id>")
@access(Permission.PUBLIC_READ)
def find(answer_id: int) -> Page:
    """An answer's own address leads to the page of its thread that holds it."""
    actor = current_actor()
    answer = queries.get_answer(actor, answer_id)
    question = queries.get_question(actor, answer.question_id)
    return redirect(address_of_answer(question, answer.id))


@blueprint.post("/questions/<int:question_id>-<slug>")
@access(Permission.ANSWER_POST)
def post_answer(question_id: int, slug: str) -> Page:
    """Answer on the question's own page; with *Preview* only look at it."""
    actor = current_actor()
    form = AnswerForm.of_request()
    preview = None
    try:
        if form.wants_preview:
            preview = compose_post(text(form.body)).html
        elif form.wants_keeping:
            return _kept(actor, question_id, form)
        elif form.is_sent:
            return _answered(actor, question_id, form)
    except Invalid as invalid:
        form.land(invalid)
    page = render_thread(actor, queries_thread.get_thread(actor, question_id), form, preview)
    return page, 422 if form.errors else 200


def _kept(actor: Actor, question_id: int, form: AnswerForm) -> Page:
    """Keep what is written as it is, and go on another time."""
    question, place = queries.get_question(actor, question_id), Place(Purpose.ANSWER, question_id)
    with writing():
        actions_unsent.keep(actor, place, words_of(form), by_hand=True)
    flash(_("Kept. You find it under “My drafts”, and here."), "success")
    return redirect(f"{address(question)}#your-answer", 303)


def _answered(actor: Actor, question_id: int, form: AnswerForm) -> Page:
    limit(f"answer:{actor.member_id}", actions_answers.ANSWERED_AN_HOUR, 3600)
    prose = compose_post(text(form.body))
    question = queries.get_question(actor, question_id)
    with writing():
        answer = actions_answers.answer(actor, question, prose, lang=form.lang.data)
        actions_unsent.note_sent(actor, Place(Purpose.ANSWER, question_id))
        is_held = not answer.subject.is_visible
    if is_held:
        flash(_("Thank you. A moderator looks at it first, then everybody sees it."), "message")
    return redirect(address_of_answer(question, answer.id), 303)


@blueprint.route("/answers/<int:answer_id>/edit", methods=["GET", "POST"])
@access(Permission.ANSWER_EDIT)
def edit_answer(answer_id: int) -> Page:
    """Change an answer's words."""
    actor = current_actor()
    answer = queries.get_answer(actor, answer_id)
    question = queries.get_question(actor, answer.question_id)
    place = Place(Purpose.ANSWER_EDIT, answer.id)
    begun = find_begun(actor, place, answer.edited_at, anyhow="draft" in request.args)
    form, preview = AnswerEditForm.of_request(**{"body": answer.body, **begun_values(begun)}), None
    try:
        if form.wants_preview:
            preview = compose_post(text(form.body)).html
        elif form.wants_keeping:
            return _kept_change(actor, place, form)
        elif form.is_sent:
            return _changed(actor, answer, form)
    except Invalid as invalid:
        form.land(invalid)
    words = {"form": form, "answer": answer, "question": question, "preview": preview}
    page = render_template("questions/edit_answer.html", begun=begun, **words)
    return page, 422 if form.errors else 200


def _kept_change(actor: Actor, place: Place, form: AnswerEditForm) -> Page:
    """Keep the change as it is, and go on another time."""
    with writing():
        actions_unsent.keep(actor, place, words_of(form), by_hand=True)
    flash(_("Kept. You find it here, and where you began it."), "success")
    return redirect(url_for("unsent.index"), 303)


def _changed(actor: Actor, answer: Answer, form: AnswerEditForm) -> Page:
    prose = compose_post(text(form.body))
    with writing():
        actions_answers.edit_answer(actor, answer, prose, note=text(form.note))
        actions_unsent.note_sent(actor, Place(Purpose.ANSWER_EDIT, answer.id))
    return _back(actor, answer)


@blueprint.post("/answers/<int:answer_id>/delete")
@access(Permission.ANSWER_DELETE)
def delete_answer(answer_id: int) -> Page:
    """Take an answer away."""
    actor = current_actor()
    answer = queries.get_answer(actor, answer_id)
    question = queries.get_question(actor, answer.question_id)
    with writing():
        actions_answers.delete_answer(actor, answer)
    flash(_("The answer was removed. A moderator can restore it for 30 days."), "success")
    return redirect(address(question), 303)


@blueprint.post("/answers/<int:answer_id>/helpful")
@access(Permission.ANSWER_VOTE, replayable=True)
def helpful(answer_id: int) -> Page:
    """Find an answer helpful."""
    actor = current_actor()
    answer = queries.get_answer(actor, answer_id)
    with writing():
        actions_answers.vote_helpful(actor, answer)
    return _voted(actor, answer_id, pressed=True)


@blueprint.post("/answers/<int:answer_id>/helpful/withdraw")
@access(Permission.ANSWER_VOTE)
def withdraw_helpful(answer_id: int) -> Page:
    """Find an answer helpful no longer."""
    actor = current_actor()
    answer = queries.get_answer(actor, answer_id)
    with writing():
        actions_answers.withdraw_helpful(actor, answer)
    return _voted(actor, answer_id, pressed=False)


def _voted(actor: Actor, answer_id: int, *, pressed: bool) -> Page:
    answer = queries.get_answer(actor, answer_id)
    if request.headers.get("HX-Request"):
        question = queries.get_question(actor, answer.question_id)
        words = {"answer": answer, "title": question.title, "pressed": pressed}
        return render_template("questions/_helpful.html", **words)
    return _back(actor, answer)


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
    return redirect(address_of_answer(question, answer.id), 303)


def _speaker() -> int | None:
    """Whose words are meant; None for one's own, 0 for nobody's."""
    sent = request.form.get("member")
    return (int(sent) if NUMBER.fullmatch(sent) else 0) if sent else None


@blueprint.post("/answers/<int:answer_id>/doubt/withdraw")
@access(Permission.ANSWER_VOTE)
def withdraw_doubt(answer_id: int) -> Page:
    """Take it back, or as a moderator remove what a member said."""
    actor = current_actor()
    answer = queries.get_answer(actor, answer_id)
    question = queries.get_question(actor, answer.question_id)
    kind = request.form.get("kind", "")
    if kind not in actions_doubts.DOUBTS:
        raise Invalid(_("Please choose one from the list."), field="kind")
    with writing():
        actions_doubts.withdraw_doubt(actor, answer, VoteKind(kind), member_id=_speaker())
    return redirect(address_of_answer(question, answer.id), 303)
