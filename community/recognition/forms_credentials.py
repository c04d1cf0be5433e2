"""The shape of what is checked, and of the switch of an award."""

from typing import Final

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, FileField
from wtforms.validators import Length

from community.core.errors import Invalid
from community.core.forms import Form, Line, Text

MAX_FILE_BYTES: Final = 1024 * 1024
MAX_TEXT: Final = 64 * 1024


class VerifyForm(Form):
    """A credential as a file, as text or by its address, and whose it should be."""

    file = FileField(
        _l("File"),
        description=_l("A badge’s picture (PNG or SVG), or the credential itself, up to 1 MB."),
    )
    text = Text(
        _l("Or its text or address"),
        [Length(max=MAX_TEXT)],
        description=_l("The signed text, or the address of an award on this site."),
    )
    email = Line(
        _l("Holder’s e-mail address"),
        [Length(max=320)],
        description=_l("Compared with the credential, and kept nowhere."),
    )


class VisibilityForm(Form):
    """Whether everybody sees an award."""

    is_public = BooleanField()
    next = Line()


def bytes_of(sent: object) -> bytes | None:
    """What was sent as a file, None without one; Invalid on `file` when it is larger than a credential can be."""
    if not isinstance(sent, FileStorage) or not sent.filename:
        return None
    body = sent.stream.read(MAX_FILE_BYTES + 1)
    if len(body) > MAX_FILE_BYTES:
        raise Invalid(_l("This file is larger than 1 MB. A badge is smaller."), "file")
    return body
