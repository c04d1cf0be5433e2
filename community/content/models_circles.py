"""The table of circles: each product area's private space, for its experts and for those who make it."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from community.core.db import Base, UTCDateTime


class Circle(Base):
    """The circle of a product area; who is inside is whoever holds a grant of its audience now."""

    __tablename__ = "circles"

    product_area_id: Mapped[int] = mapped_column(
        ForeignKey("product_areas.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    audience_id: Mapped[int] = mapped_column(ForeignKey("audiences.id"), unique=True)
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
