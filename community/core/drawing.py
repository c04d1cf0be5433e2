"""What templates ask most often, answered quickly: macros of other templates, words of a language, numbers."""

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any

import flask_babel
from flask import Flask, g
from jinja2 import Template, pass_context
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from markupsafe import Markup

REMEMBERED = 4096


class SharedGlobals(Template):
    """A template of an app whose templates all have the same globals, so its macros are made ready once.

    Jinja compares the globals of both templates at each import, which takes a tenth of a page's time.
    """

    def _get_default_module(self, _ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module()


def init_drawing(app: Flask) -> None:
    """Let templates draw quickly; called after Flask-Babel is there and before a template is loaded."""
    app.jinja_env.template_class = SharedGlobals
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of the i18n extension
        gettext=lambda words: _translations().ugettext(words),
        ngettext=lambda one, many, number: _translations().ungettext(one, many, number),
        pgettext=lambda place, words: _translations().upgettext(place, words),
        newstyle=True,
    )
    app.jinja_env.globals |= {"gettext": gettext, "_": gettext}
    app.jinja_env.globals["remembered"] = _remember_nothing if _watches(app) else remembered
    app.jinja_env.filters["numberformat"] = lambda number: _number(number, str(_locale()))


def remembered(macro: Macro) -> Callable[..., str]:
    """A macro that draws the same for the same words: it asks for no language, zone or person."""
    return lru_cache(maxsize=REMEMBERED)(macro)


def _remember_nothing(macro: Macro) -> Macro:
    return macro


def _watches(app: Flask) -> bool:
    """In development pictures and styles change while the portal runs."""
    return bool(app.config["PORTAL"].mode == "development")


def _locale() -> Any:
    return flask_babel.get_locale()


@pass_context
def gettext(context: Context, words: str, /, **variables: Any) -> str:
    """The words in the reader's language, formatted: Jinja's own takes three calls for each of a page's words."""
    if not variables and context.eval_ctx.autoescape and type(words) is str:
        return _said(words, _spoken()[1])
    said = _translations().ugettext(words)
    return (Markup(said) if context.eval_ctx.autoescape else said) % variables  # noqa: S704 (as Jinja's own does)


@lru_cache(maxsize=REMEMBERED)
def _said(words: str, _locale: str) -> Markup:
    # The language is part of the key; it is that of the request.
    return Markup(_translations().ugettext(words)) % {}  # noqa: S704


def _spoken() -> tuple[Any, str, Any]:
    """The reader's language, its name and its words, which Flask-Babel looks up anew for each word."""
    locale = _locale()
    kept: tuple[Any, str, Any] | None = g.get("spoken")
    if kept is None or kept[0] is not locale:
        kept = g.spoken = (locale, str(locale), flask_babel.get_translations())
    return kept


def _translations() -> Any:
    return _spoken()[2]


@lru_cache(maxsize=REMEMBERED)
def _number(number: float | Decimal, _locale: str) -> str:
    # The language is part of the key; Flask-Babel finds the same one in the request.
    return str(flask_babel.format_decimal(number))
