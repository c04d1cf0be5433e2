"""What cached pages depend on: rows that rise with each change of visibility, menu or settings."""

from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from community.core.db import Base, db, upsert
from community.core.outbox import OutboxEvent


class ContentVersion(Base):
    """How often a kind of thing changed that no event of its own tells of in order."""

    __tablename__ = "content_versions"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int] = mapped_column(default=0)


def raise_version(name: str) -> None:
    """Count a change of this kind in the present transaction: pages cached before it are not used again."""
    upsert(ContentVersion, {"name": name}, value=(1, ContentVersion.value + 1))


STAMP = select(
    select(func.max(OutboxEvent.id)).scalar_subquery(),
    select(func.sum(ContentVersion.value)).scalar_subquery(),
)


def stamp() -> tuple[int | None, int | None]:
    """Changes whenever something that a page shows may have changed; one statement."""
    newest, changes = db.session.execute(STAMP).one()
    return newest, changes
