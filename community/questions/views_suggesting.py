"""Suggested edits of questions and answers: a member edits a copy; others compare, take it, say why not, or undo it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.queries import list_people
from community.accounts.session import current_actor
from community.content.forms_suggestions import RejectForm
from community.content.presentation_history import differences
from community.content.prose import compose_post
from community.content.queries_history import count_versions
from community.content.suggestions import SuggestionState, words_of_suggestions
from community.core.db import writing
from community.core.errors import Invalid
from community.core.forms import text
from community.core.limits import limit
from community.policies.access import access
from community.policies.permission import Permission
from community.policies.registry import can
from community.questions import actions_accepting, actions_suggesting, queries
from community.questions.actions_suggesting import Copy, Post
from community.questions.forms_suggesting import CopyForm, SettleForm, SuggestForm, UndoForm
from community.questions.models import Question
from community.questions.queries_suggestions import (
    Proposal,
    find_own_edit,
    get_proposal,
    undoing,
)
from community.questions.views import address, address_of_answer

blueprint = Blueprint("post_edits", __name__)

Page = str | Response | tuple[str, int]
A_DAY, SUGGESTIONS_A_DAY = 86_400, 20


@blueprint.route("/questions/<int:question_id>/suggest", methods=["GET", "POST"])
@access(Permission.POST_SUGGEST)
def suggest_for_question(question_id: int) -> Page:
    """Edit a copy of a question."""
    question = queries.get_question(current_actor(), question_id)
    if can(current_actor(), Permission.QUESTION_EDIT, question):
        return redirect(url_for("asking.edit", question_id=question_id), 303)
    return _suggest(question, question)


@blueprint.route("/answers/<int:answer_id>/suggest", methods=["GET", "POST"])
@access(Permission.POST_SUGGEST)
def suggest_for_answer(answer_id: int) -> Page:
    """Edit a copy of an answer."""
    answer = queries.get_answer(current_actor(), answer_id)
    if can(current_actor(), Permission.ANSWER_EDIT, answer):
        return redirect(url_for("answers.edit_answer", answer_id=answer_id), 303)
    return _suggest(answer, queries.get_question(current_actor(), answer.question_id))


def _suggest(post: Post, question: Question) -> Page:
    version = count_versions(post.id)
    own = find_own_edit(current_actor(), post.id)
    copy = own or post
    given = {"title": getattr(copy, "title", None), "body": copy.body, "seen": str(version)}
    if own is not None:
        given |= {"note": own.note, "seen": str(own.base)}
    form = SuggestForm.of_request(**given)
    if post is not question:
        form.leave_out_title()
    if not form.wants_preview and form.is_sent:
        try:
            return _handed_in(post, form)
        except Invalid as invalid:
            form.land(invalid)
    return _page("questions/suggest.html", form, question=question, post=post, own=own)


def _page(template: str, form: CopyForm, **words: Any) -> Page:
    preview = None
    if form.wants_preview and form.body.data:
        try:
            preview = compose_post(text(form.body)).html
        except Invalid as invalid:
            form.land(invalid)
    refused = request.method == "POST" and (form.errors or form.form_errors)
    return render_template(template, form=form, preview=preview, **words), 422 if refused else 200


def _copy_of(form: CopyForm) -> Copy:
    title = text(form.title) if form.title is not None else None
    return Copy(title, compose_post(text(form.body)))


def _handed_in(post: Post, form: SuggestForm) -> Response:
    actor = current_actor()
    limit(f"suggestion:{actor.member_id}", SUGGESTIONS_A_DAY, A_DAY)
    copy = _copy_of(form)
    with writing():
        made = actions_suggesting.suggest_edit(
            actor, post, copy, note=text(form.note), base=form.seen_version
        )
        edit_id, held = made.id, made.state is SuggestionState.HELD
    if held:
        flash(_("Thank you. A moderator looks at it first, because it holds new links."), "success")
    else:
        flash(_("Thank you. Somebody looks at it; you hear what becomes of it."), "success")
    return redirect(url_for(".show", edit_id=edit_id), 303)


@blueprint.get("/edits/<int:edit_id>")
@access(Permission.ACCOUNT_OWN)
def show(edit_id: int) -> Page:
    """One suggested edit, as its author reads it and as others decide about it."""
    proposal = get_proposal(current_actor(), edit_id)
    return _edit_page(proposal, _settle_form(proposal), RejectForm())


def _settle_form(proposal: Proposal) -> SettleForm:
    form = SettleForm.of_request(
        title=proposal.title, body=proposal.merged.text, seen=str(proposal.number)
    )
    if proposal.edit.is_answer:
        form.leave_out_title()
    return form


def _edit_page(proposal: Proposal, form: SettleForm, reject_form: RejectForm) -> Page:
    edit = proposal.edit
    page = _page(
        "questions/suggestion.html",
        form,
        proposal=proposal,
        edit=edit,
        reject_form=reject_form,
        differing=differences(proposal.base, proposal.offered),
        people=list_people({edit.author_id or 0, edit.decided_by_id or 0}),
        states=words_of_suggestions(),
        there=_post_address(proposal),
    )
    return (page[0], 422) if reject_form.errors and isinstance(page, tuple) else page


def _post_address(proposal: Proposal) -> str:
    if proposal.edit.is_answer:
        return address_of_answer(proposal.question, proposal.post.id)
    return address(proposal.question)


@blueprint.post("/edits/<int:edit_id>/accept")
@access(Permission.EDIT_DECIDE)
def accept(edit_id: int) -> Page:
    """Bring a suggested edit into its post."""
    proposal = get_proposal(current_actor(), edit_id)
    form = _settle_form(proposal)
    if not form.wants_preview and form.is_sent:
        try:
            copy, offered = _copy_of(form), compose_post(proposal.edit.body).html
            with writing():
                actions_accepting.accept_edit(
                    current_actor(),
                    edit_id,
                    copy,
                    seen=form.seen_version,
                    looked_at=offered,
                    answer=text(form.answer),
                )
            flash(
                _("Accepted. Readers see it now, with both your names in its history."), "success"
            )
            return redirect(_post_address(get_proposal(current_actor(), edit_id)), 303)
        except Invalid as invalid:
            form.land(invalid)
    return _edit_page(proposal, form, RejectForm(None))


@blueprint.post("/edits/<int:edit_id>/reject")
@access(Permission.EDIT_DECIDE)
def reject(edit_id: int) -> Page:
    """Say why an edit is not taken."""
    proposal, form = get_proposal(current_actor(), edit_id), RejectForm.of_request()
    if not form.is_sent:
        return _edit_page(proposal, _unsent_form(proposal), form)
    with writing():
        actions_suggesting.reject_edit(current_actor(), edit_id, text(form.reason))
    flash(_("Decided. Its author reads your reason."), "success")
    return redirect(url_for("edits.queue"), 303)


def _unsent_form(proposal: Proposal) -> SettleForm:
    form = SettleForm(title=proposal.title, body=proposal.merged.text, seen=str(proposal.number))
    if proposal.edit.is_answer:
        form.leave_out_title()
    return form


@blueprint.post("/edits/<int:edit_id>/withdraw")
@access(Permission.SUGGESTION_WITHDRAW)
def withdraw(edit_id: int) -> Page:
    """Take one's own suggested edit back."""
    get_proposal(current_actor(), edit_id)
    with writing():
        actions_suggesting.withdraw_edit(current_actor(), edit_id)
    flash(_("Taken back."), "success")
    return redirect(url_for("edits.own"), 303)


