"""The statuses that every instance begins with; administrators rename and reorder them."""

from sqlalchemy import select

from community.core.db import db, insert_once
from community.ideas.models import IdeaStatus, Meaning

NAMES: dict[Meaning, tuple[str, str]] = {
    Meaning.PENDING: ("Waiting for a moderator", "En attente de modération"),
    Meaning.OPEN: ("Open", "Ouverte"),
    Meaning.UNDER_REVIEW: ("Under review", "À l’étude"),
    Meaning.NEEDS_INFO: ("Needs info", "Précisions demandées"),
    Meaning.PLANNED: ("Planned", "Prévue"),
    Meaning.IN_PROGRESS: ("In progress", "En cours"),
    Meaning.BETA: ("In beta", "En bêta"),
    Meaning.SHIPPED: ("Shipped", "Livrée"),
    Meaning.DECLINED: ("Declined", "Déclinée"),
    Meaning.DUPLICATE: ("Duplicate", "Doublon"),
    Meaning.ALREADY_AVAILABLE: ("Already available", "Déjà disponible"),
    Meaning.ARCHIVED: ("Archived", "Archivée"),
}


def install_statuses() -> None:
    """Install one status for each meaning unless it is there."""
    if db.session.scalars(select(IdeaStatus.id).limit(1)).first():
        return
    for position, (meaning, (english, french)) in enumerate(NAMES.items()):
        name = {"en": english, "fr": french}
        insert_once(
            IdeaStatus, key=meaning.value, meaning=meaning, name=name, position=position, colour=""
        )
