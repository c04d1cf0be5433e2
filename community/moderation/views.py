"""The moderators' desk: one queue of what was flagged or waits, and what can be restored."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.content.models import FlagReason, SubjectKind
from community.content.queries import get_subject
from community.content.suggestions import SuggestionState
from community.core.db import writing
from community.core.errors import Invalid
from community.core.forms import text
from community.curation.queries_edits import count_edits
from community.moderation import actions, queries
from community.moderation.forms import HIDE_WORDS, KEEP_WORDS, HideForm, KeepForm
from community.moderation.reasons import KeepReason, read_reason
from community.policies.access import access
from community.policies.permission import Permission

blueprint = Blueprint("moderation", __name__)


@blueprint.get("/desk/flags")
@access(Permission.MODERATE)
def queue() -> str:
    """What was flagged or waits; with `show=removed`, what is hidden or deleted."""
    actor, is_removed = current_actor(), request.args.get("show") == "removed"
    after = request.args.get("after")
    page = queries.list_removed(actor, after) if is_removed else queries.list_cases(actor, after)
    return render_template(
        "moderation/queue.html",
        page=page,
        is_removed=is_removed,
        waiting=queries.count_waiting(actor),
        held=count_edits(actor).get(SuggestionState.HELD, 0),
        hide_reasons=[(str(key), str(word)) for key, word in HIDE_WORDS.items()],
        keep_reasons=[(str(key), str(word)) for key, word in KEEP_WORDS.items()],
        kind_words=kind_words(),
    )


def kind_words() -> dict[SubjectKind, str]:
    """What each kind of post is called."""
    return {
        SubjectKind.QUESTION: _("Question"),
        SubjectKind.ANSWER: _("Answer"),
        SubjectKind.IDEA: _("Idea"),
        SubjectKind.ARTICLE: _("Article"),
        SubjectKind.COMMENT: _("Comment"),
        SubjectKind.LIVE_HOUR: _("Live hour"),
        SubjectKind.HOUR_QUESTION: _("Question in a live hour"),
    }


@blueprint.app_template_global("reason_of_hiding")
def reason_of_hiding(kept: str) -> str:
    """Why a post is hidden, in the reader's language, with what the moderator wrote as he wrote it."""
    reason, words = read_reason(kept)
    if reason is None:
        return words
    return f"{HIDE_WORDS[reason]}{_(':')} {words}" if words else str(HIDE_WORDS[reason])


@blueprint.post("/desk/flags/<int:subject_id>/hide")
@access(Permission.MODERATE)
def hide(subject_id: int) -> Response:
    """Hide a post, with the reason."""
    actor, form = current_actor(), HideForm.of_request()
    subject = get_subject(actor, subject_id)
    if not form.is_sent:
        raise Invalid(_("Please choose why it is hidden."), field="reason")
    with writing():
        actions.hide(actor, subject, FlagReason(form.reason.data), text(form.words))
    return _done(_("Hidden. Its author can still read it, and hears why."))


@blueprint.post("/desk/flags/<int:subject_id>/dismiss")
@access(Permission.MODERATE)
def dismiss(subject_id: int) -> Response:
    """Find nothing wrong with a post."""
    _keep(actions.dismiss, subject_id)
    return _done(_("The flags are dismissed; the post stays as it is."))


@blueprint.post("/desk/flags/<int:subject_id>/release")
@access(Permission.MODERATE)
def release(subject_id: int) -> Response:
    """Let everybody see a post that waited."""
    _keep(actions.release, subject_id)
    return _done(_("Everybody sees it now."))


@blueprint.post("/desk/flags/<int:subject_id>/restore")
@access(Permission.MODERATE)
def restore(subject_id: int) -> Response:
    """Bring a hidden or deleted post back."""
    _keep(actions.restore, subject_id)
    return _done(_("It is back."))


def _keep(act: Any, subject_id: int) -> None:
    actor, form = current_actor(), KeepForm.of_request()
    subject = get_subject(actor, subject_id)
    if not form.is_sent:
        raise Invalid(_("Please choose why it stays."), field="reason")
    with writing():
        act(actor, subject, KeepReason(form.reason.data))


def _done(message: str) -> Response:
    flash(message, "success")
    show = "removed" if request.form.get("show") == "removed" else None
    return redirect(url_for("moderation.queue", show=show), 303)
