"""Suggested edits: any member edits a copy and sees what becomes of it; writers compare, take it or say why not."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community import site_settings
from community.accounts.session import current_actor
from community.articles import (
    actions_suggesting,
    queries_article,
    queries_desk,
    queries_suggestions,
)
from community.articles.actions_suggesting import Seen
from community.articles.addresses import article_address
from community.articles.forms_suggesting import AcceptForm, SuggestForm
from community.articles.queries_suggestions import Proposal
from community.articles.states import Significance
from community.articles.texts import ArticleText, compose
from community.content.forms_suggestions import RejectForm
from community.content.suggestions import SuggestionState, words_of_suggestions
from community.core.db import writing
from community.core.differences import compare
from community.core.errors import Invalid
from community.core.forms import text
from community.core.i18n import LOCALES, NAMES
from community.core.limits import limit
from community.policies.access import access
from community.policies.permission import Permission
from community.service_levels.queries_quotes import filled

blueprint = Blueprint("suggestions", __name__)

Page = str | Response | tuple[str, int]
LOCALE = f"<any({', '.join(LOCALES)}):locale>"
LANG = f"<any({', '.join(LOCALES)}):lang>"
A_DAY, SUGGESTIONS_A_DAY = 86_400, 20


@blueprint.route(
    f"/help/{LOCALE}/articles/<int:article_id>/{LANG}/suggest", methods=["GET", "POST"]
)
@access(Permission.ARTICLE_SUGGEST)
def suggest(locale: str, article_id: int, lang: str) -> Page:
    """Edit a copy of the article."""
    actor = current_actor()
    page = queries_article.get_live(actor, article_id, lang, wanted=locale)
    own = queries_suggestions.find_own_suggestion(actor, page.translation_id)
    published = queries_suggestions.get_text(page.revision_id)
    copy = own or published
    base_id = (queries_suggestions.find_base_id(own.id) if own else None) or published.id
    form = SuggestForm.of_request(
        title=copy.title, body=copy.body, note=own.note if own else "", base=str(base_id)
    )
    if not form.wants_preview and form.is_sent:
        try:
            return _hand_in(article_id, lang, form, summary=published.summary)
        except Invalid as invalid:
            form.land(invalid)
    return _form_page("articles/suggest.html", form, lang, page=page, own=own)


def _form_page(template: str, form: Any, lang: str, **words: Any) -> Page:
    preview = None
    if form.wants_preview and form.body.data:
        try:
            preview = filled(compose(text(form.title), "", text(form.body), lang=lang).html, lang)
        except Invalid as invalid:
            form.land(invalid)
    refused = request.method == "POST" and (form.errors or form.form_errors)
    return render_template(template, form=form, preview=preview, **words), 422 if refused else 200


def _hand_in(article_id: int, lang: str, form: SuggestForm, *, summary: str) -> Response:
    actor = current_actor()
    limit(f"suggestion:{actor.member_id}", SUGGESTIONS_A_DAY, A_DAY)
    article = queries_desk.get_article(actor, article_id)
    words = compose(text(form.title), summary, text(form.body), lang=lang)
    with writing():
        made = actions_suggesting.suggest_edit(
            actor, article, lang, words, note=text(form.note), base_id=form.base_id
        )
        suggestion_id, held = made.revision_id, made.state is SuggestionState.HELD
    if held:
        flash(_("Thank you. A moderator looks at it first, because it holds new links."), "success")
    else:
        flash(_("Thank you. The writers have it now; you hear what becomes of it."), "success")
    return redirect(url_for("suggestions.show", suggestion_id=suggestion_id), 303)


@blueprint.get("/suggestions/<int:suggestion_id>")
@access(Permission.ACCOUNT_OWN)
def show(suggestion_id: int) -> Page:
    """One suggested edit as its author reads it."""
    proposal = queries_suggestions.get_proposal(current_actor(), suggestion_id)
    shown = _shown(proposal) | {"reject_form": RejectForm()}
    return render_template("articles/suggestion.html", **shown)


def _shown(proposal: Proposal) -> dict[str, Any]:
    row, base, offered = proposal.row, proposal.base, proposal.revision
    return {
        "proposal": proposal,
        "one": row,
        "difference": compare(base.body, offered.body),
        "titles": compare(base.title, offered.title),
        "states": words_of_suggestions(),
        "languages": NAMES,
        "address": article_address(row.locale, row.section_slug, row.slug),
    }


@blueprint.post("/suggestions/<int:suggestion_id>/withdraw")
@access(Permission.SUGGESTION_WITHDRAW)
def withdraw(suggestion_id: int) -> Page:
    """Take one's own suggested edit back."""
    actor = current_actor()
    row = queries_suggestions.get_proposal(actor, suggestion_id).row
    article = queries_desk.get_article(actor, row.article_id)
    with writing():
        actions_suggesting.withdraw_suggestion(actor, article, suggestion_id)
    flash(_("Taken back."), "success")
    return redirect(url_for("edits.own"), 303)


