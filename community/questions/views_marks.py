"""The three marks of an answer, accepted, official and verified: each is set for a version, and taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from community.accounts.session import current_actor, safe_next
from community.content.queries import list_product_versions
from community.core.db import writing
from community.core.errors import Invalid
from community.policies.access import access
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.questions import actions_answers, queries
from community.questions.forms import MarkForm
from community.questions.views import Page, address_of_answer

blueprint = Blueprint("marks", __name__)


@dataclass(frozen=True)
class Mark:
    """A mark: who may set it, how it is set and taken back, and what its page is called."""

    permission: Permission
    set: Callable[..., None]
    take_back: Callable[..., None]
    word: LazyString


ACCEPTED = Mark(
    Permission.ANSWER_ACCEPT,
    actions_answers.accept_answer,
    actions_answers.withdraw_acceptance,
    _l("This solved it"),
)
OFFICIAL = Mark(
    Permission.ANSWER_MARK_OFFICIAL,
    actions_answers.mark_official,
    partial(actions_answers.mark_official, is_official=False),
    _l("Make it the official answer"),
)
VERIFIED = Mark(
    Permission.ANSWER_VERIFY,
    actions_answers.mark_verified,
    partial(actions_answers.mark_verified, is_verified=False),
    _l("I tried it, and it works"),
)


@blueprint.route("/answers/<int:answer_id>/accept", methods=["GET", "POST"])
@access(Permission.ANSWER_ACCEPT)
def accept(answer_id: int) -> Page:
    """Say that this answer solved it, or with *withdraw* that it did not."""
    return _mark(answer_id, ACCEPTED)


@blueprint.route("/answers/<int:answer_id>/official", methods=["GET", "POST"])
@access(Permission.ANSWER_MARK_OFFICIAL)
def official(answer_id: int) -> Page:
    """Stand behind an answer for the company, or with *withdraw* no longer."""
    return _mark(answer_id, OFFICIAL)


@blueprint.route("/answers/<int:answer_id>/verify", methods=["GET", "POST"])
@access(Permission.ANSWER_VERIFY)
def verify(answer_id: int) -> Page:
    """Say that one tried an answer and it works, or with *withdraw* no longer."""
    return _mark(answer_id, VERIFIED)


def _mark(answer_id: int, mark: Mark) -> Page:
    actor = current_actor()
    answer = queries.get_answer(actor, answer_id)
    question = queries.get_question(actor, answer.question_id)
    ensure(actor, mark.permission, question)
    form = MarkForm.of_request(version=str(question.product_version_id or ""))
    if form.is_sent:
        act, words = _deed(mark, form)
        try:
            with writing():
                act(actor, answer, **words)
            there = address_of_answer(question, answer.id)
            return redirect(safe_next(request.form.get("next")) or there, 303)
        except Invalid as invalid:
            form.land(invalid)
    form.offer(list_product_versions(question.product_area_id or 0))
    page = {"form": form, "answer": answer, "question": question, "word": mark.word}
    return render_template("questions/mark.html", **page), 422 if form.errors else 200


def _deed(mark: Mark, form: MarkForm) -> tuple[Callable[..., None], dict[str, Any]]:
    if request.form.get("withdraw"):
        return mark.take_back, {}
    return mark.set, {"version_id": form.version_id}