@blueprint.post("/edits/<int:edit_id>/release")
@access(Permission.MODERATE)
def release(edit_id: int) -> Page:
    """Let those who decide see what waited for a moderator."""
    get_proposal(current_actor(), edit_id)
    with writing():
        actions_suggesting.release_edit(current_actor(), edit_id)
    flash(_("Whoever decides sees it now."), "success")
    return redirect(url_for(".show", edit_id=edit_id), 303)


@blueprint.route("/edits/<int:edit_id>/undo", methods=["GET", "POST"])
@access(Permission.EDIT_DECIDE)
def undo(edit_id: int) -> Page:
    """Take an accepted edit out again, with what it earned."""
    proposal = get_proposal(current_actor(), edit_id)
    found = undoing(proposal)
    form = UndoForm.of_request(title=found.title, body=found.merged.text, seen=str(proposal.number))
    if proposal.edit.is_answer:
        form.leave_out_title()
    if not form.wants_preview and form.is_sent:
        try:
            copy, proposed = _copy_of(form), compose_post(found.merged.text).html
            with writing():
                actions_accepting.undo_edit(
                    current_actor(),
                    edit_id,
                    copy,
                    seen=form.seen_version,
                    looked_at=proposed,
                    reason=text(form.reason),
                )
            flash(_("Undone. Its author reads your reason."), "success")
            return redirect(_post_address(proposal), 303)
        except Invalid as invalid:
            form.land(invalid)
    words = {"proposal": proposal, "conflicts": found.merged.conflicts}
    return _page("questions/undo_edit.html", form, **words, there=_post_address(proposal))
