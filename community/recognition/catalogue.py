"""Puts the badges that are data of the product where administrators can change them, those of each product area too."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from community.content.models import ProductArea
from community.core.clock import now
from community.core.db import db, insert_once
from community.recognition.catalogue_badges import BADGES
from community.recognition.models import Badge, BadgeCount, Capability, Metric, Tier

# Word, words of its name, tier, threshold: what each area has.
RANKS = (
    ("apprentice", {"en": "%s apprentice", "fr": "Apprentissage · %s"}, Tier.BRONZE, 5),
    ("practitioner", {"en": "%s practitioner", "fr": "Pratique · %s"}, Tier.SILVER, 25),
    ("expert", {"en": "%s expert", "fr": "Expertise · %s"}, Tier.GOLD, 75),
)
RULE = {
    "en": "%s answers of yours about %s earned points within a year.",
    "fr": "%s de vos réponses sur «\u00a0%s\u00a0» ont rapporté des points en un an.",
}
YEAR = 365
# What being an expert opens; a token for the organisation is for badges that administrators choose.
EXPERT_GRANTS = (Capability.VERIFY, Capability.DUPLICATES, Capability.CIRCLE)


def install_badges() -> None:
    """Install the badges that are not there yet; what administrators changed stays."""
    for position, badge in enumerate(BADGES):
        _install(badge | {"position": position})
    install_area_badges()


def install_area_badges(keys: Collection[str] | None = None) -> None:
    """Install the three badges of each product area (of these keys) that are not there yet."""
    areas = select(ProductArea.id, ProductArea.key, ProductArea.name).order_by(ProductArea.id)
    if keys is not None:
        areas = areas.where(ProductArea.key.in_(keys))
    for area in db.session.execute(areas).all():
        for rank, words, tier, threshold in RANKS:
            _install(
                {
                    "key": f"{area.key}-{rank}",
                    "name": {one: text % _in(one, area.name) for one, text in words.items()},
                    "rule": {
                        one: text % (threshold, _in(one, area.name)) for one, text in RULE.items()
                    },
                    "tier": tier,
                    "metric": Metric.ANSWERS_WITH_POINTS,
                    "threshold": threshold,
                    "product_area_id": area.id,
                    "window_days": YEAR,
                    "valid_days": YEAR,
                    "grants": [one.value for one in EXPERT_GRANTS] if rank == "expert" else [],
                    "position": len(BADGES) + area.id,
                }
            )


def _in(language: str, name: dict[str, str]) -> str:
    return name.get(language) or name.get("en") or next(iter(name.values()), "")


def _install(badge: dict[str, Any]) -> None:
    """A new badge waits for the worker to count what lies behind everybody, whom nobody tells."""
    plain = {"is_repeatable": False, "is_active": True, "grants": []}
    if insert_once(Badge, **(plain | badge)):
        statement = select(Badge.id).where(Badge.key == badge["key"])
        badge_id = db.session.scalars(statement).one()
        insert_once(BadgeCount, badge_id=badge_id, started_at=now())
