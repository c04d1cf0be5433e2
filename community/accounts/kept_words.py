"""What somebody wrote before his session ended: handed back to be copied, so that nothing typed is lost."""

from flask import make_response, render_template
from werkzeug.wrappers import Response


def hand_back(typed: list[str], address: str) -> Response:
    """A page with these words, and the way to sign-in at this address."""
    response = make_response(
        render_template("accounts/kept.html", typed=typed, address=address), 401
    )
    response.headers["Cache-Control"] = "no-store"
    return response
