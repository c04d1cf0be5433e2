"""Made-up things for the style guide: every macro is shown with them, in each of its states."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import BooleanField, FileField, PasswordField, RadioField, SelectField

from community.content.forms_views import ViewForm
from community.core.clock import now
from community.core.differences import Difference, compare
from community.core.errors import PortalError
from community.core.forms import Form, Line, Text, choices
from community.core.paging import Page
from community.ideas.models import Meaning
from community.questions.states import QuestionState
from community.service_levels.calendars import Target, Unit
from community.service_levels.models import PromiseState
from community.service_levels.queries import PromiseChip
from community.service_levels.terms import PromiseKind
from community.uptime.bars import Bars, Happening, bars_of, frame_until
from community.uptime.queries import ImpactRow
from community.uptime.queries_incidents import IncidentRow, UpdateRow
from community.uptime.spans import Span
from community.uptime.states import Health, Impact, IncidentKind, IncidentState


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


class NoticeForm(Form):
    """A name in each language, and a number beside which a template writes its own label."""

    name_en = Line("Name in English")
    name_fr = Line("Name in French")
    notice = Line("Notice, in minutes")


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


def faulty_notice() -> NoticeForm:
    """The form after a number was said in words."""
    form = NoticeForm(name_en="Night work", name_fr="Travaux de nuit", notice="two hours")
    form.notice.errors = ["Please enter a whole number."]
    return form


def view_form() -> ViewForm:
    """The form for a name of a view, before anything is written."""
    return ViewForm()


def views(owner_id: int | None) -> list[dict[str, Any]]:
    """A view that everybody at the desk has, and one's own."""
    return [
        {"id": 0, "name": "Due today", "query": "due=today", "is_shared": True, "owner_id": 0},
        {"id": 0, "name": "Till", "query": "area=till", "is_shared": False, "owner_id": owner_id},
    ]


def promises(kind: PromiseKind = PromiseKind.FIRST_RESPONSE) -> list[PromiseChip]:
    """A promise of this kind in each of its states."""
    began, soon, later = (
        now() - timedelta(hours=3),
        now() + timedelta(minutes=20),
        now() + timedelta(hours=5),
    )
    states = [(PromiseState.RUNNING, later), (PromiseState.RUNNING, soon)]
    states += [(state, began) for state in PromiseState if state is not PromiseState.RUNNING]
    return [
        PromiseChip(0, 0, kind, state, began, due, due - timedelta(hours=1), None, None, None)
        for state, due in states
    ]


def foretold() -> dict[str, Any]:
    """What a plan promises before one sends."""
    target = Target(240, Unit.BUSINESS_MINUTES)
    return {
        "terms": {"plan": {"name": {"en": "Premium"}}, "term": {"target": target}},
        "due_at": now() + timedelta(hours=4),
        "solved_by": now() + timedelta(days=2),
    }


def incidents() -> list[IncidentRow]:
    """One that goes on, one that is over, and planned work."""
    at, hour = now(), timedelta(hours=1)
    return [
        _incident(
            "Orders do not arrive",
            IncidentState.IDENTIFIED,
            Span(at - hour, at),
            "Nothing is lost: they wait in a queue while we make room on a disk.",
        ),
        _incident(
            "Signing in failed for many",
            IncidentState.RESOLVED,
            Span(at - 50 * hour, at - 49 * hour),
            "A certificate ran out at breakfast. Everybody gets in again.",
        ),
        _incident(
            "New disks for the tills’ reports",
            IncidentState.SCHEDULED,
            Span(at + 30 * hour, at + 32 * hour),
            "Tills go on selling; reports of the day come after six.",
        ),
    ]


def _incident(title: str, state: IncidentState, span: Span, words: str) -> IncidentRow:
    is_planned = state is IncidentState.SCHEDULED
    goes_on = state is IncidentState.IDENTIFIED
    ends_at = None if goes_on else span.ends_at
    impact = Impact.DEGRADED if is_planned else Impact.DOWN
    return IncidentRow(
        1,
        IncidentKind.MAINTENANCE if is_planned else IncidentKind.INCIDENT,
        {"en": title},
        state,
        span.starts_at,
        ends_at,
        span.starts_at,
        span.starts_at,
        (ImpactRow(1, 1, 1, {"en": "Orders"}, impact, span.starts_at, ends_at, is_planned),),
        (UpdateRow(1, 1, state, {"en": words}, span.starts_at),),
    )


def bars() -> Bars:
    """Ninety days in which orders were down for a while, slow for longer, and worked on."""
    at, hour = now(), timedelta(hours=1)
    happenings = [
        Happening(1, Impact.DOWN, Span(at - 1500 * hour, at - 1499 * hour)),
        Happening(1, Impact.DEGRADED, Span(at - 700 * hour, at - 697 * hour)),
        Happening(1, Impact.DOWN, Span(at - 300 * hour, at - 299 * hour), is_maintenance=True),
    ]
    return bars_of(happenings, frame_until(at))[1]


def page() -> Page[int]:
    """A page with neighbours on both sides."""
    return Page(items=[1], older="b2xk", newer="bmV3")


BARS = [
    (f"{month:02d}/2026", value)
    for month, value in enumerate((12, 18, 9, 24, 31, 27, 22, 35, 30, 41, 38), 1)
]
HEALTHS = tuple(Health)
INCIDENT_STATES = tuple(IncidentState)
CHANGED: Difference = compare(
    "Open Stock.\nCount what is in the cold room.\nWaste is written off on Fridays.",
    "Open Stock.\nCount what is in the cold room, by shelf.\nWaste is written off every evening.",
)
SUMMARIES: Difference = compare("How to count.", "How to count, and what to write off.")
TROUBLE = PortalError()
EARLY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SNIPPET = Markup("Open <mark>Stock</mark> › Settings and choose which columns go into the file.")
PREVIEW = Markup("<p>How it <strong>will</strong> look.</p>")
