"""Addresses that the head of every page names: the colours of the site and the page itself."""

import hashlib

from flask import current_app

from community import site_settings
from community.settings_catalogue import SiteSettings


def theme_version() -> str:
    """A name that changes with the site's colours, so that their style sheet may be kept for ever."""
    settings = site_settings.current()
    colours = f"{settings.accent} {settings.status_colours}".strip()
    return hashlib.sha256(colours.encode()).hexdigest()[:10]


def theme_url() -> str:
    """The address of the site's colours; empty while there are none but the style sheet's own."""
    settings = site_settings.current()
    is_plain = settings.accent == SiteSettings.accent
    return "" if is_plain and not settings.status_colours else f"/theme.{theme_version()}.css"


def canonical_url(path: str) -> str:
    """The one address of the page at this path, on the configured site."""
    public_url: str = current_app.config["PORTAL"].public_url
    return public_url + path
