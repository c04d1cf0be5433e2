"""The reader's language and zone: the path's, the member's, the cookie's, then the browser's."""

from collections.abc import Callable

from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel
from flask_login import current_user

from community.core import i18n
from community.core.dates import init_dates
from community.core.drawing import init_drawing

LOCALE_COOKIE, THEME_COOKIE = "lang", "theme"
THEMES = ("light", "dark")


# The site's own language and time zone, for whoever says nothing.
Defaults = Callable[[], tuple[str, str]]


def init_locale(app: Flask, defaults: Defaults) -> None:
    """Install Flask-Babel with our order of choice."""
    app.extensions["portal_locale_defaults"] = defaults
    Babel(
        app,
        locale_selector=choose_locale,
        timezone_selector=choose_zone,
        default_translation_directories="translations",
    )
    init_dates(app)
    init_drawing(app)


def choose_locale() -> str:
    """One of our languages for this request."""
    if "locale" not in g:
        g.locale = _chosen()
    locale: str = g.locale
    return locale


def choose_by_request() -> str:
    """As `choose_locale`, from here on, by what the request says alone: nobody asks the database."""
    g.locale = _in_path() or _negotiated(None, i18n.DEFAULT)
    locale: str = g.locale
    return locale


def _chosen() -> str:
    if not has_request_context():
        return _defaults()[0]
    return _in_path() or _negotiated(_of_member(), _defaults()[0])


def _in_path() -> str | None:
    in_path = (request.view_args or {}).get("locale")
    return str(in_path) if in_path in i18n.LOCALES else None


def _negotiated(member: str | None, default: str) -> str:
    accepted = request.headers.get("Accept-Language", "")
    return negotiate(member, request.cookies.get(LOCALE_COOKIE), accepted, default)


def _defaults() -> tuple[str, str]:
    found: tuple[str, str] = current_app.extensions["portal_locale_defaults"]()
    return found


def _of_member() -> str | None:
    actor = getattr(current_user, "actor", None)
    return actor.locale if actor else None


def negotiate(member: str | None, cookie: str | None, accepted: str, default: str) -> str:
    """The first of these that we have: the member's, the cookie's, the browser's, the site's default."""
    for wanted in (member, cookie):
        if wanted in i18n.LOCALES:
            return str(wanted)
    for part in accepted.split(","):
        language = part.split(";")[0].strip().lower()[:2]
        if language in i18n.LOCALES:
            return language
    return default


def choose_zone() -> str:
    """The member's time zone, else the company's."""
    actor = getattr(current_user, "actor", None)
    return actor.time_zone if actor else _defaults()[1]


def choose_theme() -> str:
    """The theme of the cookie; empty follows the system."""
    theme = request.cookies.get(THEME_COOKIE, "") if has_request_context() else ""
    return theme if theme in THEMES else ""
