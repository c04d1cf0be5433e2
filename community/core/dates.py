"""Instants in words, remembered: a list says the same few dates to everybody of one language and zone."""

from datetime import date, datetime, time
from functools import lru_cache

import flask_babel
from flask import Flask

REMEMBERED = 8192
FORMATS = {
    "datetimeformat": flask_babel.format_datetime,
    "dateformat": flask_babel.format_date,
    "timeformat": flask_babel.format_time,
}


def init_dates(app: Flask) -> None:
    """Let the templates' filters remember what they said."""
    app.jinja_env.filters.update(
        datetimeformat=lambda at, form=None: say("datetimeformat", at, form),
        dateformat=lambda at, form=None: say("dateformat", at, form),
        timeformat=lambda at, form=None: say("timeformat", at, form),
    )


def say(name: str, at: date | datetime | time, form: str | None) -> str:
    """The instant in the reader's language and zone."""
    return _said(name, at, form, str(flask_babel.get_locale()), str(flask_babel.get_timezone()))


@lru_cache(maxsize=REMEMBERED)
def _said(name: str, at: date | datetime | time, form: str | None, *_place: str) -> str:
    # The reader's language and zone are part of the key; Flask-Babel finds the same ones in the request.
    try:
        return str(FORMATS[name](at, form))
    except OverflowError:  # the first and last day that there is cannot be told in every zone
        return str(FORMATS[name](at, form, rebase=False))
