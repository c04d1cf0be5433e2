"""Addresses that the head of every page names: the colours of the site and the page itself."""

import hashlib

from flask import current_app

from community import site_settings


def version_of(accent: str) -> str:
    """A name that changes with the colour, so that its style sheet may be kept for ever."""
    return hashlib.sha256(accent.encode()).hexdigest()[:10]


def theme_url() -> str:
    """The address of the site's colours; empty while the accent is the style sheet's own."""
    accent = site_settings.current().accent
    default = site_settings.SiteSettings.accent
    return "" if accent == default else f"/theme.{version_of(accent)}.css"


def canonical_url(path: str) -> str:
    """The one address of the page at this path, on the configured site."""
    public_url: str = current_app.config["PORTAL"].public_url
    return public_url + path
