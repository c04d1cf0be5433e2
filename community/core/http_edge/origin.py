"""A form sent from another site changes nothing: every unsafe request must come from our own origin."""

from urllib.parse import urlsplit

from flask import Flask, current_app, request
from flask_babel import lazy_gettext as _l

from community.core.errors import NotAllowed

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def init_origin(app: Flask) -> None:
    """Install the check."""
    app.before_request(check_origin)


def check_origin() -> None:
    """NotAllowed for an unsafe request that a browser says comes from elsewhere.

    A request without Origin and Sec-Fetch-Site is no browser's form (a mail program's one-click unsubscribe).
    """
    if request.method in SAFE or request.endpoint is None:
        return
    if getattr(current_app.view_functions[request.endpoint], "from_anywhere", False):
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    foreign = origin is not None and origin not in _own_origins()
    if foreign or (origin is None and site not in (None, "same-origin", "none")):
        raise NotAllowed(_l("This form came from another site, so nothing was changed."))


def _own_origins() -> set[str]:
    public = urlsplit(current_app.config["PORTAL"].public_url)
    return {f"{public.scheme}://{public.netloc}", request.host_url.rstrip("/")}
