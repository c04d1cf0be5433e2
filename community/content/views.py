"""What one does with any subject: comment, follow, flag; one lands where one was."""

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor, safe_next
from community.content import actions, actions_comments, actions_unsent, queries
from community.content.forms import REASON_WORDS, CommentForm, FlagForm
from community.content.forms_unsent import begun_values, words_of
from community.content.models import Comment, FlagReason, FollowState, TargetKind
from community.content.models_unsent import Place, Purpose
from community.content.prose import compose_post
from community.content.queries_unsent import Begun, find_begun, find_unsent
from community.core.db import writing
from community.core.errors import Invalid
from community.core.forms import text
from community.core.i18n import locale
from community.core.limits import limit
from community.policies.access import access
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.recognition.queries_ledger import list_posts

blueprint = Blueprint("content", __name__)

Page = str | Response | tuple[str, int]
FLAGS_AN_HOUR = 30
NOTHING = Begun()


@blueprint.app_template_global("flag_reasons")
def flag_reasons() -> list[tuple[str, str]]:
    """The reasons of a flag, for flag_menu()."""
    return [(str(key), str(word)) for key, word in REASON_WORDS.items()]


def back() -> str:
    """Where the person was: `next` of the form, else our own page that sent it, else the start."""
    referrer = request.referrer or ""
    own = request.host_url.rstrip("/")
    came_from = referrer.removeprefix(own) if referrer.startswith(f"{own}/") else None
    return safe_next(request.form.get("next")) or safe_next(came_from) or "/"


@blueprint.post("/subjects/<int:subject_id>/comments")
@access(Permission.COMMENT_POST)
def comment(subject_id: int) -> Page:
    """Comment on a subject; with a fault the words come back on a page of their own."""
    actor = current_actor()
    subject = queries.get_subject(actor, subject_id)
    form, place = CommentForm.of_request(), Place(Purpose.COMMENT, subject_id)
    # The form below a post begins with nothing: what was kept before is no part of it, and stays.
    there, goes_on = back(), bool(request.form.get("goes_on"))
    try:
        if form.wants_keeping:
            return _kept(actor, place, form, besides=not goes_on)
        if form.is_sent:
            limit(f"comment:{actor.member_id}", actions_comments.COMMENTS_AN_HOUR, 3600)
            prose = compose_post(text(form.body))
            with writing():
                row = actions_comments.add_comment(actor, subject, prose, lang=locale())
                if goes_on:
                    actions_unsent.note_sent(actor, place)
                is_held = not queries.is_shown(row.id)
            return _landed(there, row, is_held=is_held)
    except Invalid as invalid:
        form.land(invalid)
    return _comment_page(form, there, place), 422


@blueprint.get("/subjects/<int:subject_id>/comment")
@access(Permission.COMMENT_POST)
def write_comment(subject_id: int) -> Page:
    """Go on with a comment that one began."""
    actor = current_actor()
    queries.get_subject(actor, subject_id)
    place = Place(Purpose.COMMENT, subject_id)
    begun = find_begun(actor, place, None)
    posts = list_posts(actor, {subject_id})
    there = posts[subject_id][1] if subject_id in posts else "/"
    form = CommentForm.of_request(**begun_values(begun))
    return _comment_page(form, there, place, begun)


def _kept(actor: Actor, place: Place, form: CommentForm, *, besides: bool = False) -> Response:
    """Keep what is written as it is, or after what is kept already, and go on another time."""
    words = words_of(form)
    with writing():
        before = find_unsent(actor, place) if besides else None
        if before is not None and words.body.strip():
            words = replace(words, body=f"{before.body.rstrip()}\n\n{words.body}")
        actions_unsent.keep(actor, place, words, by_hand=True)
    flash(_("Kept. You find it here, and where you began it."), "success")
    return redirect(url_for("unsent.index"), 303)


