"""The shape of what people choose when they tie an article to a question."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.validators import InputRequired, Length

from community.core.forms import Form, Line, Text, choices
from community.core.i18n import NAMES
from community.questions.forms import LANGUAGES


class ArticleAnswerForm(Form):
    """An article and a sentence about it."""

    article = HiddenField(_l("Article"))
    body = Text(
        _l("What it says, in a sentence"),
        [InputRequired(_l("Please say in a sentence how the article answers the question."))],
        description=_l("“Yes: open the order and choose print. The article shows each step.”"),
    )
    lang = SelectField(_l("Language of your answer"), choices=choices(LANGUAGES.items()))

    @property
    def article_id(self) -> int:
        """The article chosen, 0 for none."""
        return number_in(self.article.data)


class MakeArticleForm(Form):
    """Where the article goes, its title and language; its words are the question's and the answers'."""

    title = Line(
        _l("Title"),
        [InputRequired(_l("Please give the article a title.")), Length(max=200)],
        description=_l("As a reader would say it: “Print a delivery note”."),
    )
    section = SelectField(_l("Section"), validators=[InputRequired()])
    lang = SelectField(_l("Language"), choices=choices(NAMES.items()))


class TieForm(Form):
    """The address of a page that belongs to an idea or a release."""

    address = Line(
        _l("Address"),
        [InputRequired(_l("Please paste an address.")), Length(max=300)],
        description=_l("Of an article, a question, an idea or a release of this community."),
    )


def number_in(sent: str | None) -> int:
    """A key that was sent, 0 for anything else."""
    text = sent or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
