"""What an article made of a question says at first, before a writer makes it one text."""

from collections.abc import Iterable

from flask_babel import force_locale
from flask_babel import gettext as _


def body_of(question: str, answers: Iterable[str], *, lang: str) -> str:
    """The question's words under their heading, then those of its answers, in the language of the article."""
    with force_locale(lang):
        asked, answered = _("What was asked"), _("Answer")
    parts = [f"## {asked}\n\n{question.strip()}"]
    parts += [f"## {answered}\n\n{one.strip()}" for one in answers]
    return "\n\n".join(parts) + "\n"
