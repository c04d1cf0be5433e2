"""Reading a document closely: how well its best section fits, and how near the asked words stand; pure."""

from collections.abc import Callable, Mapping, Sequence

from community.core.search_engine.frequencies import BREAK, UNDER
from community.core.search_engine.port import Candidate, Wanted

PASSAGE, NEARNESS = 1.5, 0.8
# A section's words saturate and are normalised as those of a document are.
K1, NORM, USUAL_LENGTH = 2.0, 0.8, 80
IN_TITLE, IN_HEADING = 3.0, 1.5
MOST_TOKENS = 1_500

Table = Mapping[str, Sequence[tuple[int, float]]]


def passage_scorer(asked: Sequence[Wanted]) -> Callable[[Candidate], float]:
    """The score of a candidate's best passage; 0 for one that came without its tokens."""
    weights = [wanted.weight for wanted in asked]
    table: dict[str, list[tuple[int, float]]] = {BREAK: [], UNDER: []}
    for place, wanted in enumerate(asked):
        for term, truth in wanted.terms.items():
            table.setdefault(term, []).append((place, truth))

    def score(one: Candidate) -> float:
        if not one.stream:
            return 0.0
        tokens = one.stream.split(maxsplit=MOST_TOKENS)[:MOST_TOKENS]
        return _best(tokens, table, weights)

    return score


class Passage:
    """The asked words in one passage: how often in its heading and text, and how near each to the next."""

    def __init__(self, size: int, start: int = 0) -> None:
        self.heading, self.text = [0.0] * size, [0.0] * size
        self.last = [-(10**6)] * size
        self.near = [0.0] * size
        self.start = start
        self.holds = False

    def hold(self, place: int, step: int, truth: float) -> None:
        """Take in a token at this place that says an asked word."""
        self.holds = True
        self.text[step] += truth
        for other in (step - 1, step + 1):
            if 0 <= other < len(self.last) and self.last[other] != place:
                first = min(step, other)
                self.near[first] = max(self.near[first], truth / (place - self.last[other]))
        self.last[step] = place

    def end_heading(self, start: int) -> None:
        """What was read so far was the heading; the text starts here."""
        self.start = start
        self.heading = [min(1.0, count) for count in self.text]
        self.text = [0.0] * len(self.heading)

    def score(self, title: Sequence[float], weights: Sequence[float], end: int) -> float:
        """How well the passage, which ends there, fits under this title."""
        norm = 1 / (1 - NORM + NORM * (end - self.start) / USUAL_LENGTH)
        fit = near = 0.0
        for step, weight in enumerate(weights):
            frequency = (
                IN_TITLE * title[step] + IN_HEADING * self.heading[step] + norm * self.text[step]
            )
            fit += weight * frequency * (K1 + 1) / (K1 + frequency)
            if step + 1 < len(weights):
                near += min(weight, weights[step + 1]) * self.near[step]
        return PASSAGE * fit + NEARNESS * near


def _best(tokens: Sequence[str], table: Table, weights: Sequence[float]) -> float:
    """The score of the best passage; the first passage is the title."""
    size = len(weights)
    nothing = [0.0] * size
    passage, title, best = Passage(size), nothing, 0.0
    # Most tokens are neither asked for nor marks: they are passed by in one sweep.
    telling = [(place, token) for place, token in enumerate(tokens) if token in table]
    for place, token in [*telling, (len(tokens), BREAK)]:
        if token == BREAK:
            if title is nothing:
                title = [min(1.0, count) for count in passage.text]
                passage.text = [0.0] * size
            if passage.holds:
                best = max(best, passage.score(title, weights, place))
            passage = Passage(size, place + 1)
        elif token == UNDER:
            passage.end_heading(place + 1)
        else:
            for step, truth in table[token]:
                passage.hold(place, step, truth)
    return best