def _landed(there: str, row: Comment, *, is_held: bool) -> Response:
    if is_held:
        flash(_("Thank you. A moderator looks at it first, then everybody sees it."), "message")
    return redirect(f"{there.split('#', maxsplit=1)[0]}#comment-{row.id}", 303)


def _comment_page(form: CommentForm, there: str, place: Place, begun: Begun = NOTHING) -> str:
    form.next.data = there
    return render_template("content/comment.html", form=form, there=there, place=place, begun=begun)


@blueprint.route("/comments/<int:comment_id>/edit", methods=["GET", "POST"])
@access(Permission.COMMENT_EDIT)
def edit_comment(comment_id: int) -> Page:
    """Change one's comment."""
    actor = current_actor()
    row = queries.get_comment(actor, comment_id)
    place = Place(Purpose.COMMENT_EDIT, row.id)
    begun = find_begun(actor, place, row.edited_at, anyhow="draft" in request.args)
    form = CommentForm.of_request(**{"body": row.body, **begun_values(begun)})
    there = back()
    try:
        if form.wants_keeping:
            return _kept(actor, place, form)
        if form.is_sent:
            prose = compose_post(text(form.body))
            with writing():
                actions_comments.edit_comment(actor, row, prose)
                actions_unsent.note_sent(actor, place)
            return redirect(f"{there.split('#')[0]}#comment-{row.id}", 303)
    except Invalid as invalid:
        form.land(invalid)
    return _comment_page(form, there, place, begun), 422 if form.errors else 200


@blueprint.post("/comments/<int:comment_id>/delete")
@access(Permission.COMMENT_DELETE)
def delete_comment(comment_id: int) -> Page:
    """Take a comment away."""
    actor = current_actor()
    row = queries.get_comment(actor, comment_id)
    with writing():
        actions_comments.delete_comment(actor, row)
    flash(_("The comment was removed. A moderator can restore it for 30 days."), "success")
    return redirect(back(), 303)


@blueprint.post("/subjects/<int:subject_id>/follow")
@access(Permission.FOLLOW, replayable=True)
def follow(subject_id: int) -> Page:
    """Follow a subject, or with *withdraw* no longer."""
    actor = current_actor()
    withdraw = bool(request.form.get("withdraw"))
    _set_follow(actor, subject_id, following=not withdraw)
    return _followed(actor, subject_id)


@blueprint.post("/subjects/<int:subject_id>/unfollow")
@access(Permission.FOLLOW)
def unfollow(subject_id: int) -> Page:
    """Follow a subject no longer."""
    actor = current_actor()
    _set_follow(actor, subject_id, following=False)
    return _followed(actor, subject_id)


def _set_follow(actor: Actor, subject_id: int, *, following: bool) -> None:
    queries.get_subject(actor, subject_id)
    act = actions.follow if following else actions.unfollow
    with writing():
        act(actor, TargetKind.SUBJECT, subject_id)


def _followed(actor: Actor, subject_id: int) -> Page:
    if not request.headers.get("HX-Request"):
        return redirect(back(), 303)
    state = queries.find_follow(actor, TargetKind.SUBJECT, subject_id)
    following = state is FollowState.FOLLOWING
    return render_template("content/_follow.html", subject_id=subject_id, following=following)


@blueprint.post("/subjects/<int:subject_id>/flag")
@access(Permission.FLAG)
def flag(subject_id: int) -> Page:
    """Tell the moderators what is wrong with a subject."""
    actor = current_actor()
    subject = queries.get_subject(actor, subject_id)
    form = FlagForm.of_request()
    if not form.is_sent:
        raise Invalid(_("Please say what is wrong with it."), field="reason")
    limit(f"flag:{actor.member_id}", FLAGS_AN_HOUR, 3600)
    with writing():
        is_new = actions.flag(actor, subject, FlagReason(form.reason.data), text(form.note))
    if is_new:
        flash(_("Thank you. A moderator will look at it."), "success")
    else:
        flash(_("You flagged this already."), "message")
    return redirect(back(), 303)
