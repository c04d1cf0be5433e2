"""The glossary as readers see it, and the marks in everybody's texts."""

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.core.i18n import LOCALES
from community.core.i18n import locale as readers_locale
from community.glossary import presentation, queries
from community.glossary.presentation import Note
from community.policies.access import access
from community.policies.permission import Permission

blueprint = Blueprint("glossary", __name__)

LOCALE = f"<any({', '.join(LOCALES)}):locale>"
# Above this many words a page shows one letter.
ON_ONE_PAGE = 300


@blueprint.get("/glossary")
@access(Permission.PUBLIC_READ)
def front() -> Response:
    """The glossary in the reader's language."""
    return redirect(url_for("glossary.index", locale=readers_locale()), 302)


@blueprint.get(f"/glossary/{LOCALE}")
@access(Permission.PUBLIC_READ)
def index(locale: str) -> str:
    """All words by letter; a large glossary shows one letter at a time."""
    letters = queries.list_letters(current_actor(), locale)
    is_large = sum(len(one.terms) for one in letters) > ON_ONE_PAGE
    wanted = request.args.get("letter", letters[0].letter if letters else "")
    shown = [one for one in letters if one.letter == wanted] if is_large else letters
    address = current_app.config["PORTAL"].public_url + url_for("glossary.index", locale=locale)
    data = presentation.json_ld([term for one in shown for term in one.terms], locale, address)
    return render_template(
        "glossary/index.html", letters=letters, shown=shown, is_large=is_large, data=data
    )


@blueprint.app_template_global()
def explained(html: str, lang: str, key: str = "text") -> str:
    """The text with the first use of each known word marked; `word_notes` explains them further down the page."""
    made = presentation.explained(current_actor(), html, lang, key)
    used: dict[int, tuple[str, str]] = g.setdefault("explained_words", {})
    for term_id in made.term_ids:
        used.setdefault(term_id, (lang, key))
    return made.html


@blueprint.app_template_global()
def word_notes() -> list[Note]:
    """The notes of the words that texts above have marked, each once."""
    used = g.get("explained_words")
    return presentation.notes(current_actor(), used, readers_locale()) if used else []
