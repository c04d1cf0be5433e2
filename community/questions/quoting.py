"""Somebody's words as a quotation in Markdown, with who said it and where."""

from flask_babel import gettext as _

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
    plain = "".join(sign for sign in name if sign not in "[]<>`\\\n") or "…"
    words = _("%(name)s wrote", name=plain)
    return f"[{words}]({address})"
