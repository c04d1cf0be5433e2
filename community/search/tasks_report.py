"""What the worker makes of the signals of search: what came of each, and how often each phrase was asked for."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from community import site_settings
from community.content.models import ProductArea, Subject
from community.core.clock import now
from community.core.db import upsert, writing
from community.search.masking import masked, phrase_of
from community.search.models import MAX_KEY, MAX_TEXT, NO_AREA, SearchQuery, SearchTally
from community.search.origins import search_token
from community.search.report import week_of

BATCH = 200
# Reloads and steps back are the same search; so long after it a click or a question comes of it.
SAME_SEARCH, CAME_OF_IT = timedelta(minutes=30), timedelta(hours=1)
KEPT = timedelta(days=2)
COUNTED = {"asked": "asked", "proposed": "proposed"}

Signal = dict[str, Any]


def fold_searches(batch: Sequence[Signal]) -> None:
    """Fold `search` signals in: asked, opened, and what the visitor did next, in the order in which it happened."""
    ordered = sorted(batch, key=lambda signal: str(signal.get("at", "")))
    for start in range(0, len(ordered), BATCH):
        with writing() as session:
            _Folding(session, ordered[start : start + BATCH]).run()


class _Folding:
    """One transaction's worth of signals."""

    def __init__(self, session: Session, signals: Sequence[Signal]) -> None:
        self.session, self.signals = session, signals
        self.counts: Counter[tuple[date, str, int, str, str]] = Counter()
        self.latest: dict[str, SearchQuery] = {}
        self.by_token: dict[tuple[str, str], SearchQuery] = {}
        self.subjects = self._there(Subject.id, "subject")
        self.areas = self._there(ProductArea.id, "area")

    def run(self) -> None:
        """Count the signals one after another, then write the sums."""
        for one in self._recent():
            self._remember(one)
        for signal in self.signals:
            visitor = str(signal.get("visitor", ""))[:MAX_KEY]
            step = signal.get("step")
            if step == "searched":
                self._search(visitor, signal)
            elif step == "opened":
                self._open(visitor, signal)
            elif step in COUNTED:
                self._lead_to(visitor, str(step), _instant(signal))
        self._write()

    def _there(self, column: Any, name: str) -> frozenset[int]:
        named = {one[name] for one in self.signals if isinstance(one.get(name), int)}
        return frozenset(self.session.scalars(select(column).where(column.in_(named))))

    def _recent(self) -> Iterator[SearchQuery]:
        visitors = {str(signal.get("visitor", ""))[:MAX_KEY] for signal in self.signals}
        since = min(map(_instant, self.signals)) - CAME_OF_IT
        rows = select(SearchQuery).where(
            SearchQuery.visitor.in_(visitors), SearchQuery.asked_at >= since
        )
        yield from self.session.scalars(rows.order_by(SearchQuery.id))

    def _remember(self, row: SearchQuery) -> None:
        visitor = row.visitor or ""
        self.latest[visitor] = self.by_token[visitor, row.token or ""] = row

    def _search(self, visitor: str, signal: Signal) -> None:
        text, locale = masked(str(signal.get("text", "")))[:MAX_TEXT], str(signal.get("locale", ""))
        at, area = _instant(signal), signal.get("area")
        token = search_token(phrase_of(text), locale)
        before = self.by_token.get((visitor, token))
        if not text or (before and at - before.asked_at < SAME_SEARCH):
            return
        row = SearchQuery(
            text=text,
            locale=locale[:8],
            kind=signal.get("search_kind"),
            product_area_id=area if area in self.areas else None,
            results=int(signal.get("results", 0)),
            asked_at=at,
            visitor=visitor,
            token=token,
        )
        self.session.add(row)
        self._remember(row)
        self._count(row, "searches")
        if not row.results:
            self._count(row, "found_nothing")

    def _open(self, visitor: str, signal: Signal) -> None:
        row, subject_id = self.by_token.get((visitor, str(signal.get("search")))), signal["subject"]
        fits = row is not None and _instant(signal) - row.asked_at < CAME_OF_IT
        if row is None or not fits or row.opened_subject_id or subject_id not in self.subjects:
            return
        row.opened_subject_id = subject_id
        self._count(row, "opened")

    def _lead_to(self, visitor: str, step: str, at: datetime) -> None:
        row = self.latest.get(visitor)
        if row is not None and row.next_step is None and at - row.asked_at < CAME_OF_IT:
            row.next_step = step
            self._count(row, COUNTED[step])

    def _count(self, row: SearchQuery, column: str) -> None:
        area_id, week = row.product_area_id or NO_AREA, week_of(row.asked_at)
        self.counts[week, row.locale, area_id, phrase_of(row.text), column] += 1

    def _write(self) -> None:
        tallies: dict[tuple[date, str, int, str], dict[str, int]] = {}
        for (week, locale, area_id, phrase, column), count in self.counts.items():
            tallies.setdefault((week, locale, area_id, phrase), {})[column] = count
        names = ("week", "locale", "product_area_id", "phrase")
        for key, columns in sorted(tallies.items()):
            more = {
                name: (count, getattr(SearchTally, name) + count) for name, count in columns.items()
            }
            upsert(SearchTally, dict(zip(names, key, strict=True)), **more)


def forget_searches() -> None:
    """Drop single searches after two days, and what was counted after the time that the settings say."""
    at = now()
    oldest = week_of(at - timedelta(days=site_settings.current().search_report_days))
    with writing() as session:
        session.execute(delete(SearchQuery).where(SearchQuery.asked_at < at - KEPT))
        # A visitor's key is of use for an hour.
        stale = SearchQuery.asked_at < at - CAME_OF_IT - SAME_SEARCH
        session.execute(update(SearchQuery).where(stale).values(visitor=None))
        session.execute(delete(SearchTally).where(SearchTally.week < oldest))


def _instant(signal: Signal) -> datetime:
    said = str(signal.get("at", ""))
    return datetime.fromisoformat(said) if said else now()
