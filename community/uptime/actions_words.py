"""What the team says in several languages: that it says something, and what of that is kept."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from community.core.errors import Invalid

Words = Mapping[str, str]


def check_words(words: Words, field: str) -> None:
    """Invalid where nothing is said in any language."""
    if not any(text.strip() for text in words.values()):
        raise Invalid(_l("Please write something here, in one language at least."), field=field)


def clean(words: Words) -> dict[str, str]:
    """The languages in which something is said."""
    return {locale: text.strip() for locale, text in words.items() if text.strip()}
