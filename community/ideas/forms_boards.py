"""The shape of boards and statuses as administrators keep them."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from community.core.errors import Invalid
from community.core.forms import Form, Line, choices, text
from community.ideas.models import Board, IdeaStatus, Meaning

PUBLIC, MEMBERS, SOME, STAFF = "public", "members", "some", "staff"
SEEN_BY = [
    (PUBLIC, _l("Everybody")),
    (MEMBERS, _l("Members")),
    (SOME, _l("Only those marked below, and staff")),
    (STAFF, _l("Staff only")),
]
MOST_VOTES = 1000
MEANINGS = {
    Meaning.OPEN: _l("Open: anybody may support it"),
    Meaning.UNDER_REVIEW: _l("Under review: the team looks at it"),
    Meaning.NEEDS_INFO: _l("Needs info: the team asks back"),
    Meaning.PLANNED: _l("Planned: decided, not begun"),
    Meaning.IN_PROGRESS: _l("In progress: somebody is at it"),
    Meaning.BETA: _l("Beta: ready to be tried"),
    Meaning.SHIPPED: _l("Shipped: done, voting closes"),
    Meaning.DECLINED: _l("Declined: an end with a reason"),
    Meaning.DUPLICATE: _l("Duplicate: an end, another idea says it"),
    Meaning.ALREADY_AVAILABLE: _l("Already available: an end, it exists"),
    Meaning.ARCHIVED: _l("Archived: an end without a decision"),
}


WAITING = _l("Waiting for a moderator")


class Marks(SelectMultipleField):
    """Several of a few, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class BoardForm(Form):
    """A board: its words, who sees it, and how it is kept."""

    name_en = Line(_l("Name (English)"), [InputRequired(), Length(max=80)])
    name_fr = Line(_l("Name (French)"), [InputRequired(), Length(max=80)])
    description_en = Line(_l("Description (English)"), [Length(max=200)])
    description_fr = Line(_l("Description (French)"), [Length(max=200)])
    audience = SelectField(_l("Who sees it"), choices=choices(SEEN_BY), default=PUBLIC)
    only = Marks(_l("Only those"), choices=[])
    area = SelectField(_l("Product area"), description=_l("New ideas of the board belong to it."))
    is_moderated = BooleanField(_l("A moderator looks at each idea before it is published"))
    vote_budget = IntegerField(
        _l("Votes a member may give at a time"),
        [Optional(), NumberRange(1, MOST_VOTES)],
        description=_l(
            "Empty: as many as one likes. A vote comes back when its idea is decided; one’s own "
            "ideas and votes noted by the team cost none."
        ),
    )

    def offer(self, areas: Sequence[tuple[str, Any]], grants: Sequence[tuple[str, str]]) -> None:
        """Offer these areas, and these plans and segments as (grant, words)."""
        self.area.choices = choices([("", _l("None")), *areas])
        self.only.choices = choices(grants)

    @property
    def grants(self) -> list[str]:
        """Who was chosen to see it; Invalid when nobody is marked."""
        only, choice = self.only.data or [], self.audience.data or PUBLIC
        if choice != SOME:
            return [choice]
        if not only:
            raise Invalid(_l("Mark who sees it, or choose staff only."), field="only")
        return [*only, STAFF]


class NewBoardForm(BoardForm):
    """A new board, with its address."""

    slug = Line(
        _l("Address"),
        [InputRequired(), Length(max=60)],
        description=_l("Letters, numbers and hyphens. It stays for ever."),
    )


def present_board(board: Board, grants: Sequence[str]) -> dict[str, Any]:
    """The values of the fields for a board that these see."""
    rest = [one for one in grants if one != STAFF]
    one_word = rest[0] if rest and rest[0] in (PUBLIC, MEMBERS) else None
    return {
        **{f"name_{locale}": words for locale, words in board.name.items()},
        **{f"description_{locale}": words for locale, words in board.description.items()},
        "audience": one_word or (SOME if rest else STAFF),
        "only": [] if one_word else rest,
        "area": str(board.product_area_id or ""),
        "is_moderated": board.is_moderated,
        "vote_budget": board.vote_budget,
    }


class StatusForm(Form):
    """The words and the colour of a status."""

    name_en = Line(_l("Name (English)"), [InputRequired(), Length(max=40)])
    name_fr = Line(_l("Name (French)"), [InputRequired(), Length(max=40)])
    colour = Line(
        _l("Colour"),
        [Length(max=7)],
        description=_l(
            "Like #0b6e4f, dark enough to be read. At night it is lightened. Empty: as its meaning."
        ),
    )


class NewStatusForm(StatusForm):
    """A new status, with its meaning."""

    meaning = SelectField(
        _l("What it means"),
        choices=choices(MEANINGS.items()),
        description=_l("It decides whether one may vote, and where the idea is shown. It stays."),
    )


def present_status(status: IdeaStatus) -> dict[str, Any]:
    """The values of the fields for a status."""
    return {f"name_{locale}": words for locale, words in status.name.items()} | {
        "colour": status.colour
    }


def words_of(form: BoardForm | StatusForm, name: str) -> dict[str, str]:
    """What was written in each language."""
    return {locale: text(form[f"{name}_{locale}"]) for locale in ("en", "fr")}
