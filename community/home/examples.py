"""Made-up things for the style guide: every macro is shown with them, in each of its states."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import BooleanField, FileField, PasswordField, RadioField, SelectField

from community.core.clock import now
from community.core.forms import Form, Line, Text, choices
from community.core.paging import Page
from community.ideas.models import Meaning
from community.questions.states import QuestionState
from community.service_levels.models import PromiseState
from community.service_levels.queries import PromiseChip
from community.service_levels.terms import PromiseKind


@dataclass(frozen=True)
class Badge:
    """A badge as `badge_chip` takes it."""

    name: str
    tier: str
    key: str | None = None
    area_name: str | None = None


@dataclass(frozen=True)
class Someone:
    """A person as `person_line` takes it."""

    name: str
    handle: str
    level: int = 0
    is_staff: bool = False
    picture_key: str | None = None
    badges: tuple[Badge, ...] = ()


@dataclass(frozen=True)
class Remark:
    """A comment as `comment_thread` takes it."""

    id: int
    author: Someone
    created_at: datetime
    html: str
    lang: str = "en"


class SampleForm(Form):
    """One field of each kind."""

    title = Line(_l("Title"), description=_l("As you would say it to a colleague."))
    address = Line(_l("E-mail address"))
    password = PasswordField(_l("Password"))
    area = SelectField(_l("Area"), choices=choices([("till", "Till"), ("stock", "Stock")]))
    severity = RadioField(
        _l("How bad is it?"),
        choices=choices([("l1", _l("Nothing works")), ("l3", _l("It is a nuisance"))]),
    )
    news = BooleanField(_l("Tell me about answers by e-mail"))
    picture = FileField(_l("Picture"))
    body = Text(_l("What happened?"))


NINA = Someone(
    "Nina Fougère", "nina", level=3, badges=(Badge("Good answer", "silver", "good-answer"),)
)
OTTO = Someone("Otto Lindgren", "otto", is_staff=True)
IDEA_STATES = tuple(Meaning)
QUESTION_STATES = tuple(QuestionState)
OTHER_STATES = (
    "draft",
    "in_review",
    "published",
    "verified",
    "due",
    "expired",
    "running",
    "warned",
    "met",
    "missed",
    "exceeded",
)


def faulty_form() -> SampleForm:
    """The form as it looks after somebody forgot two things."""
    form = SampleForm(title="", address="nina(at)example.org")
    form.title.errors = ["Please give your question a title."]
    form.address.errors = ["An address looks like name@example.org."]
    return form


def comments() -> list[Remark]:
    """A short talk."""
    return [
        Remark(
            1,
            NINA,
            now() - timedelta(hours=3),
            "<p>Same here, since the update on <strong>Monday</strong>.</p>",
        ),
        Remark(
            2, OTTO, now() - timedelta(minutes=20), "<p>Thank you, that helps us to find it.</p>"
        ),
    ]


def promises() -> list[PromiseChip]:
    """A promise in each of its states."""
    began, soon, later = (
        now() - timedelta(hours=3),
        now() + timedelta(minutes=20),
        now() + timedelta(hours=5),
    )
    states = [(PromiseState.RUNNING, later), (PromiseState.RUNNING, soon)]
    states += [(state, began) for state in PromiseState if state is not PromiseState.RUNNING]
    first = PromiseKind.FIRST_RESPONSE
    return [
        PromiseChip(0, 0, first, state, began, due, due - timedelta(hours=1), None, None, None)
        for state, due in states
    ]


def page() -> Page[int]:
    """A page with neighbours on both sides."""
    return Page(items=[1], older="b2xk", newer="bmV3")


BARS = [
    (f"{month:02d}/2026", value)
    for month, value in enumerate((12, 18, 9, 24, 31, 27, 22, 35, 30, 41, 38), 1)
]
EARLY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SNIPPET = Markup("Open <mark>Stock</mark> › Settings and choose which columns go into the file.")
PREVIEW = Markup("<p>How it <strong>will</strong> look.</p>")
