"""Which candidate comes first: one formula for both engines, pure. docs/search.md explains and measures it.

score = (text + passage) × coverage × facts × language

text      BM25F over the document: for each asked word the occurrences in each field, weighted by
          WEIGHTS and normalised by the field's length against its mean with NORMS, are summed,
          saturate with K1 and are multiplied by the word's weight (planning.py).
          Robertson, Zaragoza: The Probabilistic Relevance Framework (2009), 3.6.
passage   PASSAGE × the same over the document's best section, and NEARNESS × how near words that
          were asked one after the other stand there (passages.py).
coverage  the share of the asked words' weight that the document holds, to the power COVERAGE.
facts     1 + TRUST·trust + ACCEPTED + VOTES·log10(1 + votes) + FRESH·2^(−age / HALF_LIFE),
          at most a few parts in a hundred each: they order texts that fit alike.
language  1 in the reader's language, OTHER_LANGUAGE in others.
"""

import math
from collections.abc import Callable, Sequence
from datetime import datetime
from operator import mul
from typing import NamedTuple

from community.core.search_engine.passages import passage_scorer
from community.core.search_engine.port import Candidate, FieldCounts, Found

WEIGHTS = FieldCounts(title=8.0, summary=1.0, headings=1.5, tags=1.5, body=1.0, replies=1.0)
NORMS = FieldCounts(title=0.5, summary=0.5, headings=0.7, tags=0.3, body=0.9, replies=0.75)
K1 = 2.0
COVERAGE = 0.6
TRUST, ACCEPTED, VOTES, FRESH = 0.05, 0.03, 0.03, 0.03
HALF_LIFE = 365 * 86_400
OTHER_LANGUAGE = 0.5
# Where none of the first hits holds so much of what was asked, none is what was looked for (docs/search.md).
FIRST, LITTLE = 10, 0.6


class Ranked(NamedTuple):
    """A candidate, its score, and the share of what was asked that it holds, as asked or as a variant."""

    candidate: Candidate
    score: float
    share: float = 1.0


def rank(found: Found, now: datetime, lang: str = "") -> list[Ranked]:
    """The candidates, best first; equal scores stand newest first. Texts in `lang` come before others alike."""
    fit, passage = _fit(found), passage_scorer(found.asked)
    instant = now.timestamp()
    ranked = []
    for one in found.candidates:
        text, coverage, share = fit(one)
        if one.stream:
            text += passage(one)
        score = text * coverage * _facts(one, instant) * _language(one.lang, lang)
        ranked.append(Ranked(one, score, share))
    ranked.sort(key=lambda one: (-one.score, -one.candidate.subject_id, one.candidate.key))
    return ranked


def is_far(shares: Sequence[float]) -> bool:
    """Whether the first hits, by their shares, all hold but LITTLE of what was asked; False where nothing was found."""
    return bool(shares) and max(shares[:FIRST]) < LITTLE


def _fit(found: Found) -> Callable[[Candidate], tuple[float, float, float]]:
    """Text and coverage of a candidate, and its share, in which words that stand nowhere count too."""
    slopes = [norm / max(mean, 1e-9) for norm, mean in zip(NORMS, found.mean_lengths, strict=True)]
    fields = [
        (one, 1 - norm, slope) for one, norm, slope in zip(WEIGHTS, NORMS, slopes, strict=True)
    ]
    weights = [wanted.weight for wanted in found.asked]
    asked = sum(weights) or 1.0

    def fit(one: Candidate) -> tuple[float, float, float]:
        boosts = [
            weight / (least + slope * length)
            for (weight, least, slope), length in zip(fields, one.lengths, strict=True)
        ]
        text = said = share = 0.0
        for held, weight in zip(one.held, weights, strict=True):
            if held is not None:
                text += weight * saturated(held.counts, boosts)
                said += weight * held.truth
                share += weight
        return text, math.pow(said / asked, COVERAGE), share / (asked + found.missing)

    return fit


def saturated(counts: FieldCounts, boosts: Sequence[float]) -> float:
    """How much a word's occurrences say: grows with each, towards K1 + 1."""
    frequency: float = sum(map(mul, counts, boosts))
    return frequency * (K1 + 1) / (K1 + frequency)


def _facts(one: Candidate, instant: float) -> float:
    age = max(0.0, instant - max(one.created_at, one.updated_at))
    return (
        1
        + TRUST * one.trust
        + ACCEPTED * one.accepted
        + (VOTES * math.log10(1 + one.votes) if one.votes > 0 else 0.0)
        + FRESH * math.pow(0.5, age / HALF_LIFE)
    )


def _language(its: str, lang: str) -> float:
    alike = not lang or its == lang or its.partition("-")[0] == lang.partition("-")[0]
    return 1.0 if alike else OTHER_LANGUAGE
