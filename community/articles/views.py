"""What readers see of the help center."""

from typing import Any

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound as NoRoute
from werkzeug.wrappers import Response

from community import site_settings
from community.accounts.session import current_actor
from community.accounts.sharing import shared_by_peers
from community.articles import (
    actions_life,
    queries,
    queries_article,
    queries_audience,
    queries_desk,
    queries_redirects,
)
from community.articles.addresses import article_address, help_address
from community.articles.forms import RatingReasonForm
from community.articles.queries_article import ArticlePage
from community.articles.states import FeedbackReason, next_change_of_trust
from community.articles.structured_data import json_ld, section_json_ld
from community.articles.wording import words_of_credits
from community.content.models import FollowState, TargetKind
from community.content.queries import find_follow
from community.core.clock import now
from community.core.db import writing
from community.core.errors import NotFound, PortalError
from community.core.forms import number_of
from community.core.html_texts import link_headings
from community.core.http_edge.errors import answer
from community.core.http_edge.page_cache import keep_until, page_signal
from community.core.i18n import LOCALES
from community.core.i18n import locale as readers_locale
from community.core.limits import limit
from community.core.markup import silent_pictures
from community.core.signals import visitor_key
from community.curation.queries import get_community
from community.curation.queries_chain import list_wishes
from community.policies.access import access
from community.policies.actor import Actor
from community.policies.permission import Permission

blueprint = Blueprint("help", __name__)

Page = str | Response
LOCALE = f"<any({', '.join(LOCALES)}):locale>"
# Of a text, where the page around it may be in another.
LANG = f"<any({', '.join(LOCALES)}):lang>"
ANSWERS = ("yes", "no", "thanks")
RATINGS_AN_HOUR = 60


blueprint.add_app_template_global(link_headings, "linked_headings")
blueprint.add_app_template_global(silent_pictures)


@blueprint.get("/help")
@access(Permission.PUBLIC_READ)
def front() -> Page:
    """The help center in the reader's language."""
    return redirect(help_address(readers_locale()), 302)


@blueprint.get(f"/help/{LOCALE}")
@access(Permission.PUBLIC_READ)
@shared_by_peers
def index(locale: str) -> Page:
    """Categories and sections."""
    actor = current_actor()
    shelves = queries.list_shelves(actor, locale)
    most_read = queries.list_most_read(actor, locale) if shelves else []
    return render_template("articles/index.html", shelves=shelves, most_read=most_read)


@blueprint.get(f"/help/{LOCALE}/<section>")
@access(Permission.PUBLIC_READ)
@shared_by_peers
def show_section(locale: str, section: str) -> Page:
    """The articles of a section; an old address answers 301."""
    actor = current_actor()
    found = queries.find_section(actor, locale, section)
    if found is None:
        return _moved(queries_redirects.find_moved_section(actor, locale, section))
    page = queries.list_articles(actor, found.id, locale, request.args.get("after"))
    seen_by = queries_audience.find_mark(found.audience_id, is_public=found.is_public)
    follow = find_follow(actor, TargetKind.SECTION, found.id)
    return render_template(
        "articles/section.html",
        section=found,
        page=page,
        seen_by=seen_by,
        is_following=follow is FollowState.FOLLOWING,
        slugs=queries.list_slugs(found.id),
        data=section_json_ld(found, locale, site=_site(), help_word=_("Help")),
    )


def _site() -> str:
    address: str = current_app.config["PORTAL"].public_url
    return address


@blueprint.get(f"/help/{LOCALE}/<section>/<slug>")
@access(Permission.PUBLIC_READ)
@shared_by_peers
def show(locale: str, section: str, slug: str) -> Page:
    """An article; an old address answers 301, and so does one of another language that is translated."""
    actor = current_actor()
    page = queries_article.find_article(actor, locale, section, slug)
    if page is None:
        return _moved(queries_redirects.find_moved_article(actor, locale, section, slug))
    languages = queries_article.list_languages(page.article_id)
    if page.is_fallback and locale in languages:
        own = languages[locale]
        return redirect(article_address(locale, own.section_slug, own.slug), 301)
    page_signal("article_viewed", article=page.article_id, locale=page.locale)
    return render_template("articles/show.html", **_surroundings(actor, page), languages=languages)


def _moved(address: str | None) -> Response:
    if address is None:
        raise NotFound
    query = request.query_string.decode("ascii", "ignore")
    page, mark, place = address.partition("#")
    return redirect(f"{page}?{query}{mark}{place}" if query else address, 301)


