"""What is known of a customer company."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class OrganisationFacts:
    """What administrators type; the annual value is in whole units of the company's currency."""

    name: str
    country: str | None = None
    annual_value: int | None = None
    external_id: str | None = None
    fields: tuple[tuple[str, str], ...] = ()
