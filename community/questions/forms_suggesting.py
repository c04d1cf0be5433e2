"""The shape of a suggested edit of a post, and of what is made of it."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import InputRequired, Length

from community.content.suggestions import MAX_ANSWER
from community.core.forms import Form, Line, Text, number_of
from community.questions.forms import WRITE

TITLE = [InputRequired(_l("Please say in one sentence what you want to know.")), Length(max=200)]


class CopyForm(Form):
    """A copy of a post; an answer has no title."""

    title = Line(_l("The question in one sentence"), TITLE)
    body = Text(_l("Text"), [WRITE])
    # The version that one had before one.
    seen = HiddenField()

    def leave_out_title(self) -> None:
        """Ask for no title."""
        del self.title

    @property
    def seen_version(self) -> int:
        """The version that one had before one, 0 where the form does not say."""
        return number_of(self.seen.data)


class SuggestForm(CopyForm):
    """A copy of a post, and why it is better."""

    note = Line(
        _l("What is better now?"),
        [InputRequired(_l("Please say in a few words what you changed.")), Length(max=300)],
        description=_l(
            "One sentence for whoever decides: “The button has another name since May.”"
        ),
    )


class SettleForm(CopyForm):
    """Both edits as somebody settled them."""

    answer = Line(_l("A word to its author"), [Length(max=MAX_ANSWER)])


class UndoForm(CopyForm):
    """The words without an edit, and why."""

    reason = Line(
        _l("Why?"),
        [InputRequired(_l("Please say why: its author reads it.")), Length(max=300)],
        description=_l("Its author reads this."),
    )
