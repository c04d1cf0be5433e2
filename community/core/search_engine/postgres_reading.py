"""Asking the PostgreSQL index for the candidates of one search."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from community.core.search_engine import postgres_statements as sql
from community.core.search_engine.frequencies import add, unpack
from community.core.search_engine.planning import ENOUGH, MAX_BEGINNINGS, TELLING_WORDS, Plan, plan
from community.core.search_engine.port import Candidate, FieldCounts, Filters, Found
from community.core.search_engine.query import Query, weight_of_times

# The texts of so many come along with the candidates; that is a page of them and more.
# A word has a term for each language, so a draft's most telling words have so many terms.
TELLING_TERMS = 3 * TELLING_WORDS


class Search:
    """One search as one statement."""

    def __init__(self, query: Query, audience_ids: Collection[int], filters: Filters) -> None:
        self.query, self.audience_ids, self.filters = query, audience_ids, filters

    def run(self, connection: Connection, limit: int) -> Found:
        """The most promising documents, with what the scorer needs."""
        parameters = self._asked() | self._narrowed() | {"limit": limit}
        conditions = self._conditions(parameters)
        matching = sql.REQUIRED if "required" in parameters else sql.RAREST
        statement = sql.statement(sql.CANDIDATES, conditions=conditions, matching=matching)
        rows = connection.execute(statement, parameters).all()
        return self._found(rows) if rows else Found()

    def _asked(self) -> dict[str, Any]:
        times = {term: weight_of_times(slot) for slot in self.query.slots for term in slot.terms}
        beginnings = (slot.prefix for slot in self.query.slots if slot.prefix)
        return {
            "terms": list(times),
            "times": list(times.values()),
            "beginning": next(beginnings, ""),
            "beginnings": MAX_BEGINNINGS,
            "telling": TELLING_TERMS if self.query.draft else None,
            "enough": ENOUGH,
        }

    def _narrowed(self) -> dict[str, Any]:
        """The parameters that stand in the statement only when they narrow something."""
        filters, before = self.filters, self.filters.created_before
        refused = [term for slot in self.query.without for term in slot.terms]
        narrowed = {
            "required": sql.all_of(slot for slot in self.query.slots if slot.required),
            "audience_ids": list(self.audience_ids),
            "kinds": list(filters.kinds),
            "langs": list(filters.langs),
            "area_ids": list(filters.area_ids),
            "created_before": int(before.timestamp()) if before else None,
            "refused": sql.any_of(refused),
        }
        return {name: value for name, value in narrowed.items() if value}

    def _conditions(self, parameters: dict[str, Any]) -> str:
        parts = [condition for name, condition in sql.CONDITIONS.items() if name in parameters]
        for place, phrase in enumerate(self.query.phrases):
            parts.append(f"AND d.stream LIKE ANY(:phrase{place})")
            parameters[f"phrase{place}"] = _patterns(phrase)
        for place, phrase in enumerate(self.query.without_phrases):
            parts.append(f"AND NOT d.stream LIKE ANY(:refused{place})")
            parameters[f"refused{place}"] = _patterns(phrase)
        return " ".join(parts)

    def _found(self, rows: Sequence[Row[Any]]) -> Found:
        statistics = rows[0].statistics
        documents = statistics["documents"]
        frequencies = dict(statistics["terms"])
        steps = plan(self.query, frequencies, documents)
        terms = list(frequencies)
        return Found(
            tuple(
                _candidate(one, steps, dict(zip(terms, one.counts, strict=True))) for one in rows
            ),
            tuple(step.weight for step in steps.steps),
            FieldCounts(*(length / max(1, documents) for length in statistics["lengths"])),
        )


def _candidate(one: Row[Any], steps: Plan, packed: Mapping[str, int | None]) -> Candidate:
    return Candidate(
        key=one.key,
        subject_id=one.subject_id,
        kind=one.kind,
        lang=one.lang,
        area_id=one.area_id,
        lengths=FieldCounts(*one.lengths),
        counts=_counts(steps, packed),
        created_at=one.created_at,
        updated_at=one.updated_at,
        votes=one.votes,
        accepted=one.accepted,
        trust=one.trust,
    )


def _counts(steps: Plan, packed: Mapping[str, int | None]) -> tuple[FieldCounts | None, ...]:
    """The counts of each step: those of its terms together."""
    counts = []
    for step in steps.steps:
        total = 0
        for term in step.terms:
            total = add(total, packed.get(term) or 0)
        counts.append(unpack(total) if total else None)
    return tuple(counts)


def _patterns(phrase: Sequence[str]) -> list[str]:
    # Tokens hold letters and digits only, so no character in them means anything to LIKE.
    return [f"% {words} %" for words in phrase]
