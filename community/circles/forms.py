"""The shape of what people send in circles."""

from datetime import UTC, datetime

from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, SelectField
from wtforms.validators import InputRequired, Length

from community.circles.models import MINUTES, TITLE_LENGTH
from community.core.errors import Invalid
from community.core.forms import Form, Line, Text, choices
from community.core.i18n import zone
from community.questions.forms import LANGUAGES, WRITE

SAY_WHY = InputRequired(_l("Please say why in a sentence."))


class CircleQuestionForm(Form):
    """What somebody asks a circle."""

    circle = SelectField(_l("Circle"), validate_choice=False)
    title = Line(
        _l("Your question in one sentence"),
        [InputRequired(_l("Please say in one sentence what you want to know.")), Length(max=200)],
    )
    body = Text(_l("What the circle should know to answer"), [WRITE])
    lang = SelectField(_l("Language of your question"), choices=choices(LANGUAGES.items()))


class HourForm(Form):
    """A live hour as a product manager plans it, by his own clock."""

    title = Line(
        _l("What is it about?"),
        [InputRequired(_l("Please say what it is about.")), Length(max=TITLE_LENGTH[1])],
    )
    body = Text(_l("What can people ask, and what should they know before?"), [WRITE])
    starts_at = DateTimeLocalField(
        _l("Begins at"),
        [InputRequired(_l("Please choose a day and a time."))],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    minutes = SelectField(
        _l("Minutes"), coerce=int, choices=choices((one, one) for one in MINUTES), default=60
    )
    host = SelectField(_l("Who answers?"), validate_choice=False)
    lang = SelectField(_l("Language"), choices=choices(LANGUAGES.items()))

    def instant(self, time_zone: str) -> datetime:
        """The beginning as an instant; Invalid for an hour that clocks leave out."""
        here, said = zone(time_zone), self.starts_at.data
        if said is None:
            raise Invalid(_l("Please choose a day and a time."), "starts_at")
        try:
            at = said.replace(tzinfo=here).astimezone(UTC)
            is_there = at.astimezone(here).replace(tzinfo=None) == said
        except OverflowError as beyond:
            raise Invalid(_l("Please choose a moment of our time."), "starts_at") from beyond
        if not is_there:
            raise Invalid(
                _l("On this day clocks leave this hour out. Please choose another time."),
                field="starts_at",
            )
        return at


class HourQuestionForm(Form):
    """A question for a live hour."""

    text = Text(
        _l("Your question"), [InputRequired(_l("Please write your question.")), Length(max=500)]
    )


class HourAnswerForm(Form):
    """An answer in a live hour."""

    body = Text(_l("Your answer"), [WRITE])


class WhyForm(Form):
    """Why an hour is cancelled, or a question is taken out of it."""

    reason = Line(_l("Why, in a sentence?"), [SAY_WHY, Length(max=300)])
