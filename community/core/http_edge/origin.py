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
    if _must_be_ours() and _is_foreign():
        raise NotAllowed(_l("This form came from another site, so nothing was changed."))


def is_own_form() -> bool:
    """Whether no other site can have sent this form: what it holds may be shown to whoever sent it."""
    return _must_be_ours() and not _is_foreign()


def _must_be_ours() -> bool:
    if request.method in SAFE or request.endpoint is None:
        return False
    return not getattr(current_app.view_functions[request.endpoint], "from_anywhere", False)


def _is_foreign() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if origin is not None:
        return origin not in _own_origins()
    return site not in (None, "same-origin", "none")


def _own_origins() -> set[str]:
    public = urlsplit(current_app.config["PORTAL"].public_url)
    return {f"{public.scheme}://{public.netloc}", request.host_url.rstrip("/")}
