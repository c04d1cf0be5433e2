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


class PromiseRaised(OfPromise):
    """A service token lifted a promise to what the next plan promises."""


class PromiseMissed(OfPromise):
    """A promise's time ran out."""


@dataclass(frozen=True, kw_only=True)
class MenuPublished(Event):
    """A version of the service-level menu was published."""

    version_id: int
    actor_id: int
