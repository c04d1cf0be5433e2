"""The service-level menu as one value: what each plan promises, by which hours, above which floor.

The tables keep it, the editor changes it, the menu page and the promises read it. A published one never changes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from community.service_levels.calendars import Calendar, Target, Unit

Words = Mapping[str, str]
ANY_SEVERITY = ""


class PromiseKind(StrEnum):
    """What is promised: each kind has a clock."""

    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    RESOLUTION = "resolution"
    IDEA_RESPONSE = "idea_response"
    ARTICLE_VERIFICATION = "article_verification"
    CLAIM_DECISION = "claim_decision"


BY_SEVERITY = frozenset(
    {PromiseKind.FIRST_RESPONSE, PromiseKind.NEXT_RESPONSE, PromiseKind.RESOLUTION}
)
RESPONSES = frozenset(
    {PromiseKind.FIRST_RESPONSE, PromiseKind.NEXT_RESPONSE, PromiseKind.IDEA_RESPONSE}
)

# What the menu says a line of, each of which a help article can explain: the promises, and what no clock keeps.
UPTIME, CREDIT, EXCLUSION, TOKENS = "uptime", "credit", "exclusion", "tokens"
LINES = (*(kind.value for kind in PromiseKind), UPTIME, CREDIT, EXCLUSION, TOKENS)

OF_QUESTIONS = (PromiseKind.FIRST_RESPONSE, PromiseKind.NEXT_RESPONSE, PromiseKind.RESOLUTION)


@dataclass(frozen=True)
class SeverityTerms:
    """A severity with the definition that decides about it."""

    key: str
    name: Words
    definition: Words


@dataclass(frozen=True)
class CalendarTerms:
    """Hours with the name they go by; `revision_id` once they are stored."""

    key: str
    name: Words
    calendar: Calendar
    revision_id: int | None = None


@dataclass(frozen=True)
class TargetTerms:
    """A target of a plan; severity `""` is any. Time by the clock keeps a calendar for its hours' name."""

    kind: PromiseKind
    severity: str
    target: Target
    calendar_key: str


@dataclass(frozen=True)
class CreditTerms:
    """Below this uptime a customer may claim so many percent of the month's price."""

    below: int  # thousandths of a percent
    percent: int


@dataclass(frozen=True)
class ExclusionTerms:
    """Maintenance that is left out of uptime: announced so many minutes before, within these hours (None: any)."""

    notice_minutes: int
    hours: Calendar | None = None


@dataclass(frozen=True)
class UptimeTerms:
    """Uptime of a calendar month in UTC, in thousandths of a percent, what it covers and what it leaves out."""

    objective: int
    covers: Words
    credits: tuple[CreditTerms, ...] = ()
    claim_window_days: int = 0
    exclusion: ExclusionTerms | None = None


@dataclass(frozen=True)
class PlanTerms:
    """Everything one plan promises; the default plan is everybody's who has no other.

    Targets of a kind stand in the menu's order of severities, the mildest last, what is for any behind them.
    """

    key: str
    name: Words
    summary: Words
    price: Words = field(default_factory=dict)
    targets: tuple[TargetTerms, ...] = ()
    uptime: UptimeTerms | None = None
    tokens_a_month: int = 0
    idea_votes: int = 10
    is_default: bool = False
    version_id: int | None = None

    def find_target(self, kind: PromiseKind, severity: str | None) -> TargetTerms | None:
        """The target of this kind for a severity, else the one for any severity.

        Where severities are told apart, whoever names none (and any first response) has the mildest one's.
        """
        mine = {term.severity: term for term in self.targets if term.kind is kind}
        found = mine.get(severity or ANY_SEVERITY) or mine.get(ANY_SEVERITY)
        if found is None and mine and (not severity or kind is PromiseKind.FIRST_RESPONSE):
            return list(mine.values())[-1]
        return found

    def has_severities(self, kind: PromiseKind = PromiseKind.FIRST_RESPONSE) -> bool:
        """Whether the plan distinguishes severities, so that asking for one makes sense."""
        return any(term.severity for term in self.targets if term.kind is kind)


@dataclass(frozen=True)
class FloorTerms:
    """The least that every team does for everyone, for one kind of promise."""

    kind: PromiseKind
    target: Target
    calendar_key: str


@dataclass(frozen=True)
class Menu:
    """One version of the menu, whole."""

    plans: tuple[PlanTerms, ...]
    severities: tuple[SeverityTerms, ...]
    calendars: Mapping[str, CalendarTerms]
    floors: tuple[FloorTerms, ...]
    zone: str = "UTC"
    # Line → the help article that explains it.
    articles: Mapping[str, int] = field(default_factory=dict)

    @property
    def default_plan(self) -> PlanTerms | None:
        """What those have who have no plan."""
        return next((plan for plan in self.plans if plan.is_default), None)

    def find_plan(self, key: str | None) -> PlanTerms | None:
        """The plan with this key, else the default one."""
        return next((plan for plan in self.plans if plan.key == key), self.default_plan)

    def calendar(self, key: str) -> Calendar:
        """The hours that go by this key."""
        return self.calendars[key].calendar

    def all_targets(self) -> Iterator[tuple[PlanTerms, TargetTerms]]:
        """Each target with its plan."""
        return ((plan, term) for plan in self.plans for term in plan.targets)


def minutes(amount: int) -> Target:
    """Minutes by the clock."""
    return Target(amount, Unit.CLOCK_MINUTES)


def hours(amount: int) -> Target:
    """Hours by the clock."""
    return minutes(amount * 60)


def days(amount: int) -> Target:
    """Days by the clock."""
    return hours(amount * 24)


def business_hours(amount: int) -> Target:
    """Hours of the calendar."""
    return Target(amount * 60, Unit.BUSINESS_MINUTES)


def business_days(amount: int) -> Target:
    """Days of the calendar."""
    return Target(amount, Unit.BUSINESS_DAYS)
