"""For the operator's tools: is the process alive, can it serve, what does it measure."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, request
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from community.core.db import db
from community.core.errors import NotFound, Unavailable
from community.core.metrics import METRICS
from community.core.versions import ContentVersion

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LOCAL = frozenset({"127.0.0.1", "::1"})
PATHS = frozenset({"/healthz", "/readyz", "/metrics"})


def healthz() -> Response:
    """The process answers."""
    return Response("ok\n", mimetype="text/plain")


def readyz() -> Response:
    """The process can serve: the database answers, and has our tables."""
    try:
        db.session.execute(select(ContentVersion.name).limit(1))
    except DBAPIError as error:
        raise Unavailable from error
    return Response("ready\n", mimetype="text/plain")


def show_metrics() -> Response:
    """Prometheus' text, for the machine itself or with the token."""
    token = current_app.config["PORTAL"].metrics_token
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    allowed = (
        hmac.compare_digest(sent.encode(), token.encode())
        if token
        else request.remote_addr in LOCAL
    )
    if not allowed:
        raise NotFound
    return Response(generate_latest(METRICS.registry), content_type=CONTENT_TYPE_LATEST)


blueprint = Blueprint("health", __name__)
blueprint.add_url_rule("/healthz", view_func=healthz)
blueprint.add_url_rule("/readyz", view_func=readyz)
blueprint.add_url_rule("/metrics", view_func=show_metrics)


class AnyHost:
    """Lets monitors ask by the machine's own name or address, which is no host name of the portal."""

    def __init__(self, app: WSGIApplication, host: str) -> None:
        self.app, self.host = app, host

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer the request; only what monitors ask is no longer asked for its host."""
        if environ.get("PATH_INFO") in PATHS:
            environ["HTTP_HOST"] = self.host
        return self.app(environ, start_response)
