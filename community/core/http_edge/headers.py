"""Headers on every answer, errors too, and the request's id and measure."""

import logging
import time

from flask import Flask, Response, g, request

from community.core import request_id
from community.core.metrics import METRICS

log = logging.getLogger("community.requests")

POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "style-src": "'self'",
    "script-src": "'self'",
    "connect-src": "'self'",
    "font-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
# The button that goes back shows a page of these from no browser's memory: whoever signed out has left them.
UNKEPT = ("/desk/", "/admin/", "/account/")
# A method can be any word: each of these others would be a series of its own for ever.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def init_headers(app: Flask) -> None:
    """Install the hooks."""
    secure = app.config["PORTAL"].is_secure

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        request_id.begin(request.headers.get("X-Request-Id"))

    @app.after_request
    def finish(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        response.headers["X-Request-Id"] = request_id.current() or ""
        if f"{request.path}/".startswith(UNKEPT):
            response.headers["Cache-Control"] = "no-store"
        elif not response.headers.get("Cache-Control"):
            response.headers["Cache-Control"] = "private, no-cache"
        _measure(response)
        return response


def _measure(response: Response) -> None:
    seconds = time.perf_counter() - g.get("began", time.perf_counter())
    method = request.method if request.method in METHODS else "other"
    METRICS.requests.labels(method, response.status_code).inc()
    METRICS.request_seconds.observe(seconds)
    log.info(
        "answered",
        extra={
            "method": method,
            # Not the path: in some stands a token.
            "route": request.url_rule.rule if request.url_rule else None,
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
        },
    )
