"""The shape of a suggested edit and of what writers say to it."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired, Length

from community.articles.forms import SIGNIFICANCE
from community.articles.models import MAX_TITLE
from community.articles.models_work import MAX_ANSWER
from community.articles.states import Significance
from community.core.forms import Form, Line, Text, choices


def _number(text: str | None) -> int:
    """A key as a form carries it; 0 for anything else."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


class SuggestForm(Form):
    """A copy of an article, and why it is better."""

    title = Line(
        _l("Title"),
        [InputRequired(_l("Please give the article a title.")), Length(max=MAX_TITLE)],
    )
    body = Text(_l("Text"), [InputRequired(_l("Please write the text."))])
    note = Line(
        _l("What is better now?"),
        [InputRequired(_l("Please say in a few words what you changed.")), Length(max=300)],
        description=_l("One sentence for the writers: “The button has another name since May.”"),
    )
    # The revision that was copied.
    base = HiddenField()

    @property
    def base_id(self) -> int | None:
        """The revision that was copied; None when the form does not say."""
        return _number(self.base.data) or None


class AcceptForm(Form):
    """Both edits as a writer settled them, and what they mean for readers."""

    title = Line(
        _l("Title"),
        [InputRequired(_l("Please give the article a title.")), Length(max=MAX_TITLE)],
    )
    body = Text(_l("Text"), [InputRequired(_l("Please write the text."))])
    significance = RadioField(
        _l("How much changes for readers?"),
        choices=choices(SIGNIFICANCE),
        default=Significance.MEDIUM.value,
    )
    answer = Line(_l("A word to its author"), [Length(max=MAX_ANSWER)])
    # "published.number.saves": what the writer had before him.
    seen = HiddenField()

    @property
    def seen_parts(self) -> tuple[int, int, int]:
        """Published revision, number and saves of the draft; zeros where the form does not say."""
        parts = [_number(part) for part in (self.seen.data or "").split(".")]
        published, number, saves = (*parts, 0, 0, 0)[:3]
        return published, number, saves


class RejectForm(Form):
    """Why a suggested edit is not taken."""

    reason = Text(
        _l("Why not?"),
        [InputRequired(_l("Please say why: its author reads it.")), Length(max=MAX_ANSWER)],
        description=_l("Its author reads this."),
    )
