"""Sitemaps as sitemaps.org and Google's hreflang annotations ask for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from typing import Final

HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML: Final = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True)
class Place:
    """A page for search engines: its path, when it changed last, and the same in other languages."""

    path: str
    changed_at: datetime | None = None
    languages: Mapping[str, str] = field(default_factory=dict)


def write_index(site: str, names: Iterable[str]) -> str:
    """The list of all sitemaps."""
    rows = "".join(
        f"<sitemap><loc>{escape(site)}/sitemaps/{one}.xml</loc></sitemap>\n" for one in names
    )
    return f'{HEAD}<sitemapindex xmlns="{NAMESPACE}">\n{rows}</sitemapindex>\n'


def write_sitemap(site: str, places: Iterable[Place]) -> str:
    """One sitemap."""
    rows = "".join(_row(site, one) for one in places)
    return f'{HEAD}<urlset xmlns="{NAMESPACE}" xmlns:xhtml="{XHTML}">\n{rows}</urlset>\n'


def _row(site: str, place: Place) -> str:
    changed = f"<lastmod>{_instant(place.changed_at)}</lastmod>" if place.changed_at else ""
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{locale}" href="{escape(site + path)}"/>'
        for locale, path in place.languages.items()
    )
    return f"<url><loc>{escape(site + place.path)}</loc>{changed}{others}</url>\n"


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
