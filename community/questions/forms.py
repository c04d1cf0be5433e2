"""The shape of what people type about questions and answers."""

import re
from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import InputRequired, Length

from community.content.models import ProductVersion, VoteKind
from community.core.forms import Form, Line, Text, choices
from community.core.i18n import NAMES
from community.questions.states import REASON_WORDS, CloseReason

LANGUAGES = {
    **NAMES,
    "de": "Deutsch",
    "es": "Español",
    "it": "Italiano",
    "nl": "Nederlands",
    "pl": "Polski",
    "pt": "Português",
}
NUMBER = re.compile(r"[0-9]{1,9}")
WRITE = InputRequired(_l("Please write something here."))


def _tags_field() -> Line:
    """A field of tags; each form places it where it stands on the page."""
    words = _l("Up to five words, with commas between them.")
    return Line(_l("Tags"), [Length(max=300)], description=words)


class Tagging(Form):
    """A form with tags in it."""

    tags: Line

    @property
    def tag_names(self) -> tuple[str, ...]:
        """The words between the commas."""
        return tuple(name.strip() for name in (self.tags.data or "").split(",") if name.strip())


class TagsForm(Tagging):
    """The words that a question is sorted by."""

    tags = _tags_field()


class WordsForm(Tagging):
    """The words of a question and where it belongs."""

    title = Line(
        _l("Your question in one sentence"),
        [InputRequired(_l("Please say in one sentence what you want to know.")), Length(max=200)],
        description=_l("As you would ask a colleague: “How do I take back a paid invoice?”"),
    )
    body = Text(
        _l("What others should know to answer"),
        [WRITE],
        description=_l("What you did, what you expected, and what happened instead."),
    )
    area = SelectField(_l("Part of the product"), validate_choice=False)
    version = SelectField(_l("Version"), validate_choice=False)
    tags = _tags_field()


class AskForm(WordsForm):
    """A question as it is asked."""

    organisation = SelectField(_l("You ask for"), validate_choice=False)
    severity = RadioField(_l("How much does it hold you up?"), validate_choice=False)
    is_private = BooleanField(_l("Only my organisation and the team may see this"))
    lang = SelectField(_l("Language of your question"), choices=choices(LANGUAGES.items()))


class EditForm(WordsForm):
    """A question as it is changed."""

    note = Line(_l("What did you change?"), [Length(max=300)])


class AnswerForm(Form):
    """An answer."""

    body = Text(_l("Your answer"), [WRITE])
    lang = SelectField(_l("Language of your answer"), choices=choices(LANGUAGES.items()))


class AnswerEditForm(Form):
    """An answer as it is changed."""

    body = Text(_l("The answer"), [WRITE])
    note = Line(_l("What did you change?"), [Length(max=300)])


class MarkForm(Form):
    """For which version of the product an answer holds."""

    version = SelectField(_l("In which version?"), validate_choice=False)

    def offer(self, versions: Iterable[ProductVersion]) -> None:
        """Offer the versions of an area; where the question names none, one may leave it open."""
        known = [] if self.version.data else [("", _l("I cannot say"))]
        self.version.choices = choices([*known, *((one.id, one.name) for one in versions)])

    @property
    def version_id(self) -> int | None:
        """The version chosen, 0 for what is none."""
        sent = self.version.data or ""
        return (int(sent) if NUMBER.fullmatch(sent) else 0) if sent else None


class DoubtForm(Form):
    """What is wrong with an answer, and why."""

    kind = RadioField(
        _l("What is wrong?"),
        choices=choices(
            [
                (VoteKind.OUTDATED, _l("It is outdated")),
                (VoteKind.DOES_NOT_WORK, _l("It does not work for me")),
            ]
        ),
    )
    reason = Line(
        _l("Why, in a sentence?"),
        [InputRequired(_l("Please say why in a sentence.")), Length(max=300)],
        description=_l(
            "“Since version 5 the button is under Settings.” So its author can mend it."
        ),
    )


class CloseForm(Form):
    """Why a question is closed."""

    reason = RadioField(_l("Why?"), choices=choices(REASON_WORDS.items()))
    duplicate_of = Line(
        _l("The question that was asked before"),
        [Length(max=300)],
        description=_l("Its address or its number. Whoever follows this one will find the way."),
    )
    text = Text(_l("A kind word to the asker"), [Length(max=1000)])

    def offer(self, *, anything: bool) -> None:
        """Offer every reason, or only that it was asked before."""
        if not anything:
            word = REASON_WORDS[CloseReason.DUPLICATE]
            self.reason.choices = choices([(CloseReason.DUPLICATE, word)])
            self.reason.data = self.reason.data or CloseReason.DUPLICATE


class InformationForm(Form):
    """What staff need to know of the asker."""

    text = Text(
        _l("What do you need to know?"),
        [WRITE, Length(max=1000)],
        description=_l("The clock of the promise stands still until the asker replies."),
    )


class InviteForm(Form):
    """Who knows."""

    handle = Line(
        _l("Who knows the answer?"),
        [InputRequired(_l("Please name somebody.")), Length(max=80)],
        description=_l("The handle, as it stands on the profile: @ada."),
    )
