"""How the queue of the desk is looked at: whose questions, and what narrows them, as it stands in an address; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from community.service_levels.terms import OF_QUESTIONS, PromiseKind

LONGEST_KEY = 40


class View(StrEnum):
    """The views of the queue; each has its address."""

    WAITING = "waiting_for_us"
    MINE = "mine"
    OVERDUE = "overdue"
    ASKERS = "waiting"


@dataclass(frozen=True, kw_only=True)
class QueueLook:
    """A way to look at the queue; empty is everything."""

    view: View = View.WAITING
    area: str = ""
    kind: PromiseKind | None = None
    severity: str = ""

    @property
    def given(self) -> dict[str, str]:
        """What narrows every view, by its name in the address."""
        found = {"area": self.area, "kind": self.kind or "", "severity": self.severity}
        return {name: str(value) for name, value in found.items() if value}

    @property
    def query(self) -> str:
        """What stands behind the question mark, in a fixed order; nothing that is so anyway."""
        show = {} if self.view is View.WAITING else {"show": self.view.value}
        return urlencode({**show, **self.given})


def queue_look(asked: Mapping[str, str]) -> QueueLook:
    """The look that an address asks for; what it does not know is left out."""
    kind = asked.get("kind", "")
    return QueueLook(
        view=View(asked["show"]) if asked.get("show") in list(View) else View.WAITING,
        area=_key(asked.get("area", "")),
        kind=PromiseKind(kind) if kind in OF_QUESTIONS else None,
        severity=_key(asked.get("severity", "")),
    )


def _key(said: str) -> str:
    return said.strip().replace("\x00", "")[:LONGEST_KEY]
