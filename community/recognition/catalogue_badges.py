"""The badges that every instance begins with; they are data, so thresholds and words can be changed."""

from typing import Any

from community.recognition.models import Metric, Tier

BADGES: tuple[dict[str, Any], ...] = (
    {
        "key": "welcome",
        "name": {"en": "Welcome", "fr": "Bienvenue"},
        "rule": {
            "en": "You filled in your profile, voted and followed something for the first time.",
            "fr": "Vous avez rempli votre profil, voté et suivi quelque chose pour la première fois.",
        },
        "tier": Tier.BRONZE,
        "metric": Metric.START_STEPS,
        "threshold": 3,
    },
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
        "key": "helping-hand",
        "name": {"en": "Helping hand", "fr": "Coup de main"},
        "rule": {
            "en": "10 answers of yours were accepted.",
            "fr": "10 de vos réponses ont été acceptées.",
        },
        "tier": Tier.SILVER,
        "metric": Metric.ACCEPTED_ANSWERS,
        "threshold": 10,
    },
    {
        "key": "pillar",
        "name": {"en": "Pillar", "fr": "Pilier"},
        "rule": {
            "en": "50 answers of yours were accepted.",
            "fr": "50 de vos réponses ont été acceptées.",
        },
        "tier": Tier.GOLD,
        "metric": Metric.ACCEPTED_ANSWERS,
        "threshold": 50,
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
        "key": "good-answer",
        "name": {"en": "Good answer", "fr": "Bonne réponse"},
        "rule": {
            "en": "10 people found an answer of yours helpful.",
            "fr": "10 personnes ont trouvé une de vos réponses utile.",
        },
        "tier": Tier.SILVER,
        "metric": Metric.HELPFUL_VOTES,
        "threshold": 10,
        "is_repeatable": True,
    },
    {
        "key": "great-answer",
        "name": {"en": "Great answer", "fr": "Excellente réponse"},
        "rule": {
            "en": "25 people found an answer of yours helpful.",
            "fr": "25 personnes ont trouvé une de vos réponses utile.",
        },
        "tier": Tier.GOLD,
        "metric": Metric.HELPFUL_VOTES,
        "threshold": 25,
        "is_repeatable": True,
    },
    {
        "key": "nice-question",
        "name": {"en": "Nice question", "fr": "Belle question"},
        "rule": {
            "en": "3 people have the same question as you.",
            "fr": "3 personnes se posent la même question que vous.",
        },
        "tier": Tier.BRONZE,
        "metric": Metric.SAME_QUESTION_VOTES,
        "threshold": 3,
        "is_repeatable": True,
    },
    {
        "key": "good-question",
        "name": {"en": "Good question", "fr": "Bonne question"},
        "rule": {
            "en": "10 people have the same question as you.",
            "fr": "10 personnes se posent la même question que vous.",
        },
        "tier": Tier.SILVER,
        "metric": Metric.SAME_QUESTION_VOTES,
        "threshold": 10,
        "is_repeatable": True,
    },
    {
        "key": "great-question",
        "name": {"en": "Great question", "fr": "Excellente question"},
        "rule": {
            "en": "25 people have the same question as you.",
            "fr": "25 personnes se posent la même question que vous.",
        },
        "tier": Tier.GOLD,
        "metric": Metric.SAME_QUESTION_VOTES,
        "threshold": 25,
        "is_repeatable": True,
    },
    {
        "key": "rescuer",
        "name": {"en": "Rescuer", "fr": "Sauveteur"},
        "rule": {
            "en": "Your answer to a question over 30 days old was accepted.",
            "fr": "Votre réponse à une question vieille de plus de 30 jours a été acceptée.",
        },
        "tier": Tier.SILVER,
        "metric": Metric.RESCUES,
        "threshold": 1,
        "is_repeatable": True,
    },
    {
        "key": "first-responder",
        "name": {"en": "First responder", "fr": "Premier secours"},
        "rule": {
            "en": "You replied to 10 questions inside the asker’s response target within 90 days.",
            "fr": "Vous avez répondu à 10 questions dans le délai promis à leur auteur, en 90 jours.",
        },
        "tier": Tier.SILVER,
        "metric": Metric.TIMELY_REPLIES,
        "threshold": 10,
        "window_days": 90,
        "valid_days": 90,
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
        "key": "torch",
        "name": {"en": "Torch", "fr": "Flambeau"},
        "rule": {
            "en": "An idea of yours has 25 supporters.",
            "fr": "Une de vos idées a 25 soutiens.",
        },
        "tier": Tier.SILVER,
        "metric": Metric.IDEA_VOTES,
        "threshold": 25,
        "is_repeatable": True,
    },
    {
        "key": "beacon",
        "name": {"en": "Beacon", "fr": "Phare"},
        "rule": {
            "en": "An idea of yours has 100 supporters.",
            "fr": "Une de vos idées a 100 soutiens.",
        },
        "tier": Tier.GOLD,
        "metric": Metric.IDEA_VOTES,
        "threshold": 100,
        "is_repeatable": True,
    },
    {
        "key": "made-it",
        "name": {"en": "Made it", "fr": "C’est fait"},
        "rule": {
            "en": "An idea of yours was shipped.",
            "fr": "Une de vos idées a été livrée.",
        },
        "tier": Tier.GOLD,
        "metric": Metric.IDEAS_SHIPPED,
        "threshold": 1,
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
    {
        "key": "watchful",
        "name": {"en": "Watchful", "fr": "Vigilant"},
        "rule": {
            "en": "5 posts that you flagged were hidden by moderators.",
            "fr": "5 messages que vous avez signalés ont été masqués par la modération.",
        },
        "tier": Tier.BRONZE,
        "metric": Metric.FLAGS_UPHELD,
        "threshold": 5,
    },
    {
        "key": "guardian",
        "name": {"en": "Guardian", "fr": "Gardien"},
        "rule": {
            "en": "50 posts that you flagged were hidden by moderators.",
            "fr": "50 messages que vous avez signalés ont été masqués par la modération.",
        },
        "tier": Tier.GOLD,
        "metric": Metric.FLAGS_UPHELD,
        "threshold": 50,
    },
)
