"""What somebody wrote before his session ended: handed back to be copied, so that nothing typed is lost."""

from collections.abc import Mapping

from flask import make_response, render_template
from werkzeug.wrappers import Response

from community.core.http_edge.errors import SECRETS, WORTH_KEEPING

# Fields of a form that hold nothing to be copied: secrets, and where one was.
NO_WORDS = SECRETS | {"csrf_token", "back", "next", "kept_at"}


def typed_words(form: Mapping[str, str]) -> list[str]:
    """The words that a form holds and that are worth copying."""
    fields = form.items()
    return [words for name, words in fields if name not in NO_WORDS and len(words) >= WORTH_KEEPING]


def hand_back(typed: list[str], address: str) -> Response:
    """A page with these words, and the way to sign-in at this address."""
    response = make_response(
        render_template("accounts/kept.html", typed=typed, address=address), 401
    )
    response.headers["Cache-Control"] = "no-store"
    return response
