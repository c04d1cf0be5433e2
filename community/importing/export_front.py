"""Rows of the help center as front matter."""

from collections.abc import Mapping

from community.articles.audiences import PUBLIC
from community.articles.models import HelpCategory, HelpSection
from community.importing.help_tree import Front, instant, without_empty
from community.importing.queries_export import ArticleFacts, Words


def words_of(shelf: HelpCategory | HelpSection, position: int) -> Front:
    """Name, description and place of a category or a section."""
    return {
        "name": in_order(shelf.name),
        "description": in_order(shelf.description),
        "position": position,
    }


def in_order(words: Mapping[str, str]) -> dict[str, str]:
    """Words by language, always in one order."""
    return {locale: words[locale] for locale in sorted(words) if words[locale]}


def closed(grants: list[str]) -> list[str] | None:
    """Who sees it, nothing for everybody."""
    return None if PUBLIC in grants else list(grants)


def of_article(facts: ArticleFacts) -> Front:
    """What front matter says of the article in all its languages."""
    return {
        "source": facts.lang,
        "created": instant(facts.created_at),
        "created_by": facts.created_by,
        "owner": facts.owner,
        "audience": None if facts.inherits_audience else list(facts.grants or []),
        "archived": instant(facts.archived_at),
    }


def of_published(words: Words) -> Front:
    """What front matter says of a text that readers see."""
    verified = without_empty(
        {
            "by": words.verified_by,
            "at": instant(words.verified_at),
            "until": instant(words.valid_until),
        }
    )
    return {
        "published": instant(words.published_at),
        "first_published": instant(words.first_published_at),
        "staleness": str(words.staleness) if words.staleness != "current" else None,
        "verified": verified,
    }
