"""Errors become a page in the reader's language, or problem+json for programs: status, what happened, what to do."""

import logging
from http import HTTPStatus

from flask import (
    Flask,
    Response,
    current_app,
    jsonify,
    make_response,
    render_template,
    request,
)
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from jinja2 import TemplateError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoneIsFree
from werkzeug.exceptions import HTTPException

from community.core import request_id
from community.core.db import db
from community.core.engines import is_unusable
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
from community.core.http_edge.locale import choose_by_request, choose_theme
from community.core.http_edge.origin import is_own_form

log = logging.getLogger(__name__)

WORTH_KEEPING = 20
# Fields of a form that hold nothing to be copied: secrets, and where one was.
NO_WORDS = frozenset({"password", "current", "csrf_token", "back", "next", "kept_at"})


def init_errors(app: Flask) -> None:
    """Install the one renderer for our errors, Werkzeug's, the database's and all others."""
    app.register_error_handler(PortalError, answer)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(DBAPIError, _of_database)
    app.register_error_handler(NoneIsFree, _of_database)
    app.register_error_handler(OverflowError, _of_odd_values)
    app.register_error_handler(UnicodeEncodeError, _of_odd_values)
    app.register_error_handler(Exception, _of_surprise)


def answer(error: PortalError) -> Response:
    """The page or problem of an error."""
    db.session.rollback()
    try:
        response = _problem(error) if _wants_problem() else _page(error)
    except (SQLAlchemyError, TemplateError, RuntimeError, OSError, PortalError, HTTPException):
        # The database is away, the disk full or the host not ours: the layout cannot be drawn, a plain page can.
        log.exception("error page failed")
        locale = choose_by_request()
        response = _problem(error) if _wants_problem() else _plain(error, locale)
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
    return make_response(render_template(_template("errors/page.html"), **_shown(error)))


def _plain(error: PortalError, locale: str) -> Response:
    """What stands by itself: nothing that pages are told of everywhere, such as who is asking."""
    plain = current_app.jinja_env.get_template(_template("errors/plain.html"))
    return make_response(plain.render(locale=locale, theme=choose_theme(), **_shown(error)))


def _template(whole: str) -> str:
    return "errors/fragment.html" if request.headers.get("HX-Request") else whole


def _shown(error: PortalError) -> dict[str, object]:
    return {"error": error, "request_id": request_id.current(), "typed": _typed()}


def _typed() -> list[str]:
    """The sentences that a form held which could not be taken, to be copied: nothing typed is lost."""
    try:
        is_ours = is_own_form()
    except HTTPException:  # the host is not ours
        is_ours = False
    return [words for words in typed_words() if is_ours and len(words.split()) > 1]


def typed_words() -> list[str]:
    """The words that the form of this request holds and that are worth copying."""
    fields = request.form.items()
    return [words for name, words in fields if name not in NO_WORDS and len(words) >= WORTH_KEEPING]


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


def _of_database(error: DBAPIError | NoneIsFree) -> Response:
    if isinstance(error, IntegrityError):
        log.warning("a rule of the database refused a change", exc_info=error)
        return answer(Conflict())
    if isinstance(error, DataError):
        return _of_odd_values(error)
    if isinstance(error, NoneIsFree) or is_unusable(error):
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
