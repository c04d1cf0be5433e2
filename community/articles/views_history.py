"""What a language of an article said before: all revisions, one, two side by side, and one brought back."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.articles import actions_publishing, queries_desk, queries_review
from community.articles.models import Article, Translation
from community.articles.presentation_review import differences, words_of, words_of_steps
from community.articles.texts import compose
from community.articles.wording import words_of_significance, words_of_states
from community.core.db import writing
from community.core.errors import Invalid, NotFound
from community.core.i18n import LOCALES, NAMES
from community.policies.access import access
from community.policies.permission import Permission

blueprint = Blueprint("articles_history", __name__)

Page = str | Response
HERE = f"/desk/articles/<int:article_id>/<any({', '.join(LOCALES)}):lang>"


def _find(article_id: int, lang: str) -> tuple[Article, Translation]:
    article = queries_desk.get_article(current_actor(), article_id)
    return article, queries_desk.get_translation(article_id, lang)


def _page(template: str, article: Article, translation: Translation, **words: Any) -> str:
    return render_template(
        template,
        article=article,
        translation=translation,
        locale_of_text=translation.locale,
        languages=NAMES,
        states=words_of_states(),
        significances=words_of_significance(),
        **words,
    )


@blueprint.get(f"{HERE}/history")
@access(Permission.ARTICLE_WRITE)
def index(article_id: int, lang: str) -> Page:
    """All revisions of one language: who, when, how much, who approved; two of them can be compared."""
    article, translation = _find(article_id, lang)
    revisions = queries_review.list_history(translation.id)
    people = {
        one for row in revisions for one in (row.author_id, row.approved_by_id, row.published_by_id)
    }
    return _page(
        "articles/history.html",
        article,
        translation,
        revisions=revisions,
        people=queries_review.list_people_of(people),
    )


@blueprint.get(f"{HERE}/history/<int:number>")
@access(Permission.ARTICLE_WRITE)
def show(article_id: int, lang: str, number: int) -> Page:
    """One revision as readers saw it, or would see it, with what was said about it."""
    article, translation = _find(article_id, lang)
    revision = queries_desk.get_revision(translation.id, number)
    notes = queries_review.list_notes(revision.id)
    people = {note.member_id for note in notes} | revision.writers
    return _page(
        "articles/revision.html",
        article,
        translation,
        revision=revision,
        notes=notes,
        people=queries_review.list_people_of(people | {revision.approved_by_id}),
        steps=words_of_steps(),
    )


@blueprint.get(f"{HERE}/compare")
@access(Permission.ARTICLE_WRITE)
def compare(article_id: int, lang: str) -> Page:
    """Two revisions side by side: `before` and `after` are their numbers, `whole` shows all lines."""
    article, translation = _find(article_id, lang)
    numbers = sorted((_number("before"), _number("after")))
    before, after = queries_review.get_pair(translation.id, numbers[0], numbers[1])
    is_whole = request.args.get("whole") == "1"
    return _page(
        "articles/compare.html",
        article,
        translation,
        before=before,
        after=after,
        is_whole=is_whole,
        differing=differences(words_of(before), words_of(after), is_whole=is_whole),
        people=queries_review.list_people_of({before.author_id, after.author_id}),
    )


def _number(name: str) -> int:
    said = request.args.get(name, "")
    if not said.isdecimal() or len(said) > 8:
        raise NotFound
    return int(said)


@blueprint.post(f"{HERE}/history/<int:number>/restore")
@access(Permission.ARTICLE_WRITE)
def restore(article_id: int, lang: str, number: int) -> Page:
    """Bring an old revision's words back, as a draft or straight to the readers."""
    actor = current_actor()
    article, translation = _find(article_id, lang)
    old = queries_desk.get_revision(translation.id, number)
    text = compose(old.title, old.summary, old.body, lang=lang)
    is_straight = request.form.get("then") == "publish"
    editor = url_for("articles_desk.edit", article_id=article_id, lang=lang)
    try:
        with writing():
            actions_publishing.restore_revision(actor, article, lang, revision=old, text=text)
            if is_straight:
                actions_publishing.publish(actor, article, lang)
    except Invalid:  # the editor says what does not hold any more
        said = _("The old words are below, not kept yet. Change what no longer holds, then save.")
        flash(said, "warning")
        return redirect(f"{editor}?restore={number}", 303)
    said = _("Readers see the old words again.")
    draft = _("The old words are the draft now. Readers see them once you publish it.")
    flash(said if is_straight else draft, "success")
    return redirect(editor, 303)
