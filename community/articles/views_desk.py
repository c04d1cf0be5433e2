"""The writers' desk: what there is, the editor, the history, and where an article stands."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.articles import (
    actions,
    actions_life,
    actions_publishing,
    queries,
    queries_desk,
    queries_structure,
)
from community.articles.actions_steps import DraftMoved
from community.articles.addresses import article_address
from community.articles.forms import NewArticleForm, PlaceForm, TextForm, WordsForm
from community.articles.models import Article, Translation
from community.articles.presentation_review import Words, differences, words_of
from community.articles.queries_desk import DeskFilters
from community.articles.states import (
    ARCHIVED,
    BEHIND,
    DeskSort,
    RevisionState,
    Significance,
    Staleness,
    Trust,
)
from community.articles.texts import ArticleText, compose
from community.articles.wording import (
    words_of_sorts,
    words_of_staleness,
    words_of_states,
    words_of_trust,
)
from community.content.presentation_history import Differing
from community.content.queries import list_product_areas
from community.core.db import writing
from community.core.errors import Invalid
from community.core.forms import choices, local_choices, number_of, text
from community.core.i18n import LOCALES, NAMES, local, named_or_own
from community.core.i18n import locale as readers_locale
from community.policies.access import access
from community.policies.permission import Permission
from community.service_levels.queries_quotes import ensure_quotable, filled

blueprint = Blueprint("articles_desk", __name__)

Page = str | Response | tuple[str, int]
# Not `locale`: that would be the language of the interface.
LANG = f"<any({', '.join(LOCALES)}):lang>"
# What was superseded is neither read nor in the making.
STATES = [*(one for one in RevisionState if one is not RevisionState.SUPERSEDED), ARCHIVED]
LAGS = [*Staleness, BEHIND]


@blueprint.get("/desk/articles")
@access(Permission.ARTICLE_WRITE)
def index() -> Page:
    """Everything that is written or in the making."""
    actor, filters, words = current_actor(), _filters(), words_of_states()
    return render_template(
        "articles/desk.html",
        page=queries_desk.list_desk(actor, filters, request.args.get("after")),
        filters=filters,
        sections=queries.list_sections(actor, readers_locale()),
        states=words,
        choices_of_states=[(one, words[one]) for one in STATES],
        sorts=words_of_sorts(),
        trusts=words_of_trust(),
        stalenesses=words_of_staleness(),
        languages=NAMES,
    )


def _filters() -> DeskFilters:
    given = request.args
    section = given.get("section", "")
    return DeskFilters(
        section_id=int(section) if section.isdecimal() and len(section) < 10 else None,
        locale=given["lang"] if given.get("lang") in LOCALES else None,
        state=given["state"] if given.get("state") in STATES else None,
        trust=Trust(given["trust"]) if given.get("trust") in list(Trust) else None,
        staleness=given["stale"] if given.get("stale") in LAGS else None,
        sort=DeskSort(given["sort"]) if given.get("sort") in list(DeskSort) else DeskSort.NEWEST,
    )


@blueprint.route("/desk/articles/new", methods=["GET", "POST"])
@access(Permission.ARTICLE_WRITE)
def new() -> Page:
    """Begin an article."""
    actor = current_actor()
    given = {name: request.args.get(name) for name in ("section", "title", "note")}
    form = NewArticleForm.of_request(lang=named_or_own(request.args.get("lang")), **given)
    form.section.choices = choices(_section_choices())
    lang = named_or_own(form.lang.data)
    if form.is_sent and not form.wants_preview:
        try:
            text = _compose(form, lang)
            section = queries_structure.get_section(int(form.section.data))
            with writing():
                article = actions.create_article(actor, section, lang=lang)
                actions.write_draft(actor, article, lang, text, note=form.note.data or "")
            flash(_("Kept as a draft. Readers see it once you publish it."), "success")
            return redirect(_editor(article.id, lang), 303)
        except Invalid as invalid:
            form.land(invalid)
    return _form_page("articles/new.html", form, lang)


def _section_choices() -> list[tuple[str, str]]:
    rows = queries.list_sections(current_actor(), readers_locale())
    return [(str(row.id), f"{local(row.category_name)} › {local(row.name)}") for row in rows]


def _compose(form: WordsForm, lang: str) -> ArticleText:
    words = (form.title.data or "", form.summary.data or "", form.body.data or "")
    return compose(*words, lang=lang)


def _editor(article_id: int, lang: str) -> str:
    return url_for("articles_desk.edit", article_id=article_id, lang=lang)


def _form_page(template: str, form: WordsForm, lang: str, **words: Any) -> Page:
    preview = None
    if form.wants_preview and form.body.data:
        try:
            text = _compose(form, lang)
            preview = filled(text.html, lang)
            ensure_quotable(text.title, text.summary, text.body)
        except Invalid as invalid:
            form.land(invalid)
    status = 422 if request.method == "POST" and (form.errors or form.form_errors) else 200
    return render_template(template, form=form, preview=preview, **words), status


@blueprint.route(f"/desk/articles/<int:article_id>/{LANG}", methods=["GET", "POST"])
@access(Permission.ARTICLE_WRITE)
def edit(article_id: int, lang: str) -> Page:
    """The editor of one language: preview, keep, publish."""
    article, translations = _find(article_id)
    translation = translations.get(lang)
    form = TextForm.of_request(**_present_words(translation) | _old_words(translation))
    moved: list[Differing] = []
    if form.is_sent and not form.wants_preview:
        try:
            return _keep(article, lang, form)
        except Invalid as invalid:
            form.land(invalid)
            article, translations = _find(article_id)
            if isinstance(invalid, DraftMoved):
                moved = _meet(form, translations.get(lang))
    return _form_page(
        "articles/edit.html",
        form,
        lang,
        **_around(article, lang),
        translations=translations,
        translation=translations.get(lang),
        moved=moved,
    )


def _find(article_id: int) -> tuple[Article, dict[str, Translation]]:
    article = queries_desk.get_article(current_actor(), article_id)
    return article, queries_desk.list_translations(article_id)


def _meet(form: TextForm, translation: Translation | None) -> list[Differing]:
    """What somebody else saved against what was typed here; saving again goes over it, knowingly."""
    saved = translation.draft if translation else None
    form.seen.data = f"{saved.number}.{saved.saves}" if saved else "0.0"
    typed = Words(text(form.title), text(form.summary), text(form.body))
    return differences(words_of(saved), typed)


def _present_words(translation: Translation | None) -> dict[str, Any]:
    """The draft, else what readers see."""
    draft = translation.draft if translation else None
    now_read = draft or (translation.published if translation else None)
    if now_read is None:
        return {"seen": "0.0"}
    words = {"title": now_read.title, "summary": now_read.summary, "body": now_read.body}
    if draft is None:
        return {**words, "seen": "0.0"}
    return {
        **words,
        "seen": f"{draft.number}.{draft.saves}",
        "significance": draft.significance.value,
        "note": draft.note,
    }


def _old_words(translation: Translation | None) -> dict[str, Any]:
    """Those of an earlier revision that the address names: they cannot be kept before they are changed."""
    number = number_of(request.args.get("restore"))
    if translation is None or not number:
        return {}
    old = queries_desk.get_revision(translation.id, number)
    words = {"title": old.title, "summary": old.summary, "body": old.body}
    return {**words, "significance": Significance.MAJOR.value}


def _around(article: Article, lang: str) -> dict[str, Any]:
    return {
        "article": article,
        "locale_of_text": lang,
        "languages": NAMES,
        "states": words_of_states(),
        "stalenesses": words_of_staleness(),
        "address": _address,
    }


def _address(article: Article, translation: Translation) -> str:
    """Where readers find this language."""
    lang = translation.locale
    return article_address(lang, article.section.slug(lang), translation.slug)


def _keep(article: Article, lang: str, form: TextForm) -> Response:
    actor, words, then = current_actor(), _compose(form, lang), request.form.get("then")
    significance = Significance(form.significance.data)
    with writing():
        actions.write_draft(
            actor,
            article,
            lang,
            words,
            significance=significance,
            note=form.note.data or "",
            seen=form.seen_draft,
        )
        if then == "publish":
            actions_publishing.publish(actor, article, lang)
    kept = _("Kept as a draft. Readers still see what they saw.")
    flash(_("Published.") if then == "publish" else kept, "success")
    review = url_for("articles_review.show", article_id=article.id, lang=lang)
    return redirect(review if then == "review" else _editor(article.id, lang), 303)


@blueprint.post("/desk/articles/<int:article_id>/archive")
@access(Permission.ARTICLE_ARCHIVE)
def archive(article_id: int) -> Page:
    """Take the article from the readers."""
    actor = current_actor()
    article = queries_desk.get_article(actor, article_id)
    with writing():
        actions_life.archive(actor, article)
    flash(_("Archived. Readers no longer find it; you can bring it back."), "success")
    return redirect(_editor(article_id, article.subject.lang), 303)


@blueprint.post("/desk/articles/<int:article_id>/unarchive")
@access(Permission.ARTICLE_ARCHIVE)
def unarchive(article_id: int) -> Page:
    """Bring the article back to the readers."""
    actor = current_actor()
    article = queries_desk.get_article(actor, article_id)
    with writing():
        actions_life.unarchive(actor, article)
    flash(_("Readers find it again."), "success")
    return redirect(_editor(article_id, article.subject.lang), 303)


@blueprint.route(f"/desk/articles/<int:article_id>/{LANG}/place", methods=["GET", "POST"])
@access(Permission.ARTICLE_WRITE)
def place(article_id: int, lang: str) -> Page:
    """Section, address, areas and owner."""
    article = queries_desk.get_article(current_actor(), article_id)
    translation = queries_desk.get_translation(article_id, lang)
    form = PlaceForm.of_request(**_present_place(article, translation))
    form.section.choices = choices(_section_choices())
    form.areas.choices = local_choices((row.id, row.name) for row in list_product_areas())
    if form.is_sent:
        try:
            return _put(article, lang, form)
        except Invalid as invalid:
            form.land(invalid)
    status = 422 if request.method == "POST" else 200
    around = _around(article, lang)
    return render_template(
        "articles/place.html", **around, translation=translation, form=form
    ), status


def _present_place(article: Article, translation: Translation) -> dict[str, Any]:
    return {
        "section": str(article.section_id),
        "slug": translation.slug,
        "areas": list(article.product_area_ids),
        "owner": queries_structure.find_handle(article.owner_id),
    }


def _put(article: Article, lang: str, form: PlaceForm) -> Response:
    actor = current_actor()
    section = queries_structure.get_section(int(form.section.data))
    owner, areas = queries_structure.find_owner_id(form.owner.data), form.areas.data or []
    with writing():
        actions_life.move(actor, article, section)
        if form.slug.data:
            actions_life.rename(actor, article, lang, form.slug.data)
        actions_life.sort_into(actor, article, owner_id=owner, product_area_ids=areas)
    flash(_("Kept. Old addresses lead to the new one."), "success")
    return redirect(_editor(article.id, lang), 303)
