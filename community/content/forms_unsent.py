"""Between a form and what is kept of it while one writes."""

from typing import Any

from wtforms import SelectField

from community.content.models_unsent import Place, Purpose, UnsentText, Words
from community.content.queries_unsent import Begun
from community.core.forms import Form, Line, Text, choices

# What may be chosen beside the words, in whichever form has it.
CHOICES = ("area", "version", "tags", "organisation", "severity", "is_private", "lang", "board")


class UnsentForm(Form):
    """What stands in a form, whichever it is, while one writes; `keeps` says for what."""

    keeps = SelectField(choices=choices((one, one) for one in Purpose))
    keeps_about = Line()
    title = Line()
    body = Text()
    area = Line()
    version = Line()
    tags = Line()
    organisation = Line()
    severity = Line()
    is_private = Line()
    lang = Line()
    board = Line()

    @property
    def place(self) -> Place:
        """For what one writes; a number that is none stands for nothing."""
        sent = self.keeps_about.data or ""
        is_number = sent.isascii() and sent.isdecimal() and len(sent) < 10
        return Place(Purpose(self.keeps.data), int(sent) if is_number else 0)


class SinceForm(Form):
    """The draft that a form went on with, as a form says that keeps by itself what is written in it."""

    kept_at = Line()


def words_of(form: Form) -> Words:
    """What stands in a form, as it is kept."""
    values: dict[str, Any] = form.data
    nothing = (None, False, "", "None")
    chosen = {name: values[name] for name in CHOICES if values.get(name) not in nothing}
    return Words(
        title=values.get("title") or "",
        body=values.get("body") or "",
        choices={name: "1" if value is True else str(value) for name, value in chosen.items()},
        since=SinceForm.of_request().kept_at.data,
    )


def begun_values(begun: Begun) -> dict[str, Any]:
    """What a form of a change begins with, instead of what the post says."""
    return values_of(begun.kept) if begun.is_restored else {}


def values_of(kept: UnsentText | None) -> dict[str, Any]:
    """What a form begins with where something was kept."""
    if kept is None:
        return {}
    return {"title": kept.title, "body": kept.body, **kept.choices}
