"""My drafts: what I began to write and have not sent."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor, safe_next
from community.content import actions_unsent, queries_unsent
from community.content.forms_unsent import UnsentForm, words_of
from community.content.models_unsent import Purpose, UnsentText
from community.core.db import writing
from community.core.errors import Invalid
from community.core.limits import limit
from community.policies.access import access
from community.policies.permission import Permission
from community.questions.queries_lists import list_by_ids
from community.recognition.queries_ledger import list_posts

blueprint = Blueprint("unsent", __name__)

Page = str | Response
KEPT_AN_HOUR = 1200
# Where one goes on with what is about something, and what names that.
ABOUT: dict[Purpose, tuple[str, str]] = {
    Purpose.ANSWER: ("writing.write", "question_id"),
    Purpose.QUESTION_EDIT: ("asking.edit", "question_id"),
    Purpose.ANSWER_EDIT: ("answers.edit_answer", "answer_id"),
    Purpose.COMMENT: ("content.write_comment", "subject_id"),
    Purpose.COMMENT_EDIT: ("content.edit_comment", "comment_id"),
}
# What has the title of the post that it is about.
ON_POSTS = (Purpose.QUESTION_EDIT, Purpose.ANSWER_EDIT, Purpose.COMMENT)


@blueprint.get("/drafts")
@access(Permission.ACCOUNT_OWN)
def index() -> str:
    """All of them, what I touched last first."""
    actor = current_actor()
    rows = queries_unsent.list_unsent(actor)
    asked = [one.about_id for one in rows if one.purpose is Purpose.ANSWER]
    posts = list_posts(actor, {one.about_id for one in rows if one.purpose in ON_POSTS})
    return render_template(
        "content/unsent.html",
        rows=[(one, _address(one)) for one in rows],
        questions=list_by_ids(actor, asked),
        posts=posts,
    )


def _address(row: UnsentText) -> str:
    """Where one goes on writing."""
    if row.purpose in ABOUT:
        endpoint, name = ABOUT[row.purpose]
        about: dict[str, Any] = {name: row.about_id}
        return url_for(endpoint, **about)
    if row.purpose is Purpose.IDEA:
        return url_for("ideas.propose")
    return url_for("asking.ask", about=row.about_id or None)


@blueprint.post("/drafts")
@access(Permission.ACCOUNT_OWN)
def keep() -> Page:
    """Keep what stands in a form while one writes; script asks, and shows beside the form what is answered."""
    actor, form = current_actor(), UnsentForm.of_request()
    if not form.is_sent:
        raise Invalid(_("Please choose one from the list."), field="keeps")
    limit(f"unsent:{actor.member_id}", KEPT_AN_HOUR, 3600)
    words, refusal, row = words_of(form), None, None
    try:
        with writing():
            row = actions_unsent.keep(actor, form.place, words, by_hand=False)
    except Invalid as invalid:
        refusal = invalid.message
    since = row.stamp if row else words.since if refusal else ""
    kept_at = row.kept_at if row else None
    return render_template("content/_kept.html", kept_at=kept_at, refusal=refusal, since=since)


@blueprint.post("/drafts/<int:unsent_id>/discard")
@access(Permission.ACCOUNT_OWN)
def discard(unsent_id: int) -> Response:
    """Throw one of them away."""
    with writing():
        actions_unsent.throw_away(current_actor(), unsent_id)
    flash(_("The draft is gone."), "success")
    return redirect(safe_next(request.form.get("next")) or url_for("unsent.index"), 303)
