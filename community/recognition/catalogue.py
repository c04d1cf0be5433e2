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
    {
        "key": "scribe",
        "name": {"en": "Scribe", "fr": "Scribe"},
        "rule": {
            "en": "An edit that you suggested for a help article was accepted.",
            "fr": "Une modification d’article que vous avez proposée a été acceptée.",
        },
        "tier": Tier.BRONZE,
        "metric": Metric.EDITS_ACCEPTED,
        "threshold": 1,
    },
    {
        "key": "author",
        "name": {"en": "Author", "fr": "Plume"},
        "rule": {
            "en": "10 edits that you suggested for help articles were accepted.",
            "fr": "10 modifications d’articles que vous avez proposées ont été acceptées.",
        },
        "tier": Tier.SILVER,
        "metric": Metric.EDITS_ACCEPTED,
        "threshold": 10,
    },
    {
        "key": "fact-checker",
        "name": {"en": "Fact checker", "fr": "Vérificateur"},
        "rule": {
            "en": "You verified 10 texts of the help center within a year.",
            "fr": "Vous avez vérifié 10 textes du centre d’aide en un an.",
        },
        "tier": Tier.SILVER,
        "metric": Metric.ARTICLE_CHECKS,
        "threshold": 10,
        "window_days": 365,
    },
)


def install_badges() -> None:
    """Install the badges that are not there yet; what administrators changed stays."""
    for position, badge in enumerate(BADGES):
        plain = {"is_repeatable": False, "is_active": True, "grants": [], "position": position}
        insert_once(Badge, **(plain | badge))
