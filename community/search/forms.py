"""The shape of what a search is asked by: anything unknown is left out."""

from collections.abc import Mapping

from community.core.i18n import LOCALES
from community.search.addresses import KINDS
from community.search.asked import Asked
from community.search.language import STATES_OF_KIND

STATES = frozenset(state for states in STATES_OF_KIND.values() for state in states)
MAX_TEXT, MAX_KEY, MAX_AFTER = 400, 40, 8_000


def asked(arguments: Mapping[str, str], locale: str) -> Asked:
    """The search of an address."""
    kind, lang, state = (arguments.get(name) for name in ("kind", "lang", "state"))

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
        state=state if state in STATES else None,
        after=word("after", MAX_AFTER) or None,
    )
