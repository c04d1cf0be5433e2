"""The table of pictures that members uploaded."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from community.core.db import Base, UTCDateTime


class Picture(Base):
    """A picture that a member uploaded; the file is named by its key."""

    __tablename__ = "pictures"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    format: Mapped[str] = mapped_column(String(8))
    alt: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
