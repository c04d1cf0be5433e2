"""One language beside another: the translator reads the source, sees what changed in it, and writes."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.articles import (
    actions,
    actions_publishing,
    actions_staleness,
    queries_desk,
    queries_translations,
)
from community.articles.actions_steps import DraftMoved
from community.articles.forms_review import TranslationForm
from community.articles.models import Article, Translation
from community.articles.presentation_review import differences, words_of
from community.articles.queries_translations import Source
from community.articles.states import Significance
from community.articles.texts import compose
from community.articles.wording import words_of_staleness, words_of_states
from community.core.db import writing
from community.core.errors import Invalid, NotFound
from community.core.forms import text
from community.core.i18n import LOCALES, NAMES
from community.policies.access import access
from community.policies.permission import Permission
from community.service_levels.queries_quotes import ensure_quotable, filled

blueprint = Blueprint("articles_translations", __name__)

Page = str | Response | tuple[str, int]
HERE = f"/desk/articles/<int:article_id>/<any({', '.join(LOCALES)}):lang>/translate"


@blueprint.route(HERE, methods=["GET", "POST"])
@access(Permission.ARTICLE_WRITE)
def edit(article_id: int, lang: str) -> Page:
    """The source, read-only, beside the words of the translation."""
    article, translation, source = _find(article_id, lang)
    form = TranslationForm.of_request(**_present_words(translation, source))
    if form.is_sent and not form.wants_preview:
        try:
            return _keep(article, source, form, lang)
        except Invalid as invalid:
            form.land(invalid)
            article, translation, source = _find(article_id, lang)
            if isinstance(invalid, DraftMoved):
                form.seen.data = _seen(translation)
    return _page(article, source, form, translation=translation)


def _find(article_id: int, lang: str) -> tuple[Article, Translation | None, Source]:
    article = queries_desk.get_article(current_actor(), article_id)
    translations = queries_desk.list_translations(article_id)
    wanted = request.args.get("from")
    source = queries_translations.find_source(translations, lang, article.subject.lang, wanted)
    return article, translations.get(lang), source


def _seen(translation: Translation | None) -> str:
    draft = translation.draft if translation else None
    return f"{draft.number}.{draft.saves}" if draft else "0.0"


def _present_words(translation: Translation | None, source: Source) -> dict[str, Any]:
    """The draft, else what readers see, beside the source as it is now."""
    words = (translation.draft or translation.published) if translation else None
    said = {"seen": _seen(translation), "source": str(source.revision.id)}
    if words is None:
        return said
    said |= {"title": words.title, "summary": words.summary, "body": words.body}
    if translation and translation.draft:
        said |= {"significance": words.significance.value, "note": words.note}
    return said


def _page(
    article: Article, source: Source, form: TranslationForm, *, translation: Translation | None
) -> Page:
    lang = (request.view_args or {})["lang"]
    preview = None
    if form.wants_preview and form.body.data:
        try:
            words = compose(text(form.title), text(form.summary), text(form.body), lang=lang)
            preview = filled(words.html, lang)
            ensure_quotable(words.title, words.summary, words.body)
        except Invalid as invalid:
            form.land(invalid)
    changed = differences(words_of(source.known), words_of(source.revision))
    page = render_template(
        "articles/translate.html",
        article=article,
        source=source,
        changed=changed if source.known else [],
        form=form,
        preview=preview,
        translation=translation,
        locale_of_text=lang,
        languages=NAMES,
        states=words_of_states(),
        stalenesses=words_of_staleness(),
    )
    return page, 422 if request.method == "POST" and (form.errors or form.form_errors) else 200


def _keep(article: Article, source: Source, form: TranslationForm, lang: str) -> Response:
    actor, then = current_actor(), request.form.get("then")
    words = compose(text(form.title), text(form.summary), text(form.body), lang=lang)
    known = source.known.id if source.known else None
    says = form.source_id if form.is_up_to_date.data else known
    with writing():
        actions.write_draft(
            actor,
            article,
            lang,
            words,
            significance=Significance(form.significance.data),
            note=text(form.note),
            seen=form.seen_draft,
            source_id=queries_translations.checked_source_id(article.id, lang, says),
        )
        if then == "publish":
            actions_publishing.publish(actor, article, lang)
    kept = _("Kept as a draft. Readers still see what they saw.")
    flash(_("Published.") if then == "publish" else kept, "success")
    endpoint = "articles_review.show" if then == "review" else "articles_translations.edit"
    return redirect(url_for(endpoint, article_id=article.id, lang=lang), 303)


@blueprint.post(f"{HERE}/up-to-date")
@access(Permission.ARTICLE_WRITE)
def mark_up_to_date(article_id: int, lang: str) -> Page:
    """Say that the published translation says all that its source says."""
    actor, said = current_actor(), request.form.get("source", "")
    article = queries_desk.get_article(actor, article_id)
    if not said.isdecimal() or len(said) > 9:
        raise NotFound
    with writing():
        actions_staleness.mark_up_to_date(actor, article, lang, int(said))
    flash(_("Marked as up to date. Readers no longer read that it lags behind."), "success")
    return redirect(url_for("articles_translations.edit", article_id=article_id, lang=lang), 303)
