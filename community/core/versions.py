"""What cached pages depend on: rows that rise with each change of visibility, menu or settings."""

from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from community.core.db import Base, upsert
from community.core.outbox import OutboxEvent


class ContentVersion(Base):
    """How often a kind of thing changed that no event of its own tells of in order."""

    __tablename__ = "content_versions"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int] = mapped_column(default=0)


def raise_version(name: str) -> None:
    """Count a change of this kind in the present transaction: pages cached before it are not used again."""
    upsert(ContentVersion, {"name": name}, value=(1, ContentVersion.value + 1))


# On PostgreSQL an event may be committed after one with a higher id: it is counted among the last ones.
LAST_ONES = 100
_newest = select(func.max(OutboxEvent.id)).scalar_subquery()
# What listeners change shows once they all have the event: a page that was drawn meanwhile is not used again.
_waiting = select(OutboxEvent.id).where(OutboxEvent.finished_at.is_(None)).limit(LAST_ONES)
STAMP = select(
    _newest,
    select(func.count()).where(OutboxEvent.id > _newest - LAST_ONES).scalar_subquery(),
    select(func.count()).select_from(_waiting.subquery()).scalar_subquery(),
    select(func.sum(ContentVersion.value)).scalar_subquery(),
)
