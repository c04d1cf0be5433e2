"""The shape of a suggested edit and of what writers say to it."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired, Length

from community.articles.forms import SIGNIFICANCE
from community.articles.models import MAX_TITLE
from community.articles.states import Significance
from community.content.suggestions import MAX_ANSWER
from community.core.forms import Form, Line, Text, choices, number_of


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
        return number_of(self.base.data) or None


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
        parts = [number_of(part) for part in (self.seen.data or "").split(".")]
        published, number, saves = (*parts, 0, 0, 0)[:3]
        return published, number, saves
