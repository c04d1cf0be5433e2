"""The shape of what an asker says about a solved question."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import Length, Optional

from community.core.forms import Form, Text, choices, number_of
from community.questions.models_surveys import MAX_COMMENT

SOLVED = (
    (5, _l("Completely")),
    (4, _l("Mostly")),
    (3, _l("Half")),
    (2, _l("Hardly")),
    (1, _l("Not at all")),
)
HARD = (
    (1, _l("Very hard")),
    (2, _l("Hard")),
    (3, _l("Neither")),
    (4, _l("Easy")),
    (5, _l("Very easy")),
)


class SurveyForm(Form):
    """Was it solved, how hard was it, and whatever else the team should know."""

    satisfaction = RadioField(_l("Was it solved?"), [Optional()], choices=choices(SOLVED))
    effort = RadioField(_l("How hard was it to get there?"), [Optional()], choices=choices(HARD))
    comment = Text(
        _l("What should the team know?"),
        [Length(max=MAX_COMMENT)],
        description=_l("Only the team reads this."),
    )

    @property
    def satisfaction_value(self) -> int | None:
        """1 to 5, None where nothing was chosen."""
        return number_of(self.satisfaction.data) or None

    @property
    def effort_value(self) -> int | None:
        """1 to 5, None where nothing was chosen."""
        return number_of(self.effort.data) or None
