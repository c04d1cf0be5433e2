"""The shape of what the team says about ideas, and of what supporters answer."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired, Length, Optional

from community.core.forms import Form, Line, Text, choices, instant_of, number_of
from community.core.i18n import NAMES
from community.ideas.models import DeclineReason, Meaning
from community.ideas.wording_life import REASONS

LANGUAGE = _l("Language of your text")
NO_REASON = ("", _l("It is not declined"))
WAY_ROUND = 300


class DecisionForm(Form):
    """A status given now, or at a time, by somebody who has seen the statuses as they are."""

    # The newest change of a status when the form was opened.
    seen = HiddenField()

    due_at = DateTimeLocalField(
        _l("Not now, but at"), [Optional()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
    )

    def due(self, time_zone: str) -> datetime | None:
        """When it is to be done by clocks of this zone; None for now. Invalid for an hour that clocks leave out."""
        return instant_of(self.due_at, time_zone) if self.due_at.data else None

    @property
    def seen_id(self) -> int | None:
        """The newest change that was seen; None where the form does not say."""
        return number_of(self.seen.data) if self.seen.data else None


class StatusForm(DecisionForm):
    """A change of status with its public text, now or at a time."""

    status = SelectField(_l("New status"))
    text = Text(
        _l("What everybody reads"),
        [InputRequired(_l("Please write what the supporters of this idea should know."))],
        description=_l("Every supporter and follower gets this text once."),
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

    @property
    def decline_reason(self) -> DeclineReason | None:
        """Why it is declined; None for nothing chosen."""
        return DeclineReason(self.reason.data) if self.reason.data else None


class AnswerForm(Form):
    """The company's answer to an idea."""

    body = Text(_l("Official answer"), [InputRequired(_l("Please write an answer."))])
    lang = SelectField(LANGUAGE, choices=choices(NAMES.items()))
    # The answer that this person has before him, where one is corrected.
    seen = HiddenField()

    @property
    def seen_id(self) -> int:
        """The answer that was looked at; 0 when the form does not say."""
        return number_of(self.seen.data)


class NoteForm(Form):
    """What the team says to itself."""

    body = Text(_l("Internal note"), [InputRequired(_l("Please write something here."))])


class AssignForm(Form):
    """Whose work an idea is."""

    assignee = SelectField(_l("Whose work it is"))

    @property
    def member_id(self) -> int | None:
        """Who was chosen; None for nobody."""
        return int(self.assignee.data) if self.assignee.data else None


class TemplateForm(Form):
    """A text to begin with, in both languages."""

    name = Line(_l("Name"), [InputRequired(), Length(max=80)])
    meaning = SelectField(_l("Offered first for"))
    body_en = Text(_l("Text (English)"), [InputRequired(), Length(max=10_000)])
    body_fr = Text(_l("Text (French)"), [InputRequired(), Length(max=10_000)])

    @property
    def chosen_meaning(self) -> Meaning | None:
        """For which changes it is offered first; None for any."""
        return Meaning(self.meaning.data) if self.meaning.data else None


class VerdictForm(Form):
    """Whether what was shipped solves one's problem."""

    solves = RadioField(
        _l("Does it solve your problem?"),
        choices=choices([("yes", _l("Yes")), ("no", _l("No"))]),
        validators=[InputRequired(_l("Please choose yes or no."))],
    )
    body = Text(
        _l("What is missing, or what helps most?"),
        [Length(max=2000)],
        description=_l("Product managers read this; nobody else does."),
    )


class ReleaseForm(Form):
    """A release: its name, its day, its words in both languages, and who sees it."""

    name = Line(
        _l("Version or name"), [InputRequired(), Length(max=120)], description=_l("“8.4 Peony”")
    )
    released_at = DateTimeLocalField(
        _l("Released at"),
        [InputRequired(_l("Please choose a day and a time."))],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    audience = SelectField(
        _l("Who sees it"),
        choices=choices(
            [
                ("public", _l("Everybody")),
                ("members", _l("Members")),
                ("staff", _l("Staff only")),
            ]
        ),
    )
    body_en = Text(_l("What is new (English)"))
    body_fr = Text(_l("What is new (French)"))
    ideas_body_en = Text(
        _l("What supporters of its ideas read (English)"),
        description=_l("Each idea is told in its own language where there is a text."),
    )
    ideas_body_fr = Text(_l("What supporters of its ideas read (French)"))


class ReleaseDueForm(Form):
    """When a release is published by itself."""

    due_at = DateTimeLocalField(
        _l("Publish at"),
        [InputRequired(_l("Please choose a day and a time."))],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )


class ReleaseIdeaForm(Form):
    """An idea that comes with a release, with words of its own if one likes."""

    address = Line(
        _l("Address of the idea"),
        [InputRequired(_l("Please paste the address of an idea.")), Length(max=300)],
    )
    body = Text(
        _l("What its own supporters read"),
        [Length(max=10_000)],
        description=_l("Left empty, they read the text for all."),
    )
    lang = SelectField(LANGUAGE, choices=choices(NAMES.items()))
