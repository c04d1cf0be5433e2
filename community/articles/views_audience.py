"""Who sees an article: what it inherits, and what is its own."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.articles import actions_audience, queries_audience, queries_desk
from community.articles.audiences import left_out
from community.articles.forms_audience import AudienceForm, present_audience
from community.articles.models import Article
from community.core.db import writing
from community.core.errors import Invalid
from community.core.i18n import LOCALES, NAMES
from community.policies.access import access
from community.policies.permission import Permission

blueprint = Blueprint("articles_audience", __name__)

Page = str | Response | tuple[str, int]
LANG = f"<any({', '.join(LOCALES)}):lang>"


@blueprint.route(f"/desk/articles/<int:article_id>/{LANG}/audience", methods=["GET", "POST"])
@access(Permission.ARTICLE_WRITE)
def change(article_id: int, lang: str) -> Page:
    """Let others see the article, or as its section again."""
    article = queries_desk.get_article(current_actor(), article_id)
    translation = queries_desk.get_translation(article_id, lang)
    own = None if article.inherits_audience else article.grants
    form = AudienceForm.of_request(**present_audience(own))
    form.offer(queries_audience.list_choices(), outer=_("As its section"))
    if form.is_sent:
        try:
            return _keep(article, lang, form)
        except Invalid as invalid:
            form.land(invalid)
    around = {"article": article, "translation": translation, "form": form, **_story(article)}
    page = render_template("articles/audience.html", **around, locale_of_text=lang, languages=NAMES)
    return page, 422 if request.method == "POST" else 200


def _keep(article: Article, lang: str, form: AudienceForm) -> Response:
    grants = form.grants
    with writing():
        actions_audience.set_audience(current_actor(), article, grants)
    flash(_("Kept. It counts everywhere from now on."), "success")
    return redirect(url_for("articles_audience.change", article_id=article.id, lang=lang), 303)


def _story(article: Article) -> dict[str, Any]:
    ids = {article.subject.audience_id, article.section.audience_id}
    held = queries_audience.list_grants_of(ids)
    outer = held[article.section.audience_id]
    beyond = left_out(outer, None if article.inherits_audience else article.grants)
    return {
        "seen_by": queries_audience.seen_by(held[article.subject.audience_id]),
        "outer": queries_audience.seen_by(outer),
        "beyond": queries_audience.seen_by(beyond) if beyond else None,
    }
