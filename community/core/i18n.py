"""Languages: which there are, and which of several words a reader gets."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo, available_timezones

from flask_babel import get_locale

LOCALES = ("en", "fr")
DEFAULT = "en"
NAMES = {"en": "English", "fr": "Français"}
TIME_ZONES = (
    *sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/")),
    "UTC",
)


def locale() -> str:
    """The language of the interface for whoever is served now."""
    found = get_locale()
    return found.language if found and found.language in LOCALES else DEFAULT


def named_or_own(wanted: str | None) -> str:
    """The language that somebody named, if it is one of ours, else that of the interface."""
    return wanted if wanted in LOCALES and wanted is not None else locale()


def local(words: Mapping[str, str], language: str | None = None) -> str:
    """The words in this language (default: the reader's), else in English, else whichever there are."""
    wanted = language or locale()
    return (
        words.get(wanted)
        or words.get(DEFAULT)
        or next((text for text in words.values() if text), "")
    )


def zone(name: str | None) -> ZoneInfo:
    """The time zone of this name, UTC for an unknown one."""
    return ZoneInfo(name) if name in TIME_ZONES else ZoneInfo("UTC")
