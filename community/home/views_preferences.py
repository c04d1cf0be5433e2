"""What anybody may choose without an account: language and theme, kept in a cookie; and the site's colours."""

import re

from flask import Blueprint, Response, current_app, redirect, request
from sqlalchemy import update
from werkzeug.wrappers import Response as BaseResponse

from community import site_settings
from community.accounts.models import Member
from community.accounts.session import current_actor, safe_next
from community.core import i18n
from community.core.colours import read_colours, theme_css, tones_css
from community.core.db import db, writing
from community.core.http_edge.locale import LOCALE_COOKIE, THEME_COOKIE, THEMES
from community.home.addresses import theme_version
from community.policies.access import access
from community.policies.permission import Permission

blueprint = Blueprint("preferences", __name__)

YEAR_SECONDS = 365 * 24 * 3600


@blueprint.post("/preferences/theme")
@access(Permission.PUBLIC_READ)
def choose_theme() -> BaseResponse:
    """Keep the theme; anything but ours follows the system."""
    theme = request.form.get("theme", "")
    return _keep(THEME_COOKIE, theme if theme in THEMES else "")


@blueprint.post("/preferences/language")
@access(Permission.PUBLIC_READ)
def choose_language() -> BaseResponse:
    """Keep the language, for a member also in his profile."""
    language = request.form.get("language", "")
    language = language if language in i18n.LOCALES else i18n.DEFAULT
    member_id = current_actor().member_id
    if member_id is not None:
        with writing():
            db.session.execute(update(Member).where(Member.id == member_id).values(locale=language))
    return _keep(LOCALE_COOKIE, language, next_=_in_language(request.form.get("next"), language))


def _in_language(address: str | None, language: str) -> str | None:
    """The same page in this language, where addresses say one; the help center finds the translation."""
    pattern = rf"^/(help|glossary|services)/(?:{'|'.join(i18n.LOCALES)})(?=[/?#]|$)"
    return re.sub(pattern, rf"/\1/{language}", address or "") or None


def _keep(cookie: str, value: str, *, next_: str | None = None) -> BaseResponse:
    response = redirect(safe_next(next_ or request.form.get("next")) or "/", 303)
    secure = current_app.config["PORTAL"].is_secure
    if value:
        response.set_cookie(
            cookie, value, max_age=YEAR_SECONDS, httponly=True, samesite="Lax", secure=secure
        )
    else:
        response.delete_cookie(cookie, httponly=True, samesite="Lax", secure=secure)
    return response


@blueprint.get("/theme.<version>.css")
@access(Permission.PUBLIC_READ)
def theme(version: str) -> Response:
    """The site's colours as a style sheet; an old version gets the present colours and is not kept."""
    settings = site_settings.current()
    css = theme_css(settings.accent) + tones_css(read_colours(settings.status_colours))
    response = Response(css, mimetype="text/css")
    fresh = version == theme_version()
    response.headers["Cache-Control"] = (
        f"public, max-age={YEAR_SECONDS}, immutable" if fresh else "no-store"
    )
    return response
