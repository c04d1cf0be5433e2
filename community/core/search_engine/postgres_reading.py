"""Asking the PostgreSQL index for the candidates of one search."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from community.core.search_engine import postgres_statements as sql
from community.core.search_engine.frequencies import add, unpack
from community.core.search_engine.planning import MAX_BEGINNINGS, Plan
from community.core.search_engine.port import Candidate, FieldCounts, Filters
from community.core.search_engine.query import Query


class Search:
    """One search as one statement."""

    def __init__(
        self, query: Query, plan: Plan, audience_ids: Collection[int], filters: Filters
    ) -> None:
        self.query, self.plan = query, plan
        self.audience_ids, self.filters = audience_ids, filters

    def run(self, connection: Connection, limit: int) -> tuple[Candidate, ...]:
        """The most promising documents."""
        parameters = self._parameters() | {"limit": limit}
        conditions, worth = self._conditions(parameters), self._worth(parameters)
        statement = sql.statement(sql.CANDIDATES, conditions=conditions, worth=worth)
        rows = connection.execute(statement, parameters)
        return tuple(self._candidate(one) for one in rows)

    def _parameters(self) -> dict[str, Any]:
        filters = self.filters
        before = filters.created_before
        steps = self.plan.steps
        required = [steps[place] for place in self.plan.required]
        essential = [term for step in steps[: self.plan.essential] for term in step.terms]
        refused = [term for slot in self.query.without for term in slot.terms]
        asked = {
            "audience_ids": list(self.audience_ids),
            "kinds": list(filters.kinds),
            "langs": list(filters.langs),
            "area_ids": list(filters.area_ids),
            "created_before": int(before.timestamp()) if before else None,
            "refused": sql.any_of(refused),
        }
        always = {
            "matching": sql.all_of(required) if required else sql.any_of(essential),
            "terms": [term for step in steps for term in step.terms],
        }
        return {name: value for name, value in asked.items() if value} | always

    def _conditions(self, parameters: dict[str, Any]) -> str:
        parts = [condition for name, condition in sql.CONDITIONS.items() if name in parameters]
        for place, phrase in enumerate(self.query.phrases):
            parts.append(f"AND d.stream LIKE ANY(:phrase{place})")
            parameters[f"phrase{place}"] = _patterns(phrase)
        for place, phrase in enumerate(self.query.without_phrases):
            parts.append(f"AND NOT d.stream LIKE ANY(:refused{place})")
            parameters[f"refused{place}"] = _patterns(phrase)
        return " ".join(parts)

    def _worth(self, parameters: dict[str, Any]) -> str:
        """The weight of the asked words that a document holds, as SQL."""
        parts = []
        for place, step in enumerate(self.plan.steps):
            parts.append(
                f"(d.words @@ CAST(:words{place} AS tsquery))::int * CAST(:weight{place} AS real)"
            )
            parameters |= {f"words{place}": sql.any_of(step.terms), f"weight{place}": step.weight}
        return " + ".join(parts)

    def _candidate(self, one: Row[Any]) -> Candidate:
        return Candidate(
            key=one.key,
            subject_id=one.subject_id,
            kind=one.kind,
            lang=one.lang,
            area_id=one.area_id,
            lengths=FieldCounts(*one.lengths),
            counts=self._counts(one.counts),
            created_at=one.created_at,
            updated_at=one.updated_at,
            votes=one.votes,
            accepted=one.accepted,
            trust=one.trust,
        )

    def _counts(self, packed: Sequence[int | None]) -> tuple[FieldCounts | None, ...]:
        """The counts of each step: its terms' counts stand side by side in what was read."""
        counts, start = [], 0
        for step in self.plan.steps:
            total = 0
            for one in packed[start : start + len(step.terms)]:
                total = add(total, one or 0)
            counts.append(unpack(total) if total else None)
            start += len(step.terms)
        return tuple(counts)


def statistics(connection: Connection, query: Query) -> tuple[int, list[int], dict[str, int]]:
    """How many documents there are, their fields' total lengths, and how many hold each term of the query."""
    beginning = next((slot.prefix for slot in query.slots if slot.prefix), "")
    terms = sorted({term for slot in query.slots for term in slot.terms})
    asked = {"terms": terms, "beginning": beginning, "beginnings": MAX_BEGINNINGS}
    documents, lengths, frequencies = connection.execute(sql.statement(sql.STATISTICS), asked).one()
    return documents, lengths, frequencies or {}


def _patterns(phrase: Sequence[str]) -> list[str]:
    # Tokens hold letters and digits only, so no character in them means anything to LIKE.
    return [f"% {words} %" for words in phrase]
