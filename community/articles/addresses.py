"""Where the help center's pages stand, and what an old address is kept under."""

from slugify import slugify

SLUG_LENGTH = 80


def help_address(locale: str) -> str:
    """The help center in a language."""
    return f"/help/{locale}"


def section_address(locale: str, section: str) -> str:
    """A section's page."""
    return f"/help/{locale}/{section}"


def article_address(locale: str, section: str, slug: str) -> str:
    """An article's page."""
    return f"/help/{locale}/{section}/{slug}"


def old_slug_path(section_id: int, locale: str, slug: str) -> str:
    """Under what an article's old slug is kept: by the section's id, so that renaming sections rewrites nothing."""
    return f"help:{section_id}/{locale}/{slug}"


def slug_of(words: str, fallback: str) -> str:
    """Words as they stand in an address: lower case, letters, numbers and hyphens."""
    return slugify(words, max_length=SLUG_LENGTH, word_boundary=True) or fallback
