"""Which candidate comes first: one formula for both engines, pure.

score = text × coverage × facts

text      BM25F: for each asked word the occurrences in each field, weighted by WEIGHTS and
          normalised by the field's length against its mean with NORMS, are summed, saturate
          with K1 and are multiplied by the word's weight (idf).
          Robertson, Zaragoza: The Probabilistic Relevance Framework (2009), 3.6.
coverage  the share of the asked words' weight that the document holds, to the power COVERAGE.
facts     1 + TRUST·trust + ACCEPTED + VOTES·log10(1 + votes) + FRESH·2^(−age / HALF_LIFE),
          at most a few parts in a hundred each: they order texts that fit alike.
"""

import math
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from community.core.search_engine.port import Candidate, FieldCounts, Found

WEIGHTS = FieldCounts(title=4.0, headings=2.0, tags=1.5, body=1.0, replies=1.0)
NORMS = FieldCounts(title=0.5, headings=0.5, tags=0.3, body=0.9, replies=0.75)
K1 = 4.0
COVERAGE = 0.25
TRUST, ACCEPTED, VOTES, FRESH = 0.05, 0.03, 0.03, 0.03
HALF_LIFE = 365 * 86_400
OTHER_LANGUAGE = 0.6


class Ranked(NamedTuple):
    """A candidate and its score."""

    candidate: Candidate
    score: float


def rank(found: Found, now: datetime, lang: str = "") -> list[Ranked]:
    """The candidates, best first; equal scores stand newest first. Texts in `lang` come before others alike."""
    text = _text_scorer(found)
    instant = now.timestamp()
    ranked = [
        Ranked(one, text(one) * _facts(one, instant) * _language(one, lang))
        for one in found.candidates
    ]
    ranked.sort(key=lambda one: (-one.score, -one.candidate.subject_id, one.candidate.key))
    return ranked


def _text_scorer(found: Found) -> Callable[[Candidate], float]:
    asked = sum(found.weights) or 1.0
    slopes = [norm / max(mean, 1e-9) for norm, mean in zip(NORMS, found.mean_lengths, strict=True)]

    def text(one: Candidate) -> float:
        boosts = [
            weight / (1 - norm + slope * length)
            for weight, norm, slope, length in zip(WEIGHTS, NORMS, slopes, one.lengths, strict=True)
        ]
        score = held = 0.0
        for counts, weight in zip(one.counts, found.weights, strict=True):
            if counts is not None:
                score += weight * saturated(counts, boosts)
                held += weight
        return score * math.pow(held / asked, COVERAGE)

    return text


def saturated(counts: FieldCounts, boosts: Sequence[float]) -> float:
    """How much a word's occurrences say: grows with each, towards K1 + 1."""
    frequency = sum(count * boost for count, boost in zip(counts, boosts, strict=True) if count)
    return frequency * (K1 + 1) / (K1 + frequency)


def _facts(one: Candidate, instant: float) -> float:
    age = max(0.0, instant - max(one.created_at, one.updated_at))
    return (
        1
        + TRUST * one.trust
        + ACCEPTED * one.accepted
        + VOTES * math.log10(1 + max(0, one.votes))
        + FRESH * math.pow(0.5, age / HALF_LIFE)
    )


def _language(one: Candidate, lang: str) -> float:
    return (
        1.0 if not lang or one.lang.partition("-")[0] == lang.partition("-")[0] else OTHER_LANGUAGE
    )
