"""The help center and its sections as Atom feeds: each reader gets what he sees on the pages."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app
from flask_babel import gettext as _

from community import site_settings
from community.accounts.session import current_actor
from community.articles import queries, queries_feed
from community.articles.addresses import article_address, help_address, section_address
from community.articles.queries_feed import PublishedText
from community.core import atom
from community.core.atom import Entry, Feed, tag_uri
from community.core.errors import NotFound
from community.core.html_texts import absolute
from community.core.i18n import LOCALES, local
from community.policies.access import access
from community.policies.permission import Permission

blueprint = Blueprint("help_feeds", __name__)

LOCALE = f"<any({', '.join(LOCALES)}):locale>"


@blueprint.get(f"/help/{LOCALE}/feed.atom")
@access(Permission.PUBLIC_READ)
def help_center(locale: str) -> Response:
    """What was published last in this language."""
    texts = queries_feed.list_newest(current_actor(), locale)
    title = f"{_('Help')} · {site_settings.current().site_name}"
    return _feed(texts, locale, help_address(locale), title=title, name=f"help/{locale}")


@blueprint.get(f"/help/{LOCALE}/<section>/feed.atom")
@access(Permission.PUBLIC_READ)
def section(locale: str, section: str) -> Response:
    """What was published last in this section."""
    actor = current_actor()
    found = queries.find_section(actor, locale, section)
    if found is None:
        raise NotFound
    texts = queries_feed.list_newest(actor, locale, found.id)
    title = f"{local(found.name)} · {site_settings.current().site_name}"
    address = section_address(locale, found.slug)
    return _feed(texts, locale, address, title=title, name=f"section/{found.id}/{locale}")


def _feed(texts: list[PublishedText], locale: str, page: str, *, title: str, name: str) -> Response:
    site = current_app.config["PORTAL"].public_url
    host = urlsplit(site).hostname or "localhost"
    feed = Feed(
        identity=tag_uri(host, name),
        address=f"{site}{page}/feed.atom",
        page=f"{site}{page}",
        title=title,
        lang=locale,
        author=site_settings.current().company_name,
        entries=[_entry(one, site, host) for one in texts],
        began=atom.BEGINNING,
    )
    return Response(atom.write(feed), mimetype=atom.MIME)


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
