"""What happens to promises and to the menu."""

from dataclasses import dataclass

from community.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class OfPromise(Event):
    """Something that became of a promise."""

    promise_id: int
    subject_id: int


@dataclass(frozen=True, kw_only=True)
class PromiseMet(OfPromise):
    """A promise was kept; `exceeded` says that it was kept in more than was promised."""

    exceeded: bool


class PromiseWarned(OfPromise):
    """Four fifths of a promise's time have gone."""


class PromiseEscalated(OfPromise):
    """Nine tenths of a promise's time have gone: whoever leads the area should know."""


class PromiseRaised(OfPromise):
    """A service token lifted a promise to what the next plan promises."""


class PromiseMissed(OfPromise):
    """A promise's time ran out."""


class PromiseThanked(OfPromise):
    """A customer said thanks for more than was promised."""


class PromiseNoted(OfPromise):
    """Somebody of the team said why a promise was missed, and what happens now."""


@dataclass(frozen=True, kw_only=True)
class PlanChanged(Event):
    """The plans that a customer is entitled to were changed, for times from the instant `since` on (ISO 8601)."""

    organisation_id: int
    since: str = ""


@dataclass(frozen=True, kw_only=True)
class PlanPartlyFollowed(Event):
    """Another plan counts, from an instant on (ISO 8601), for what waits of a customer up to this subject.

    The rest is still to be looked at.
    """

    organisation_id: int
    subject_id: int
    at: str


@dataclass(frozen=True, kw_only=True)
class MenuPublished(Event):
    """A version of the service-level menu was published."""

    version_id: int
    actor_id: int
