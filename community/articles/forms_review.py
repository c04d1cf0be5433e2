"""The shape of what writers and reviewers send about a text on its way to readers."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateTimeLocalField, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired, Length

from community.articles.forms import SIGNIFICANCE, WordsForm, read_seen
from community.articles.models_review import MAX_NOTE
from community.articles.states import Significance
from community.core.forms import Form, Line, Text, choices, instant_of

ANYBODY = ("", _l("Any reviewer"))


class SeenForm(Form):
    """A form about the text that this person has before him: "number.saves"."""

    seen = HiddenField()

    @property
    def seen_draft(self) -> tuple[int, int] | None:
        """(number, saves) of the text that was looked at; None when the form does not say."""
        return read_seen(self.seen.data)


class SubmitForm(SeenForm):
    """Whom one asks for a review, and what he should know."""

    reviewer = SelectField(_l("Who looks at it?"), choices=choices([ANYBODY]), default="")
    # Two forms of one page say something: each field has an id of its own.
    text = Text(_l("What should the reviewer know?"), [Length(max=MAX_NOTE)], id="submit-text")

    @property
    def reviewer_id(self) -> int | None:
        """The reviewer who was chosen; None for any."""
        return int(self.reviewer.data) if self.reviewer.data else None


class RemarkForm(SeenForm):
    """What one says about a text, and what follows from it."""

    text = Text(_l("What do you say about this text?"), [Length(max=MAX_NOTE)], id="remark-text")


class ScheduleForm(SeenForm):
    """The minute at which readers shall see a text, by the writer's own clock."""

    publish_at = DateTimeLocalField(
        _l("Publish at"),
        [InputRequired(_l("Please choose a day and a time."))],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )

    def instant(self, time_zone: str) -> datetime:
        """The minute as an instant; Invalid for an hour that clocks leave out."""
        return instant_of(self.publish_at, time_zone)


class TranslationForm(WordsForm):
    """The words of a translation beside those of its source."""

    significance = RadioField(
        _l("How much changes for readers?"),
        choices=choices(SIGNIFICANCE),
        default=Significance.MEDIUM.value,
    )
    is_up_to_date = BooleanField(
        _l("It says all that the other language says now"),
        default=True,
        description=_l("Readers are told nothing of an old translation once this is published."),
    )
    note = Line(_l("What did you change?"), [Length(max=300)])
    # The revision of the source that the writer has before him.
    source = HiddenField()

    @property
    def source_id(self) -> int | None:
        """The source that was looked at; None when the form does not say."""
        said = self.source.data or ""
        return int(said) if said.isdecimal() and len(said) < 10 else None
