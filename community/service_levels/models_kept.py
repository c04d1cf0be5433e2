"""Tables of the public record: how promises were kept, as the worker counted it."""

from datetime import date, datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.core.db import Base, UTCDateTime, str_enum
from community.service_levels.attainment import Part
from community.service_levels.terms import PromiseKind


class AttainmentFigure(Base):
    """A group of promises that may be shown: no group under five is ever stored."""

    __tablename__ = "attainment_figures"
    __table_args__ = (UniqueConstraint("kind", "part", "plan_key", "severity", "month", "is_rest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PromiseKind] = mapped_column(str_enum(PromiseKind))
    part: Mapped[Part] = mapped_column(str_enum(Part))
    plan_key: Mapped[str] = mapped_column(String(40), default="")
    severity: Mapped[str] = mapped_column(String(8), default="")
    month: Mapped[str] = mapped_column(String(7), default="")
    is_rest: Mapped[bool] = mapped_column(default=False)
    # By the team; `exceeded` is a part of it. What the community kept stands apart.
    kept: Mapped[int]
    exceeded: Mapped[int]
    missed: Mapped[int]
    by_community: Mapped[int]
    median_seconds: Mapped[int | None]
    counted_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @property
    def total(self) -> int:
        """All promises in it."""
        return self.kept + self.missed + self.by_community

    @property
    def share(self) -> float:
        """What was kept, by the team or the community, of all: between 0 and 1."""
        return (self.kept + self.by_community) / self.total

    @property
    def first_day(self) -> date | None:
        """The first day of its month; None for a group of all months."""
        return date.fromisoformat(f"{self.month}-01") if self.month else None
