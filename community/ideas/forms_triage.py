"""The shape of what product managers order on the table of ideas."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DecimalField, FileField, HiddenField, IntegerField, SelectField
from wtforms.validators import Length, NumberRange, Optional

from community.core.forms import Form, Line, Text, choices, text
from community.core.i18n import NAMES
from community.ideas.figures import (
    CONFIDENCES,
    IMPACTS,
    LEAST_EFFORT,
    MOST_EFFORT,
    MOST_REACH,
    Estimate,
)
from community.ideas.forms_life import LANGUAGE, NO_REASON, WAY_ROUND, DecisionForm
from community.ideas.wording_life import REASONS

UNSAID = ("", "–")


class ScoreForm(Form):
    """What RICE is reckoned from."""

    reach = IntegerField(
        _l("Reach"),
        [Optional(), NumberRange(0, MOST_REACH)],
        description=_l("People. Left empty, the portal counts them."),
    )
    impact = SelectField(
        _l("Impact"), choices=choices([UNSAID, *((f"{one:g}", f"{one:g}") for one in IMPACTS)])
    )
    confidence = SelectField(
        _l("Confidence in percent"), choices=choices([UNSAID, *((one, one) for one in CONFIDENCES)])
    )
    effort = DecimalField(
        _l("Effort"),
        [Optional(), NumberRange(LEAST_EFFORT, MOST_EFFORT)],
        description=_l("Person-months, at least half a one."),
    )

    @property
    def estimate(self) -> Estimate:
        """What was said."""
        effort = self.effort.data
        return Estimate(
            reach=self.reach.data,
            impact=float(self.impact.data) if self.impact.data else None,
            confidence=int(self.confidence.data) if self.confidence.data else None,
            effort=None if effort is None else float(effort),
        )


class BulkForm(DecisionForm):
    """What is to be changed of many ideas; what is left alone stays as it is in each."""

    status = SelectField(_l("New status"))
    text = Text(
        _l("What everybody reads"),
        [Length(max=10_000)],
        description=_l(
            "Every supporter and follower gets this text once. Asked where the status changes."
        ),
    )
    lang = SelectField(LANGUAGE, choices=choices(NAMES.items()))
    reason = SelectField(
        _l("Why is it declined?"),
        choices=choices([NO_REASON, *REASONS.items()]),
        description=_l("Asked of declined ideas only."),
    )
    way_round = Line(
        _l("Another way there is"),
        [Length(max=WAY_ROUND)],
        description=_l(
            "The address of an article, a question or another page here that helps meanwhile."
        ),
    )
    assignee = SelectField(_l("Whose work it is"))
    area = SelectField(_l("Product area"))
    board = SelectField(_l("Board"))

    @property
    def order(self) -> dict[str, Any]:
        """What was chosen, as an order (`bulk_terms`)."""
        order: dict[str, Any] = {}
        if self.status.data:
            order |= {"status": self.status.data, "text": text(self.text), "lang": self.lang.data}
            order |= {"reason": self.reason.data or None, "seen": self.seen_id}
        for name in ("assignee", "area"):
            said = self[name].data
            if said:
                order[name] = None if said == "none" else int(said)
        if self.board.data:
            order["board"] = int(self.board.data)
        return order


class UndoForm(Form):
    """What people read where a status returns."""

    text = Text(
        _l("What everybody reads"),
        [Length(max=10_000)],
        description=_l(
            "What was said with that status before follows beneath. Left empty, it stands alone."
        ),
    )
    lang = SelectField(LANGUAGE, choices=choices(NAMES.items()))


class UploadForm(Form):
    """A table of ideas with what is to be changed of each."""

    file = FileField(_l("File (CSV)"))
    # What the file held, so that it need not be chosen again after looking.
    content = HiddenField()
    text = Text(
        _l("What everybody reads"),
        [Length(max=10_000)],
        description=_l(
            "For ideas whose status changes and that have no text of their own in the file."
        ),
    )
    lang = SelectField(LANGUAGE, choices=choices(NAMES.items()))
