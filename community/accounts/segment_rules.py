"""The rule of a segment: which organisations are in it, by plan, value, country and imported fields."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a rule may ask of an organisation at an instant."""

    plan_keys: Set[str] = frozenset()
    value: int | None = None
    country: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SegmentRule:
    """All conditions that are given must hold; a rule without conditions holds for nobody."""

    plans: tuple[str, ...] = ()
    value_from: int | None = None
    value_to: int | None = None
    countries: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The rule as it is stored."""
        return {
            "plans": list(self.plans),
            "value_from": self.value_from,
            "value_to": self.value_to,
            "countries": list(self.countries),
            "fields": [list(pair) for pair in self.fields],
        }

    @classmethod
    def of_json(cls, stored: Mapping[str, Any]) -> "SegmentRule":
        """The rule that was stored; unknown keys are left out."""
        return cls(
            plans=tuple(stored.get("plans") or ()),
            value_from=stored.get("value_from"),
            value_to=stored.get("value_to"),
            countries=tuple(stored.get("countries") or ()),
            fields=tuple((str(name), str(value)) for name, value in stored.get("fields") or ()),
        )

    def holds_for(self, facts: Facts) -> bool:
        """Whether an organisation with these facts is in the segment."""
        asked = [
            (bool(self.plans), bool(set(self.plans) & facts.plan_keys)),
            (self.value_from is not None, (facts.value or 0) >= (self.value_from or 0)),
            (
                self.value_to is not None,
                facts.value is not None and facts.value <= (self.value_to or 0),
            ),
            (bool(self.countries), facts.country in self.countries),
            (bool(self.fields), self._fields_hold(facts.fields)),
        ]
        answers = [holds for is_given, holds in asked if is_given]
        return bool(answers) and all(answers)

    def _fields_hold(self, given: Mapping[str, Any]) -> bool:
        return all(
            str(given.get(name, "")).casefold() == value.casefold() for name, value in self.fields
        )
