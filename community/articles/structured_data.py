"""What search engines read of an article: TechArticle and BreadcrumbList of schema.org."""

from collections.abc import Sequence
from typing import Any

from community.articles.addresses import article_address, help_address, section_address
from community.articles.queries import SectionRow
from community.articles.queries_article import ArticlePage, Credit
from community.core.i18n import local


def json_ld(
    page: ArticlePage, credits_: Sequence[Credit], *, site: str, publisher: str, help_word: str
) -> list[dict[str, Any]]:
    """The two objects of an article's page; `site` is the public address, without a slash at its end."""
    address = site + article_address(page.locale, page.section_slug, page.slug)
    section = local(page.section_name, page.wanted)
    crumbs = [
        (help_word, site + help_address(page.wanted)),
        (section, site + section_address(page.wanted, page.section_slug)),
        (page.title, address),
    ]
    article = {
        "@context": "https://schema.org",
        "@type": "TechArticle",
        "headline": page.title,
        "inLanguage": page.locale,
        "datePublished": page.first_published_at.isoformat(),
        "dateModified": page.published_at.isoformat(),
        "mainEntityOfPage": address,
        "articleSection": section,
        "publisher": {"@type": "Organization", "name": publisher},
        "author": [{"@type": "Person", "name": one.person.name} for one in credits_]
        or {"@type": "Organization", "name": publisher},
    }
    if page.summary:
        article["description"] = page.summary
    return [article, _breadcrumb(crumbs)]


def section_json_ld(
    section: SectionRow, locale: str, *, site: str, help_word: str
) -> dict[str, Any]:
    """Where a section's page stands."""
    here = (local(section.name, locale), site + section_address(locale, section.slug))
    return _breadcrumb([(help_word, site + help_address(locale)), here])


def _breadcrumb(crumbs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": address}
            for place, (name, address) in enumerate(crumbs, 1)
        ],
    }
