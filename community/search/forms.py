"""The shape of what a search is asked by: anything unknown is left out."""

from collections.abc import Mapping

from community.core.i18n import LOCALES
from community.search.addresses import KINDS
from community.search.queries import Asked

MAX_TEXT, MAX_KEY, MAX_AFTER = 400, 40, 8_000


def asked(arguments: Mapping[str, str], locale: str) -> Asked:
    """The search of an address."""
    kind, lang = arguments.get("kind"), arguments.get("lang")

    def word(name: str, most: int) -> str:
        # PostgreSQL takes no NUL and no lone surrogate in a text.
        kept = arguments.get(name, "")[:most].encode("utf-8", "replace").decode()
        return kept.replace("\x00", " ").strip()

    return Asked(
        text=word("q", MAX_TEXT),
        locale=locale,
        kind=kind if kind in KINDS else None,
        lang=lang if lang in LOCALES else None,
        area=word("area", MAX_KEY) or None,
        after=word("after", MAX_AFTER) or None,
    )
