"""The shape of what people type about their account."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    FileField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
)
from wtforms.validators import InputRequired, Length

from community.accounts.models import MAX_NAME
from community.accounts.passwords import LONGEST
from community.core import i18n
from community.core.forms import Form, Line, Text, choices, stripped

NEEDED = InputRequired(_l("Please fill this in."))
NAMED = [NEEDED, Length(max=MAX_NAME)]
PASSWORD_HELP = _l(
    "At least 8 characters. A few words that do not belong together are easy to keep in mind."
)


class Address(EmailField):
    """A mail address, cleaned; its spelling is judged by accounts.addresses."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the sent address without spaces around."""
        super().process_formdata([stripped(value) or "" for value in valuelist])


class RegisterForm(Form):
    """Who wants an account."""

    name = Line(_l("Your name"), NAMED, description=_l("As others will see it."))
    email = Address(_l("E-mail address"), [NEEDED, Length(max=254)])
    intent = HiddenField()
    next = HiddenField()


class ConfirmForm(Form):
    """What completes an account."""

    name = Line(_l("Your name"), NAMED)
    password = PasswordField(
        _l("Password"), [NEEDED, Length(max=LONGEST * 2)], description=PASSWORD_HELP
    )
    time_zone = HiddenField()


class SignInForm(Form):
    """Who comes back."""

    email = Address(_l("E-mail address"), [NEEDED, Length(max=254)])
    password = PasswordField(_l("Password"), [NEEDED, Length(max=LONGEST * 2)])
    intent = HiddenField()
    next = HiddenField()


class ForgotForm(Form):
    """Who forgot the password."""

    email = Address(_l("E-mail address"), [NEEDED, Length(max=254)])
    intent = HiddenField()


class ResetForm(Form):
    """A new password by a mailed link."""

    password = PasswordField(
        _l("New password"), [NEEDED, Length(max=LONGEST * 2)], description=PASSWORD_HELP
    )


class ChangePasswordForm(Form):
    """A new password by who knows the old one."""

    current = PasswordField(_l("Present password"), [NEEDED, Length(max=LONGEST * 2)])
    password = PasswordField(
        _l("New password"), [NEEDED, Length(max=LONGEST * 2)], description=PASSWORD_HELP
    )


class ChangeEmailForm(Form):
    """A new address by who knows the password."""

    email = Address(_l("New e-mail address"), [NEEDED, Length(max=254)])
    current = PasswordField(_l("Present password"), [NEEDED, Length(max=LONGEST * 2)])


class ProfileForm(Form):
    """What a member says of himself."""

    name = Line(_l("Name"), NAMED)
    handle = Line(
        _l("Short name"),
        [NEEDED, Length(max=41)],
        description=_l(
            "It stands in the address of your profile and in mentions, and is yours alone."
        ),
    )
    bio = Text(
        _l("About you"),
        [Length(max=1000)],
        description=_l("What you do, and what others can ask you about."),
    )
    locale = SelectField(_l("Language"), choices=choices(i18n.NAMES.items()))
    time_zone = SelectField(
        _l("Time zone"),
        choices=choices((name, name.replace("_", " ")) for name in i18n.TIME_ZONES),
        description=_l("Times and opening hours are shown in it."),
    )
    picture = FileField(
        _l("Picture"), description=_l("PNG, JPEG, WebP or GIF, up to 8 MB. Hidden data is removed.")
    )
    remove_picture = BooleanField(_l("Show my initials instead of the picture"))
    is_off_leaderboards = BooleanField(
        _l("Leave me out of leaderboards"),
        description=_l("You keep your points and badges; no list shows who has more or less."),
    )


class SetUpForm(Form):
    """The first administrator."""

    token = Line(
        _l("Set-up token"),
        [NEEDED, Length(max=200)],
        description=_l(
            "It was printed when the portal started, and stands in its data folder in setup.token."
        ),
    )
    name = Line(_l("Your name"), NAMED)
    email = Address(_l("E-mail address"), [NEEDED, Length(max=254)])
    password = PasswordField(
        _l("Password"), [NEEDED, Length(max=LONGEST * 2)], description=PASSWORD_HELP
    )


class NoteForm(Form):
    """A reason, where one is asked for."""

    reason = Text(_l("Reason"), [NEEDED, Length(max=500)], description=_l("The member reads it."))


class LeaveForm(Form):
    """Whoever wants to be erased, and what becomes of what he wrote."""

    posts = RadioField(
        _l("What you wrote"),
        [InputRequired(_l("Please choose one."))],
        choices=choices(
            [
                ("keep", _l("Leave my posts; they say “former member”")),
                ("remove", _l("Remove my posts")),
            ]
        ),
    )
    current = PasswordField(_l("Present password"), [NEEDED, Length(max=LONGEST * 2)])

    @property
    def with_posts(self) -> bool:
        """Whether the posts go too."""
        return bool(self.posts.data == "remove")
