"""The shape of input. Token and Origin are checked for every POST elsewhere, so forms carry neither."""

from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from typing import Any, Final, Self

from flask import request
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import CombinedMultiDict
from wtforms import DateTimeLocalField, Field, StringField, TextAreaField
from wtforms import Form as WTForm
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.form import BaseForm
from wtforms.meta import DefaultMeta

from community.core import i18n
from community.core.errors import Invalid

_LONG, _SHORT = _l("At most %(max)d characters fit in here."), _l("At least %(min)d characters.")
_CHOICE, _NUMBER = _l("Please choose one from the list."), _l("Please enter a whole number.")
_DATE = _l("Please enter a date and a time that exist.")
WORDS: Final = {
    "This field is required.": _l("Please fill this in."),
    "Field must be at least %(min)d character long.": _SHORT,
    "Field must be at least %(min)d characters long.": _SHORT,
    "Field cannot be longer than %(max)d character.": _LONG,
    "Field cannot be longer than %(max)d characters.": _LONG,
    "Field must be between %(min)d and %(max)d characters long.": _l(
        "From %(min)d to %(max)d characters."
    ),
    "Number must be at least %(min)s.": _l("At least %(min)s."),
    "Number must be at most %(max)s.": _l("At most %(max)s."),
    "Number must be between %(min)s and %(max)s.": _l("From %(min)s to %(max)s."),
    "Invalid input.": _l("Please look at this again: it is not written as it should be."),
    "Not a valid choice.": _CHOICE,
    "Invalid Choice: could not coerce.": _CHOICE,
    "Invalid choice(s): one or more data inputs could not be coerced.": _CHOICE,
    "'%(value)s' is not a valid choice for this field.": _CHOICE,
    "'%(value)s' are not valid choices for this field.": _CHOICE,
    "Not a valid integer value.": _NUMBER,
    "Not a valid datetime value.": _DATE,
    "Not a valid date value.": _l("Please enter a date that exists."),
}


class _Translations:
    """Our words for WTForms' own messages, in the reader's language."""

    def gettext(self, string: str) -> str:
        return str(WORDS.get(string, string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return self.gettext(singular if n == 1 else plural)


class Form(WTForm):
    """A form that reads the present request when it is a POST; `land` puts an action's refusal on its field."""

    class Meta(DefaultMeta):
        """Our words for WTForms' messages."""

        def get_translations(self, form: BaseForm) -> Any:
            return _Translations()

    @classmethod
    def of_request(cls, **values: Any) -> Self:
        """The form with what was sent, else with these values."""
        sent: Any = None
        if request.method == "POST":
            sent = CombinedMultiDict[str, Any]([request.files, request.form])
        return cls(sent, **values)

    @classmethod
    def of_query(cls, **values: Any) -> Self:
        """The form with the query's parameters (filters)."""
        return cls(request.args, **values)

    @property
    def is_sent(self) -> bool:
        """Whether this request sends the form and its shape is right."""
        return request.method == "POST" and self.validate()

    @property
    def wants_preview(self) -> bool:
        """Whether the person asked to look before sending."""
        return request.form.get("then") == "preview"

    @property
    def wants_keeping(self) -> bool:
        """Whether what was written is to be kept as it is, and not sent."""
        return request.method == "POST" and request.form.get("then") == "keep"

    def land(self, invalid: Invalid) -> None:
        """Show an action's refusal at the field it names, else above the form."""
        field = self._fields.get(invalid.field or "")
        if field is None:
            self.form_errors.append(str(invalid.message))
        else:
            field.errors = [*field.errors, str(invalid.message)]


def stripped(value: str | None) -> str | None:
    """Without spaces around and without NUL and lone surrogates, which no database keeps."""
    if not isinstance(value, str):
        return value
    return value.replace("\x00", "").encode("utf-8", "ignore").decode().strip()


class Line(StringField):
    """One line of text, cleaned."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the sent text without what cannot be kept."""
        self.raw_data = [stripped(value) for value in valuelist]  # of spaces alone nothing is left
        super().process_formdata(self.raw_data)


class Text(TextAreaField):
    """Several lines of text, cleaned, with plain line ends."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the sent text without what cannot be kept."""
        self.raw_data = [(stripped(value) or "").replace("\r\n", "\n") for value in valuelist]
        super().process_formdata(self.raw_data)


def text(field: Field) -> str:
    """What was sent in a field of text; empty when nothing was."""
    return field.data or ""


def sent_text(field: Field, most: int) -> str:
    """The text of the file that was sent in a field; Invalid on it for no file, one over so many bytes, or no text."""
    file = field.data
    if not hasattr(file, "stream") or not file.filename:
        raise Invalid(_l("Please choose a file."), field.name)
    with closing(file):
        content = file.stream.read(most + 1)
    if len(content) > most:
        raise Invalid(
            _l("This file is too large: at most %(most)s kB.", most=most // 1000), field.name
        )
    try:
        return str(content.decode("utf-8-sig").replace("\x00", ""))
    except UnicodeDecodeError as error:
        raise Invalid(_l("This file is no text in UTF-8."), field.name) from error


def number_of(text: str | None) -> int:
    """A number that a form or an address carries; 0 for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0


def instant_of(field: DateTimeLocalField, time_zone: str) -> datetime:
    """What was chosen, by clocks of this zone; Invalid on the field for nothing, or an hour that clocks leave out."""
    here, said = i18n.zone(time_zone), field.data
    if said is None:
        raise Invalid(_l("Please choose a day and a time."), field.name)
    try:
        at = said.replace(tzinfo=here).astimezone(UTC)
        is_there = at.astimezone(here).replace(tzinfo=None) == said
    except OverflowError as beyond:
        raise Invalid(_l("Please choose a moment of our time."), field.name) from beyond
    if not is_there:
        raise Invalid(
            _l("On this day clocks leave this hour out. Please choose another time."),
            field=field.name,
        )
    return at


def choices(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """Choices of a select or radio field from (value, word) pairs."""
    return [SelectChoice(value=str(value), label=word) for value, word in pairs]


def local_choices(rows: Iterable[tuple[Any, Mapping[str, str]]]) -> list[SelectChoice]:
    """Choices of a select field from (value, locale → word) pairs, in the reader's language."""
    return choices((value, i18n.local(words)) for value, words in rows)
