"""What people of the demo searched for, and what look-alikes did: left in the spool, as pages leave it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from community.content.models import Subject, SubjectKind, Visibility
from community.core.db import db
from community.core.signals import signal
from community.demo.reading import read_yaml
from community.demo.stage import Stage
from community.search.masking import phrase_of
from community.search.origins import search_token

FORMS, SHOWN = 48, 4


def leave_searches(stage: Stage) -> None:
    """Leave the searches of the last weeks, each by a visitor of its own."""
    opened = _subjects()
    numbers = count()
    for one in read_yaml("searches.yaml"):
        left = {step: one.get(step, 0) for step in ("opened", "asked", "proposed")}
        for at in _instants(stage.now, one["weeks"]):
            visitor = f"demo{next(numbers):028x}"
            _search(stage, one, at, visitor)
            token = search_token(phrase_of(one["text"]), one["locale"])
            for step in (step for step, many in left.items() if many):
                left[step] -= 1
                after = (at + timedelta(minutes=2)).isoformat()
                more = {"search": token, "subject": opened[0]} if step == "opened" else {}
                signal("search", step=step, at=after, visitor=visitor, **more)


def _search(stage: Stage, one: dict[str, Any], at: datetime, visitor: str) -> None:
    signal(
        "search",
        step="searched",
        at=at.isoformat(),
        visitor=visitor,
        text=one["text"],
        locale=one["locale"],
        results=one["found"],
        area=stage.areas.get(one.get("area", "")),
    )


def leave_drafts(stage: Stage) -> None:
    """Leave forms that people began: of some a look-alike was opened, and of some of these that was enough."""
    subjects = _subjects()
    for number in range(FORMS):
        at = stage.now - timedelta(hours=9 + 11 * number)
        known = {"draft": f"{number + 1:016x}", "at": at.isoformat(), "visitor": ""}
        purpose = "idea" if number % 4 == 3 else "question"
        shown = [subjects[(number * 3 + place) % len(subjects)] for place in range(SHOWN)]
        signal("draft", step="began", purpose=purpose, locale="en", **known)
        signal("draft", step="shown", purpose=purpose, locale="en", shown=shown, **known)
        if number % 3:
            signal("draft", step="opened", subject=shown[number % 2], **known)
        if number % 5 < 2:
            signal("draft", step="sent", **known)


def _instants(now: datetime, weeks: Sequence[int]) -> Iterator[datetime]:
    """As many instants in each week as are said, the last week ending today."""
    for place, many in enumerate(weeks):
        end = now - timedelta(weeks=len(weeks) - 1 - place)
        yield from (end - timedelta(hours=3 + 17 * number) for number in range(many))


def _subjects() -> list[int]:
    """Articles and questions that everybody may see."""
    kinds = (SubjectKind.ARTICLE, SubjectKind.QUESTION)
    statement = select(Subject.id).where(
        Subject.kind.in_(kinds), Subject.visibility == Visibility.VISIBLE
    )
    return list(db.session.scalars(statement.order_by(Subject.id).limit(24)))
