"""The shape of what a search is asked by: anything unknown is left out."""

from collections.abc import Mapping

from community.core.i18n import LOCALES
from community.search.addresses import KINDS
from community.search.queries import Asked

MAX_TEXT, MAX_KEY, MAX_AFTER = 400, 40, 8_000


def asked(arguments: Mapping[str, str], locale: str) -> Asked:
    """The search of an address."""
    kind, lang = arguments.get("kind"), arguments.get("lang")
    return Asked(
        text=arguments.get("q", "")[:MAX_TEXT].replace("\x00", " ").strip(),
        locale=locale,
        kind=kind if kind in KINDS else None,
        lang=lang if lang in LOCALES else None,
        area=arguments.get("area", "")[:MAX_KEY] or None,
        after=arguments.get("after", "")[:MAX_AFTER] or None,
    )
