"""Errors become a page in the reader's language, or problem+json for programs: status, what happened, what to do."""

import logging
from http import HTTPStatus

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from jinja2 import TemplateError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException

from community.core import request_id
from community.core.db import db
from community.core.errors import (
    Conflict,
    Gone,
    Invalid,
    NotAllowed,
    NotFound,
    PortalError,
    TooMany,
    Unavailable,
)

log = logging.getLogger(__name__)

WORTH_KEEPING = 20
SECRETS = frozenset({"password", "current"})


def init_errors(app: Flask) -> None:
    """Install the one renderer for our errors, Werkzeug's, the database's and all others."""
    app.register_error_handler(PortalError, answer)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(DBAPIError, _of_database)
    app.register_error_handler(OverflowError, _of_odd_values)
    app.register_error_handler(UnicodeEncodeError, _of_odd_values)
    app.register_error_handler(Exception, _of_surprise)


def answer(error: PortalError) -> Response:
    """The page or problem of an error."""
    db.session.rollback()
    response = _problem(error) if _wants_problem() else _page(error)
    response.status_code = error.status
    response.headers["Cache-Control"] = "no-store"
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, Unavailable):
        response.headers["Retry-After"] = "5"
    return response


def _wants_problem() -> bool:
    if request.path.startswith("/api/"):
        return True
    accepted = request.accept_mimetypes
    return "json" in (request.headers.get("Accept") or "") and not accepted.accept_html


def _problem(error: PortalError) -> Response:
    status = HTTPStatus(error.status)
    body: dict[str, object] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": str(error.message),
        "instance": f"urn:request:{request_id.current()}",
    }
    if isinstance(error, Invalid) and error.field:
        body["errors"] = [{"field": error.field, "message": str(error.message)}]
    response = jsonify(body)
    response.headers["Content-Type"] = "application/problem+json"
    return response


def _page(error: PortalError) -> Response:
    try:
        template = (
            "errors/fragment.html" if request.headers.get("HX-Request") else "errors/page.html"
        )
        typed = _typed() if _comes_after_checks(error) else []
        return make_response(
            render_template(template, error=error, request_id=request_id.current(), typed=typed)
        )
    except (DBAPIError, TemplateError, RuntimeError, PortalError, HTTPException):
        # The database is away or the host is not ours: the layout cannot be drawn, a plain page can.
        log.exception("error page failed")
        return make_response(
            render_template("errors/plain.html", error=error, request_id=request_id.current())
        )


def _comes_after_checks(error: PortalError) -> bool:
    """Whether an action refused what this person himself sent: a forged form gets no echo."""
    return isinstance(error, Conflict) or (isinstance(error, NotAllowed) and error.can_be_earned)


def _typed() -> list[str]:
    """The sentences that a refused form held, to be copied: nothing typed is lost."""
    return [
        words
        for name, words in request.form.items()
        if name not in SECRETS and len(words.split()) > 1 and len(words) >= WORTH_KEEPING
    ]


OF_STATUS: dict[int, type[PortalError]] = {
    403: NotAllowed,
    404: NotFound,
    410: Gone,
    429: TooMany,
    503: Unavailable,
}


def _of_http(error: HTTPException) -> Response | HTTPException:
    if error.code is None or error.code < 400:
        return error
    kind = OF_STATUS.get(error.code)
    if kind is not None:
        return answer(kind())
    ours = PortalError(_explained(error.code))
    ours.status = error.code
    response = answer(ours)
    for name, value in error.get_headers():
        if name in ("Allow", "WWW-Authenticate"):
            response.headers[name] = value
    return response


def _explained(code: int) -> LazyString:
    if code == 413:
        return _l("That is more than we can take at once. Please make it smaller and try again.")
    if code == 405:
        return _l("This address cannot be used that way. Go back and use the buttons on the page.")
    return _l("We could not understand this request. Go back and try again.")


def _of_database(error: DBAPIError) -> Response:
    if isinstance(error, IntegrityError):
        log.warning("a rule of the database refused a change", exc_info=error)
        return answer(Conflict())
    if isinstance(error, DataError):
        return _of_odd_values(error)
    if isinstance(error, OperationalError):
        log.error("database away", exc_info=error)
        return answer(
            Unavailable(
                _l("The portal cannot reach its data right now. Nothing was lost; try again soon.")
            )
        )
    return _of_surprise(error)


def _of_odd_values(error: Exception) -> Response:
    """A value that no column can hold (a huge number, NUL, half a character) came from whoever asked."""
    log.warning("a value that no column can hold", exc_info=error)
    ours = PortalError(_explained(400))
    ours.status = 400
    return answer(ours)


def _of_surprise(error: Exception) -> Response:
    log.error("unexpected error", exc_info=error)
    return answer(
        PortalError(
            _l("Something went wrong on our side. It is noted; please try again in a minute.")
        )
    )
