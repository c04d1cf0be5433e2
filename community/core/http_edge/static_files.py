"""Joined style sheets and scripts, the site's colours, and pictures that people sent."""

from datetime import UTC, datetime

from flask import Blueprint, Response, make_response, request, send_file

from community.core.assets import assets
from community.core.files import files

blueprint = Blueprint("files", __name__)


@blueprint.get("/assets/<name>")
def asset(name: str) -> Response:
    """A joined file in the best encoding that the browser takes."""
    found = assets().sendable(name, request.headers.get("Accept-Encoding", ""))
    response = send_file(
        found.path,
        mimetype=found.content_type,
        etag=False,
        last_modified=datetime(2020, 1, 1, tzinfo=UTC),
    )
    if found.encoding:
        response.headers["Content-Encoding"] = found.encoding
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = found.cache_control
    return response


@blueprint.get("/files/<key>")
def picture(key: str) -> Response:
    """A picture or its thumbnail."""
    found = files().sendable(key)
    response = make_response(send_file(found.path, mimetype=found.content_type))
    response.headers["Cache-Control"] = found.cache_control
    response.headers["Content-Disposition"] = "inline"
    return response
