"""What happens to the service, and to what customers claim for it."""

from dataclasses import dataclass

from community.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class IncidentUpdated(Event):
    """The team said something about an incident or maintenance; `first` when it is the first word of it."""

    incident_id: int
    update_id: int
    actor_id: int | None
    first: bool = False


@dataclass(frozen=True, kw_only=True)
class DowntimeChanged(Event):
    """What was down in months that may have been reckoned was corrected: from month to month, as 2026-11."""

    first_month: str
    last_month: str


@dataclass(frozen=True, kw_only=True)
class OfCredit(Event):
    """Something about a month's credit of an organisation."""

    credit_id: int
    organisation_id: int


@dataclass(frozen=True, kw_only=True)
class CreditFound(OfCredit):
    """A month was worse than promised: so many percent may be claimed."""

    percent: int


class ClaimClosing(OfCredit):
    """The time to claim a credit ends soon, and nobody has claimed it."""


@dataclass(frozen=True, kw_only=True)
class OfClaim(Event):
    """Something became of a claim."""

    claim_id: int
    actor_id: int | None


class ClaimSubmitted(OfClaim):
    """A customer claims a credit."""


class ClaimDecided(OfClaim):
    """A claim was approved, rejected, or credited on an invoice; its row says which."""