def _surroundings(actor: Actor, page: ArticlePage) -> dict[str, Any]:
    """What stands around the text; the page changes with its trust."""
    change = next_change_of_trust(page.valid_until, now())
    if change is not None:
        keep_until(change)
    credits_, verifier = queries_article.list_credits(page)
    settings = site_settings.current()
    data = json_ld(
        page, credits_, site=_site(), publisher=settings.company_name, help_word=_("Help")
    )
    return {
        "page": page,
        "seen_by": queries_audience.find_mark(page.audience_id, is_public=page.is_public),
        "credits": credits_,
        "verifier": verifier,
        "related": queries_article.list_related(actor, page),
        "helped": _helped(actor, page),
        "form": RatingReasonForm(),
        "data": data,
        "community": get_community(actor, page.article_id),
        "wishes": list_wishes(actor, page.article_id, page.wanted),
        "roles": words_of_credits(),
        "may_verify": _may_verify(actor, page),
    }


def _helped(actor: Actor, page: ArticlePage) -> str:
    """How far the reader's own voice has come: "", "yes", "no", or "thanks" when all is said."""
    said = request.args.get("helped", "")
    if said in ANSWERS:
        return said
    own = queries_article.find_own_feedback(actor, page.basis_id)
    return "" if own is None else "thanks"


def _may_verify(actor: Actor, page: ArticlePage) -> bool:
    return page.is_live and queries_desk.may_verify(actor, page.article_id)


@blueprint.post(f"/help/{LOCALE}/articles/<int:article_id>/{LANG}/rating")
@access(Permission.ARTICLE_FEEDBACK)
def rate(locale: str, article_id: int, lang: str) -> Page:
    """Say whether the text helped."""
    actor, key = current_actor(), _visitor_key()
    # Not by the visitor's key: whoever calls his browser another name has another key.
    limit(f"rating:{actor.member_id or request.remote_addr}", RATINGS_AN_HOUR, 3600)
    page = queries_article.get_live(actor, article_id, lang, wanted=locale)
    helped = request.form.get("helpful", "")
    if helped not in ("yes", "no"):
        raise NotFound
    translation, seen = queries_desk.get_translation(article_id, lang), request.form.get("seen")
    with writing():
        actions_life.rate(
            actor,
            translation,
            was_helpful=helped == "yes",
            visitor_key=key,
            seen=number_of(seen),
        )
    return _rated(page, helped)


@blueprint.post(f"/help/{LOCALE}/articles/<int:article_id>/{LANG}/rating/reason")
@access(Permission.ARTICLE_FEEDBACK)
def explain_rating(locale: str, article_id: int, lang: str) -> Page:
    """Say why."""
    actor, form = current_actor(), RatingReasonForm.of_request()
    page = queries_article.get_live(actor, article_id, lang, wanted=locale)
    if not form.is_sent:
        return _rated(page, "yes" if request.form.get("helpful") == "yes" else "no", form)
    reason = FeedbackReason(form.reason.data) if form.reason.data else None
    translation = queries_desk.get_translation(article_id, lang)
    with writing():
        actions_life.explain_rating(
            actor, translation, reason=reason, text=form.text.data or "", visitor_key=_visitor_key()
        )
    return _rated(page, "thanks")


def _visitor_key() -> str:
    secret = current_app.config["PORTAL"].secret_key
    return visitor_key(secret, request.remote_addr or "", request.user_agent.string)


def _rated(page: ArticlePage, helped: str, form: RatingReasonForm | None = None) -> Page:
    """The next step of the same box; without script the whole page comes again."""
    if request.headers.get("HX-Request"):
        form = form or RatingReasonForm()
        return render_template("articles/_rating.html", page=page, helped=helped, form=form)
    address = article_address(page.wanted, page.section_slug, page.slug)
    return redirect(f"{address}?helped={helped}#rating", 303)


@blueprint.post(f"/help/{LOCALE}/articles/<int:article_id>/{LANG}/verify")
@access(Permission.ARTICLE_VERIFY)
def verify(locale: str, article_id: int, lang: str) -> Page:
    """Say that what readers see is right."""
    actor = current_actor()
    page = queries_article.get_live(actor, article_id, lang, wanted=locale)
    article = queries_desk.get_article(actor, article_id)
    with writing():
        actions_life.verify(actor, article, lang, seen=number_of(request.form.get("basis")))
    flash(_("Thank you: readers now see that you checked this article."), "success")
    return redirect(article_address(locale, page.section_slug, page.slug), 303)


@blueprint.app_errorhandler(404)
def find_old_path(error: NoRoute) -> Response:
    """A path of the site that an import came from leads to its article for ever; all others are not found."""
    if request.method in ("GET", "HEAD"):
        try:
            address = queries_redirects.find_old_path(
                current_actor(), request.path, readers_locale()
            )
            return _moved(address or queries_redirects.find_page(request.path))
        except PortalError as refused:
            return make_response(answer(refused))
    return make_response(answer(NotFound()))
