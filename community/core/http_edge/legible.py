"""Addresses that no database could hold: refused before anything is read with them."""

from flask import Flask, request
from flask_babel import lazy_gettext as _l
from werkzeug.routing import IntegerConverter, ValidationError

from community.core.errors import PortalError
from community.core.paging import GREATEST_KEY


class KeyConverter(IntegerConverter):
    """A key in an address; a number that no row can have is an address that does not exist."""

    def to_python(self, value: str) -> int:
        """The key; the address does not match when it is too great."""
        if len(value) > 10 or int(value) > GREATEST_KEY:
            raise ValidationError
        return int(value)


def init_legible(app: Flask) -> None:
    """Install the check; called before routes are added."""
    app.url_map.converters["int"] = KeyConverter
    app.before_request(check_legible)


def check_legible() -> None:
    """PortalError (400) for an address with NUL or with halves of characters."""
    words = [request.path]
    for key, values in request.args.lists():
        words += [key, *values]
    if not all(map(is_text, words)):
        error = PortalError(_l("We could not understand this request. Go back and try again."))
        error.status = 400
        raise error


def is_text(words: str) -> bool:
    """Whether both databases can hold these words."""
    return "\x00" not in words and not any("\ud800" <= letter <= "\udfff" for letter in words)
