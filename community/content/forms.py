"""The shape of comments and flags."""

from flask_babel import lazy_gettext as _l
from wtforms import FileField, SelectField
from wtforms.validators import InputRequired, Length

from community.content.models import FlagReason
from community.core.forms import Form, Line, Text, choices

REASON_WORDS = {
    FlagReason.SPAM: _l("Spam"),
    FlagReason.RUDE: _l("Rude"),
    FlagReason.PRIVATE_DATA: _l("Private data"),
    FlagReason.OUTDATED: _l("Outdated"),
    FlagReason.OTHER: _l("Something else"),
}


class CommentForm(Form):
    """A comment."""

    body = Text(
        _l("Your comment"), [InputRequired(_l("Please write something here.")), Length(max=4000)]
    )
    next = Line()


class FlagForm(Form):
    """What is wrong with a post."""

    reason = SelectField(choices=choices(REASON_WORDS.items()))
    note = Line(filters=[lambda note: (note or "")[:500]])


class PictureForm(Form):
    """A picture and the words for those who do not see it."""

    picture = FileField(
        _l("Picture"),
        [InputRequired(_l("Please choose a picture."))],
        description=_l(
            "PNG, JPEG, WebP or GIF, up to 8 MB. Hidden data such as the place is removed."
        ),
    )
    alt = Line(
        _l("What it shows"),
        [InputRequired(_l("Please say what the picture shows.")), Length(max=300)],
        description=_l("Read aloud to those who do not see it."),
    )
