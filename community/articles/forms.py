"""The shape of what writers and readers send to the help center."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    widgets,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from community.articles.forms_audience import AudienceFields
from community.articles.models import MAX_SUMMARY, MAX_TITLE
from community.articles.states import FeedbackReason, Significance
from community.core.forms import Form, Line, Text, choices
from community.core.i18n import LOCALES, NAMES
from community.settings_catalogue import FEWEST_CHECK_DAYS, MOST_CHECK_DAYS

SIGNIFICANCE = [
    (Significance.TYPO, _l("Only a typo: what was verified stays verified")),
    (Significance.MEDIUM, _l("Some of it changes: translations need an update")),
    (Significance.MAJOR, _l("It says something else now: translations are out of date")),
]
REASONS = [
    (FeedbackReason.INACCURATE, _l("Something in it is wrong")),
    (FeedbackReason.CONFUSING, _l("It is hard to follow")),
    (FeedbackReason.MISSING, _l("Something is missing")),
    (FeedbackReason.NOT_SOUGHT, _l("It is not what I looked for")),
    (FeedbackReason.OTHER, _l("Something else")),
]


class Choices(SelectMultipleField):
    """Several of a few, as checkboxes."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class WordsForm(Form):
    """An article's words in one language."""

    title = Line(
        _l("Title"),
        [InputRequired(_l("Please give the article a title.")), Length(max=MAX_TITLE)],
        description=_l("As a reader would say it: “Print a delivery note”."),
    )
    summary = Line(
        _l("Summary"),
        [Length(max=MAX_SUMMARY)],
        description=_l("One sentence for lists and search results."),
    )
    body = Text(_l("Text"), [InputRequired(_l("Please write the text."))])
    # "number.saves" of the draft that the writer has before him.
    seen = HiddenField()

    @property
    def seen_draft(self) -> tuple[int, int] | None:
        """The draft that the writer had before him; None when the form does not say."""
        return read_seen(self.seen.data)


def read_seen(said: str | None) -> tuple[int, int] | None:
    """(number, saves) as a hidden field says them, "number.saves"; None when it does not."""
    number, dot, saves = (said or "").partition(".")
    fits = dot and number.isdecimal() and saves.isdecimal() and len(number + saves) < 12
    return (int(number), int(saves)) if fits else None


class TextForm(WordsForm):
    """An article's words with what the edit means for readers."""

    significance = RadioField(
        _l("How much changes for readers?"),
        choices=choices(SIGNIFICANCE),
        default=Significance.MEDIUM.value,
    )
    note = Line(_l("What did you change?"), [Length(max=300)])


class NewArticleForm(WordsForm):
    """The first words of an article, and where it goes."""

    section = SelectField(_l("Section"), validators=[InputRequired()])
    lang = SelectField(_l("Language"), choices=choices(NAMES.items()))
    # Why somebody began it: what readers searched for, and how often.
    note = Line(widget=widgets.HiddenInput())


class PlaceForm(Form):
    """Where an article stands, what it is about, and who looks after it."""

    section = SelectField(_l("Section"), validators=[InputRequired()])
    slug = Line(
        _l("Address"),
        [Length(max=80)],
        description=_l("The last part of the address in this language. Old addresses lead here."),
    )
    areas = Choices(_l("Areas of the product"), coerce=int)
    owner = Line(
        _l("Owner"),
        [Length(max=80)],
        description=_l(
            "The handle of the person who keeps it right; empty for the section’s owner."
        ),
    )


class CategoryForm(AudienceFields):
    """A shelf of the help center."""

    name_en = Line(_l("Name (English)"), [Length(max=80)])
    name_fr = Line(_l("Name (French)"), [Length(max=80)])
    description_en = Line(_l("Description (English)"), [Length(max=200)])
    description_fr = Line(_l("Description (French)"), [Length(max=200)])
    position = IntegerField(
        _l("Place"),
        [Optional(), NumberRange(0, 9999)],
        default=0,
        description=_l("Low ones first."),
    )

    def words(self, name: str) -> dict[str, str]:
        """The languages of a translated field, the empty ones left out."""
        given = {locale: self._fields[f"{name}_{locale}"].data or "" for locale in LOCALES}
        return {locale: text for locale, text in given.items() if text}


class SectionForm(CategoryForm):
    """A section: its shelf, words, addresses, audience and how often it is checked."""

    category = SelectField(_l("Category"), coerce=int)
    slug_en = Line(_l("Address (English)"), [Length(max=80)])
    slug_fr = Line(_l("Address (French)"), [Length(max=80)])
    verification_days = IntegerField(
        _l("Days between checks"),
        [Optional(), NumberRange(FEWEST_CHECK_DAYS, MOST_CHECK_DAYS)],
        description=_l("Empty: as the whole site."),
    )
    owner = Line(_l("Owner (handle)"), [Length(max=80)])


class RatingReasonForm(Form):
    """Why an article helped or did not."""

    reason = RadioField(_l("What was it?"), choices=choices(REASONS), validators=[Optional()])
    text = Text(_l("What should we know?"), [Length(max=2000)])


def translated(words: dict[str, Any], name: str) -> dict[str, Any]:
    """Values of the fields of a translated word: {"name_en": …, "name_fr": …}."""
    return {f"{name}_{locale}": words.get(locale, "") for locale in LOCALES}
