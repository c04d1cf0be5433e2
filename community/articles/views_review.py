"""A text on its way to readers: its page with what may be done now, and the desk of all such texts."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.articles import (
    actions_publishing,
    actions_review,
    queries_desk,
    queries_review,
)
from community.articles.forms_review import ANYBODY, RemarkForm, ScheduleForm, SeenForm, SubmitForm
from community.articles.models import Article, ArticleRevision, Translation
from community.articles.presentation_review import differences, way_of, words_of, words_of_steps
from community.articles.queries_review import DeskView
from community.articles.states import RevisionState
from community.articles.wording import words_of_significance, words_of_staleness, words_of_states
from community.core.clock import now
from community.core.db import writing
from community.core.errors import Invalid
from community.core.forms import choices, text
from community.core.i18n import LOCALES, NAMES, zone
from community.policies.access import access
from community.policies.actor import Actor
from community.policies.permission import Permission

blueprint = Blueprint("articles_review", __name__)

Page = str | Response | tuple[str, int]
HERE = f"/desk/articles/<int:article_id>/<any({', '.join(LOCALES)}):lang>/review"
Deed = Callable[[Actor, Article], object]


@blueprint.get("/desk/articles/review")
@access(Permission.ARTICLE_WRITE)
def index() -> Page:
    """The texts in the making: those that wait for me, in review, approved, scheduled, and my own drafts."""
    actor, said = current_actor(), request.args.get("view")
    view = DeskView(said) if said in list(DeskView) else DeskView.MINE
    page = queries_review.list_making(actor, view, request.args.get("after"))
    people = {one for row in page.items for one in (row.author_id, row.reviewer_id)}
    return render_template(
        "articles/review_desk.html",
        view=view,
        page=page,
        counts=queries_review.count_making(actor),
        people=queries_review.list_people_of(people),
        languages=NAMES,
        states=words_of_states(),
        significances=words_of_significance(),
    )


@blueprint.get(HERE)
@access(Permission.ARTICLE_WRITE)
def show(article_id: int, lang: str) -> Page:
    """One text in the making."""
    return _page(article_id, lang)


def _page(article_id: int, lang: str, refused: SeenForm | None = None) -> Page:
    actor = current_actor()
    article = queries_desk.get_article(actor, article_id)
    translation = queries_desk.get_translation(article_id, lang)
    draft = translation.draft
    context = _of_draft(draft, translation, refused) if draft else {}
    page = render_template(
        "articles/review.html",
        article=article,
        translation=translation,
        draft=draft,
        locale_of_text=lang,
        languages=NAMES,
        states=words_of_states(),
        stalenesses=words_of_staleness(),
        significances=words_of_significance(),
        refused=refused,
        **context,
    )
    return page, 422 if refused else 200


def _of_draft(
    draft: ArticleRevision, translation: Translation, refused: SeenForm | None
) -> dict[str, Any]:
    notes = queries_review.list_notes(draft.id)
    people = {note.member_id for note in notes} | draft.writers
    people |= {draft.reviewer_id, draft.approved_by_id, draft.published_by_id}
    before, after = words_of(translation.published), words_of(draft)
    return {
        "notes": notes,
        "people": queries_review.list_people_of(people),
        "steps": words_of_steps(),
        "way": way_of(draft.state, words_of_states()),
        "differing": differences(before, after) if translation.published else [],
        "forms": _forms(draft, refused),
        "zone": zone(current_actor().time_zone).key,
        "clock": now(),
    }


def _forms(draft: ArticleRevision, refused: SeenForm | None) -> dict[str, SeenForm]:
    """The forms of what may be done now; the one that was refused keeps what was typed in it."""
    seen = f"{draft.number}.{draft.saves}"
    forms: dict[str, SeenForm] = {"remark": RemarkForm(seen=seen)}
    if draft.state is RevisionState.DRAFT:
        forms["submit"] = SubmitForm(seen=seen, reviewer=str(draft.reviewer_id or ""))
    if draft.is_in_the_making:
        at = draft.publish_at
        here = at.astimezone(zone(current_actor().time_zone)).replace(tzinfo=None) if at else None
        forms["schedule"] = ScheduleForm(seen=seen, publish_at=here)
    if refused is not None:
        refused.seen.data = seen  # what is on the page now
        forms |= {key: refused for key, form in forms.items() if type(form) is type(refused)}
    for form in forms.values():
        if isinstance(form, SubmitForm):
            _offer_reviewers(form, draft)
    return forms


def _offer_reviewers(form: SubmitForm, draft: ArticleRevision) -> None:
    rows = queries_review.list_reviewers(draft)
    form.reviewer.choices = choices([ANYBODY, *((str(key), name) for key, name in rows)])


def _act(article_id: int, lang: str, form: SeenForm, *, deed: Deed, said: LazyString) -> Page:
    """Do it and say so; what a form or an action refuses lands in the form, with what was typed."""
    article = queries_desk.get_article(current_actor(), article_id)
    if form.is_sent:
        try:
            with writing():
                deed(current_actor(), article)
            flash(str(said), "success")
            return redirect(url_for("articles_review.show", article_id=article_id, lang=lang), 303)
        except Invalid as invalid:
            form.land(invalid)
    return _page(article_id, lang, form)


@blueprint.post(f"{HERE}/submit")
@access(Permission.ARTICLE_WRITE)
def submit(article_id: int, lang: str) -> Page:
    """Send the draft for review."""
    form = SubmitForm.of_request()
    translation = queries_desk.get_translation(article_id, lang)
    if translation.draft:
        _offer_reviewers(form, translation.draft)

    def deed(actor: Actor, article: Article) -> None:
        asked, seen = form.reviewer_id, form.seen_draft
        words = text(form.text)
        actions_review.submit(actor, article, lang, reviewer_id=asked, text=words, seen=seen)

    return _act(article_id, lang, form, deed=deed, said=_l("Sent for review."))


@blueprint.post(f"{HERE}/withdraw")
@access(Permission.ARTICLE_WRITE)
def withdraw(article_id: int, lang: str) -> Page:
    """Take it back from review."""

    def deed(actor: Actor, article: Article) -> None:
        actions_review.withdraw(actor, article, lang)

    return _act(article_id, lang, SeenForm.of_request(), deed=deed, said=_l("It is a draft again."))


@blueprint.post(f"{HERE}/comment")
@access(Permission.ARTICLE_WRITE)
def comment(article_id: int, lang: str) -> Page:
    """Say something about it."""
    form = RemarkForm.of_request()

    def deed(actor: Actor, article: Article) -> None:
        actions_review.comment(actor, article, lang, text(form.text))

    said = _l("Said. Its writers and its reviewer hear of it.")
    return _act(article_id, lang, form, deed=deed, said=said)


@blueprint.post(f"{HERE}/approve")
@access(Permission.ARTICLE_REVIEW)
def approve(article_id: int, lang: str) -> Page:
    """Approve these words."""
    form = RemarkForm.of_request()

    def deed(actor: Actor, article: Article) -> None:
        seen, words = form.seen_draft, text(form.text)
        actions_review.approve(actor, article, lang, text=words, seen=seen)

    said = _l("Approved. It can be published now, or at a minute of your choice.")
    return _act(article_id, lang, form, deed=deed, said=said)


@blueprint.post(f"{HERE}/changes")
@access(Permission.ARTICLE_REVIEW)
def ask_changes(article_id: int, lang: str) -> Page:
    """Give it back to its writer."""
    form = RemarkForm.of_request()

    def deed(actor: Actor, article: Article) -> None:
        actions_review.ask_changes(actor, article, lang, text(form.text))

    said = _l("It is a draft again; its writer reads what you said.")
    return _act(article_id, lang, form, deed=deed, said=said)


@blueprint.post(f"{HERE}/reject")
@access(Permission.ARTICLE_REVIEW)
def reject(article_id: int, lang: str) -> Page:
    """End this revision."""
    form = RemarkForm.of_request()

    def deed(actor: Actor, article: Article) -> None:
        actions_review.reject(actor, article, lang, text(form.text))

    said = _l("Rejected. Its words stay in the history.")
    return _act(article_id, lang, form, deed=deed, said=said)


@blueprint.post(f"{HERE}/give-up")
@access(Permission.ARTICLE_WRITE)
def give_up(article_id: int, lang: str) -> Page:
    """End a draft that nobody goes on with."""

    def deed(actor: Actor, article: Article) -> None:
        actions_review.give_up(actor, article, lang)

    said = _l("The draft is given up. Its words stay in the history.")
    return _act(article_id, lang, SeenForm.of_request(), deed=deed, said=said)


@blueprint.post(f"{HERE}/schedule")
@access(Permission.ARTICLE_PUBLISH)
def schedule(article_id: int, lang: str) -> Page:
    """Let the portal publish it at a minute, or at another than it was to be."""
    form = ScheduleForm.of_request()

    def deed(actor: Actor, article: Article) -> None:
        at = form.instant(actor.time_zone)
        actions_review.schedule(actor, article, lang, at, seen=form.seen_draft)

    return _act(article_id, lang, form, deed=deed, said=_l("Scheduled."))


@blueprint.post(f"{HERE}/cancel")
@access(Permission.ARTICLE_WRITE)
def cancel(article_id: int, lang: str) -> Page:
    """Take the schedule back."""

    def deed(actor: Actor, article: Article) -> None:
        actions_review.cancel_schedule(actor, article, lang)

    said = _l("The schedule is cancelled.")
    return _act(article_id, lang, SeenForm.of_request(), deed=deed, said=said)


@blueprint.post(f"{HERE}/publish")
@access(Permission.ARTICLE_PUBLISH)
def publish(article_id: int, lang: str) -> Page:
    """Publish it now, as it stands here."""
    form = SeenForm.of_request()

    def deed(actor: Actor, article: Article) -> None:
        actions_publishing.publish(actor, article, lang, seen=form.seen_draft)

    return _act(article_id, lang, form, deed=deed, said=_l("Published."))
