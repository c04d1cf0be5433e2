"""What was shown to a person before a question or an idea was sent."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from community.core.db import Base


class DraftAid(Base):
    """A subject that was shown before this one was sent, and whether it was opened; kept with what was sent."""

    __tablename__ = "draft_aids"

    for_id: Mapped[int] = mapped_column(
        ForeignKey("subjects.id", ondelete="CASCADE"), primary_key=True
    )
    subject_id: Mapped[int] = mapped_column(
        ForeignKey("subjects.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    position: Mapped[int]
    was_opened: Mapped[bool] = mapped_column(default=False)
