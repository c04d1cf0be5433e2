"""Texts about ideas as they will be read: templates to begin with, and what their variables stand for."""

from collections.abc import Mapping, Sequence

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from community import site_settings
from community.content.prose import Prose, compose
from community.core.db import db
from community.core.errors import Invalid, NotFound
from community.core.i18n import local
from community.ideas.models import Board, Idea, IdeaFigures, IdeaStatus, Meaning
from community.ideas.models_life import StatusTemplate
from community.ideas.text_variables import Values, ensure_known, fill


def list_templates(first: Meaning | None = None) -> list[StatusTemplate]:
    """All templates by name, those for changes of this meaning first."""
    rows = db.session.scalars(select(StatusTemplate).order_by(StatusTemplate.name)).all()
    return sorted(rows, key=lambda one: first is None or one.meaning is not first)


def get_template(template_id: int) -> StatusTemplate:
    """The template, else NotFound."""
    found = db.session.get(StatusTemplate, template_id)
    if found is None:
        raise NotFound
    return found


def values_of(
    ideas: Sequence[Idea], status: IdeaStatus, lang: str, *, release: str | None = None
) -> dict[int, Values]:
    """Idea → what its variables stand for in this language; two statements for any number of ideas."""
    ids = [one.id for one in ideas]
    boards = select(Board.id, Board.name).where(Board.id.in_({one.board_id for one in ideas}))
    names = {row.id: row.name for row in db.session.execute(boards)}
    counted = select(IdeaFigures.idea_id, IdeaFigures.organisations).where(
        IdeaFigures.idea_id.in_(ids)
    )
    organisations = {row.idea_id: row.organisations for row in db.session.execute(counted)}
    of_all = {"status": local(status.name, lang), "company": site_settings.current().company_name}
    if release is not None:
        of_all["release"] = release
    return {
        one.id: of_all
        | {
            "title": one.title,
            "board": local(names[one.board_id], lang),
            "votes": str(one.supporters),
            "organisations": str(organisations.get(one.id, 0)),
        }
        for one in ideas
    }


def filled_in(text: str, values: Values, *, field: str = "text") -> Prose:
    """The text with its variables filled, rendered; Invalid on the field for an unknown one or too many words."""
    ensure_known(text, field=field, known=frozenset(values))
    try:
        return compose(fill(text, values))
    except Invalid as invalid:
        raise Invalid(invalid.message, field=field) from invalid


def said_again(text: str, said: str, values: Values) -> Prose:
    """This text with what was said before beneath it, word for word; that alone where both are too long."""
    try:
        return compose("\n\n".join(part for part in (fill(text, values), said) if part.strip()))
    except Invalid:
        return compose(said)


def example_values(lang: str) -> Values:
    """What variables may stand for, to show how a template reads."""
    with force_locale(lang):
        return {
            "title": _("Print two delivery notes on one page"),
            "board": _("Orders"),
            "status": _("Shipped"),
            "votes": "83",
            "organisations": "41",
            "release": "8.4",
            "company": site_settings.current().company_name,
        }


def preview_example(bodies: Mapping[str, str]) -> dict[str, str]:
    """Language → how a template reads there with an example's values; Invalid on the field of a fault."""
    return {
        lang: filled_in(body, example_values(lang), field=f"body_{lang}").html
        for lang, body in bodies.items()
    }
