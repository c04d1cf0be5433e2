"""The help center and its sections as Atom feeds: each reader gets what he sees on the pages."""

from flask import Blueprint, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.articles import queries, queries_feed, queries_redirects
from community.articles.addresses import article_address, help_address, section_address
from community.articles.queries_feed import PublishedText
from community.core.atom import Entry, tag_uri
from community.core.errors import NotFound
from community.core.html_texts import absolute
from community.core.i18n import LOCALES, local
from community.feeds import answer_feed, site_and_host
from community.policies.access import access
from community.policies.permission import Permission

blueprint = Blueprint("help_feeds", __name__)

LOCALE = f"<any({', '.join(LOCALES)}):locale>"


@blueprint.get(f"/help/{LOCALE}/feed.atom")
@access(Permission.PUBLIC_READ)
def help_center(locale: str) -> Response:
    """What was published last in this language."""
    texts = queries_feed.list_newest(current_actor(), locale)
    page = help_address(locale)
    return _feed(texts, locale, page, title=_("Help"), name=f"help/{locale}")


@blueprint.get(f"/help/{LOCALE}/<section>/feed.atom")
@access(Permission.PUBLIC_READ)
def section(locale: str, section: str) -> Response:
    """What was published last in this section; an old address answers 301."""
    actor = current_actor()
    found = queries.find_section(actor, locale, section)
    if found is None:
        moved = queries_redirects.find_moved_section(actor, locale, section)
        if moved is None:
            raise NotFound
        return redirect(f"{moved}/feed.atom", 301)
    texts = queries_feed.list_newest(actor, locale, found.id)
    page, name = section_address(locale, found.slug), f"section/{found.id}/{locale}"
    return _feed(texts, locale, page, title=local(found.name), name=name)


def _feed(texts: list[PublishedText], locale: str, page: str, *, title: str, name: str) -> Response:
    entries = [_entry(one, *site_and_host()) for one in texts]
    return answer_feed(entries, path=request.path, page=page, title=title, name=name, lang=locale)


def _entry(text: PublishedText, site: str, host: str) -> Entry:
    address = site + article_address(text.locale, text.section_slug, text.slug)
    return Entry(
        identity=tag_uri(host, f"article/{text.article_id}/{text.locale}"),
        address=address,
        title=text.title,
        lang=text.locale,
        published=text.first_published_at,
        updated=text.published_at,
        summary=text.summary,
        html=absolute(text.html, address, site),
    )
