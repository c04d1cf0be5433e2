"""Somebody's words as a quotation in Markdown, with who said it and where."""

from flask_babel import force_locale
from flask_babel import gettext as _

from community.core.i18n import LOCALES

# Longer ones are cut: a quotation says what one answers to.
LONGEST = 1200


def quoted(body: str, name: str, address: str) -> str:
    """The words, each line behind a `>`, under a line that names their author and leads to them."""
    words = body.strip()
    if len(words) > LONGEST:
        words = words[:LONGEST].rsplit(None, 1)[0] + " …"
    head = quote_head(name, address)
    lines = "\n".join(f"> {line}".rstrip() for line in words.split("\n"))
    return f"> {head}\n>\n{lines}\n\n"


def quote_head(name: str, address: str) -> str:
    """The line above a quotation: who wrote it, as a link to it."""
    return f"[{_head(name)}]({address})"


def heads_without(name: str) -> dict[str, str]:
    """What each language says above the words of this person → the same of a former member."""
    heads = {}
    for language in LOCALES:
        with force_locale(language):
            heads[_head(name)] = _head(_("former member"))
    return heads


def _head(name: str) -> str:
    plain = "".join(sign for sign in name if sign not in "[]<>`\\\n") or "…"
    return str(_("%(name)s wrote", name=plain))
