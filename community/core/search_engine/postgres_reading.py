"""Asking the PostgreSQL index for the candidates of one search."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from community.core.search_engine import postgres_statements as sql
from community.core.search_engine.frequencies import facet_term, places
from community.core.search_engine.holding import held_words
from community.core.search_engine.planning import (
    RARITY,
    Read,
    closely_read,
    enough,
    most_beginnings,
    most_reads,
    plan,
)
from community.core.search_engine.port import Candidate, FieldCounts, Filters, Found
from community.core.search_engine.query import Query, Slot, weight_of_times
from community.core.search_engine.scorer import K1, WEIGHTS

# Counts are not known yet when the candidates of a draft are chosen: so many more of them are looked at.
DRAFT_CANDIDATES = 2
# So many documents are enough to choose from: a word in a title is read first, and twice as many bring hardly another.
ENOUGH = 1_000
# What a word in the title promises beside what it promises for standing in the text at all.
TITLED = 1.4
# The weighted occurrences of a word, from its packed count; a bare 8.0 would be counted in decimals, far slower.
OCCURRENCES = " + ".join(
    f"float8 '{weight}' * (packed >> {shift} & {mask})"
    for weight, (shift, mask) in zip(WEIGHTS, places(), strict=True)
)


class Search:
    """One search as one statement."""

    def __init__(self, query: Query, audience_ids: Collection[int], filters: Filters) -> None:
        self.query, self.audience_ids, self.filters = query, audience_ids, filters
        self.lexicon_stamp = ""

    def run(self, connection: Connection, limit: int) -> Found:
        """The most promising documents, with what the scorer needs."""
        parameters = self._asked() | self._narrowed() | {"limit": limit * self._wider}
        conditions = self._conditions(parameters)
        statement = sql.statement(sql.CANDIDATES, conditions=conditions, occurrences=OCCURRENCES)
        rows = connection.execute(statement, parameters).all()
        if rows:
            return self._found(rows)
        # Perhaps there are words that this process does not know yet: the next search shall.
        self.lexicon_stamp = connection.scalar(sql.statement(sql.LEXICON_STAMP)) or ""
        return Found()

    @property
    def _wider(self) -> int:
        return DRAFT_CANDIDATES if self.query.draft else 1

    def _asked(self) -> dict[str, Any]:
        asked: dict[str, tuple[float, float, int]] = {}
        beginning, begun = "", 0
        for step, slot in enumerate(self.query.slots):
            weight = slot.weight * weight_of_times(slot)
            for term, truth in (*((term, 1.0) for term in slot.terms), *slot.variants):
                asked[term] = max(asked.get(term, (0.0, 0.0, 0)), (truth, weight, step))
            if slot.prefix:
                beginning, begun = slot.prefix, step
        truths, weights, steps = zip(*asked.values(), strict=True)
        return {
            "terms": list(asked),
            "truths": list(truths),
            "weights": list(weights),
            "steps": list(steps),
            "beginning": beginning,
            "begun": begun,
            "beginnings": most_beginnings(beginning),
            "rarity": RARITY,
            "most": most_reads(self.query),
            "titled": TITLED,
            "k1": K1,
            "enough": enough(self.query) if self.query.draft else ENOUGH,
            "closely": closely_read(self.query),
        }

    def _narrowed(self) -> dict[str, Any]:
        """The parameters that stand in the statement only when they narrow something, and what must be held."""
        filters, before = self.filters, self.filters.created_before
        groups = [_terms(slot) for slot in self.query.slots if slot.required]
        groups += [list(map(facet_term, group)) for group in filters.facets]
        refused = [term for slot in self.query.without for term in slot.terms]
        refused += map(facet_term, filters.without_facets)
        narrowed = {
            "audience_ids": list(self.audience_ids),
            "kinds": list(filters.kinds),
            "langs": list(filters.langs),
            "area_ids": list(filters.area_ids),
            "created_before": int(before.timestamp()) if before else None,
        }
        must = sql.all_of(groups) + sql.none_of(refused)
        return {name: value for name, value in narrowed.items() if value} | {"must": must}

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
        documents, frequencies = statistics["documents"], dict(statistics["terms"])
        self.lexicon_stamp = statistics["lexicon"] or ""
        steps = plan(self.query, frequencies, documents, self._begun(frequencies))
        says: dict[str, list[Read]] = {}
        for read in steps.reads:
            says.setdefault(read.term, []).append(read)
        lengths = (length / max(1, documents) for length in statistics["lengths"])
        candidates = tuple(_candidate(one, len(steps.steps), says) for one in rows)
        return Found(candidates, steps.wanted, FieldCounts(*lengths), steps.missing)

    def _begun(self, frequencies: Mapping[str, int]) -> dict[str, dict[str, int]]:
        prefixes = [slot.prefix for slot in self.query.slots if slot.prefix]
        return {
            prefix: {term: count for term, count in frequencies.items() if term.startswith(prefix)}
            for prefix in prefixes
        }


def _candidate(one: Sequence[Any], size: int, says: Mapping[str, Sequence[Read]]) -> Candidate:
    # By place: asking a row for a name takes ten times as long, and there are three thousand to ask for.
    key, subject_id, kind, lang, area_id, lengths, created, updated, votes = one[:9]
    accepted, trust, stream, terms, counts = one[9:14]
    said = [
        (read.step, read.truth, packed)
        for term, packed in zip(terms, counts, strict=True)
        if packed
        for read in says.get(term, ())
    ]
    return Candidate(
        key=key,
        subject_id=subject_id,
        kind=kind,
        lang=lang,
        area_id=area_id,
        lengths=FieldCounts(*lengths),
        held=held_words(size, said),
        created_at=created,
        updated_at=updated,
        votes=votes,
        accepted=accepted,
        trust=trust,
        stream=stream,
    )


def _terms(slot: Slot) -> list[str]:
    return [*slot.terms, *(term for term, _ in slot.variants)]


def _patterns(phrase: Sequence[str]) -> list[str]:
    # Tokens hold letters and digits only, so no character in them means anything to LIKE.
    return [f"% {words} %" for words in phrase]
