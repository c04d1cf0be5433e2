"""The badges that every instance begins with; they are data, so thresholds and words can be changed."""

from typing import Any

from community.core.db import insert_once
from community.recognition.models import Badge, Metric, Tier

BADGES: tuple[dict[str, Any], ...] = (
    {
        "key": "first-answer",
        "name": {"en": "First answer", "fr": "Première réponse"},
        "rule": {
            "en": "An answer of yours was accepted.",
            "fr": "Une de vos réponses a été acceptée.",
        },
        "tier": Tier.BRONZE,
        "metric": Metric.ACCEPTED_ANSWERS,
        "threshold": 1,
    },
    {
        "key": "nice-answer",
        "name": {"en": "Nice answer", "fr": "Belle réponse"},
        "rule": {
            "en": "3 people found an answer of yours helpful.",
            "fr": "3 personnes ont trouvé une de vos réponses utile.",
        },
        "tier": Tier.BRONZE,
        "metric": Metric.HELPFUL_VOTES,
        "threshold": 3,
        "is_repeatable": True,
    },
    {
        "key": "spark",
        "name": {"en": "Spark", "fr": "Étincelle"},
        "rule": {
            "en": "An idea of yours has 5 supporters.",
            "fr": "Une de vos idées a 5 soutiens.",
        },
        "tier": Tier.BRONZE,
        "metric": Metric.IDEA_VOTES,
        "threshold": 5,
        "is_repeatable": True,
    },
)


def install_badges() -> None:
    """Install the badges that are not there yet; what administrators changed stays."""
    for position, badge in enumerate(BADGES):
        plain = {"is_repeatable": False, "is_active": True, "grants": [], "position": position}
        insert_once(Badge, **(plain | badge))