@blueprint.route("/desk/articles/suggestions/<int:suggestion_id>", methods=["GET", "POST"])
@access(Permission.ARTICLE_WRITE)
def decide(suggestion_id: int) -> Page:
    """Compare, settle what both changed, accept."""
    proposal = queries_suggestions.get_proposal(current_actor(), suggestion_id)
    merged = proposal.body
    form = AcceptForm.of_request(title=proposal.title, body=merged.text, seen=_seen(proposal))
    if not form.wants_preview and form.is_sent:
        try:
            return _accept(proposal, form)
        except Invalid as invalid:
            form.land(invalid)
    shown = _shown(proposal) | {"conflicts": merged.conflicts, "reject_form": RejectForm()}
    return _form_page("articles/decide.html", form, proposal.row.locale, **shown)


def _seen(proposal: Proposal) -> str:
    last = proposal.last_draft
    return f"{proposal.published.id}.{last.number if last else 0}.{last.saves if last else 0}"


def _accept(proposal: Proposal, form: AcceptForm) -> Response:
    actor, row = current_actor(), proposal.row
    article = queries_desk.get_article(actor, row.article_id)
    words = _settled(proposal, form)
    published_id, number, saves = form.seen_parts
    wants = request.form.get("then") == "publish" and proposal.draft is None
    # Where a review is asked for, it is the draft's.
    publishes = wants and not site_settings.current().articles_need_review
    with writing():
        actions_suggesting.accept_suggestion(
            actor,
            article,
            row.id,
            words,
            seen=Seen(published_id=published_id, draft=(number, saves)),
            significance=Significance(form.significance.data),
            publishes=publishes,
            answer=text(form.answer),
        )
    flash(
        _("Published, with credit.") if publishes else _("It is in the draft, with credit."),
        "success",
    )
    return redirect(url_for("edits.queue"), 303)


def _settled(proposal: Proposal, form: AcceptForm) -> ArticleText:
    summary = proposal.present.summary
    return compose(text(form.title), summary, text(form.body), lang=proposal.row.locale)


@blueprint.post("/desk/articles/suggestions/<int:suggestion_id>/reject")
@access(Permission.ARTICLE_WRITE)
def reject(suggestion_id: int) -> Page:
    """Say why an edit is not taken."""
    proposal, form = _rejected(suggestion_id)
    if form.errors:
        merged, seen = proposal.body, _seen(proposal)
        accept = AcceptForm(title=proposal.title, body=merged.text, seen=seen)
        shown = _shown(proposal) | {"conflicts": merged.conflicts, "reject_form": form}
        return render_template("articles/decide.html", form=accept, preview=None, **shown), 422
    return redirect(url_for("edits.queue"), 303)


@blueprint.post("/desk/suggestions/<int:suggestion_id>/refuse")
@access(Permission.MODERATE)
def refuse(suggestion_id: int) -> Page:
    """Keep from the writers what waited for a moderator, and say why."""
    proposal, form = _rejected(suggestion_id)
    if form.errors:
        shown = _shown(proposal) | {"reject_form": form}
        return render_template("articles/suggestion.html", **shown), 422
    return redirect(url_for("edits.queue", state=SuggestionState.HELD), 303)


def _rejected(suggestion_id: int) -> tuple[Proposal, RejectForm]:
    """The suggested edit with the form, which has errors when nothing was changed."""
    actor, form = current_actor(), RejectForm.of_request()
    proposal = queries_suggestions.get_proposal(actor, suggestion_id)
    if form.is_sent:
        article = queries_desk.get_article(actor, proposal.row.article_id)
        with writing():
            actions_suggesting.reject_suggestion(actor, article, suggestion_id, text(form.reason))
        flash(_("Decided. Its author reads your reason."), "success")
    return proposal, form


@blueprint.post("/desk/suggestions/<int:suggestion_id>/release")
@access(Permission.MODERATE)
def release(suggestion_id: int) -> Page:
    """Let writers see what waited for a moderator."""
    actor = current_actor()
    proposal = queries_suggestions.get_proposal(actor, suggestion_id)
    article = queries_desk.get_article(actor, proposal.row.article_id)
    with writing():
        actions_suggesting.release_suggestion(actor, article, suggestion_id)
    flash(_("The writers see it now."), "success")
    return redirect(url_for("edits.queue", state=SuggestionState.HELD), 303)
