"""What is kept beside the subjects: which search documents are out of date, and totals of lists."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from community.core.db import Base, UTCDateTime


class DirtySubject(Base):
    """A subject whose search document is out of date; the stamp rises with each change."""

    __tablename__ = "dirty_subjects"

    # No foreign key: a purged subject must still leave the index.
    subject_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stamp: Mapped[int] = mapped_column(default=1)
    since: Mapped[datetime] = mapped_column(UTCDateTime)


class KeptTotal(Base):
    """A total by container and state, changed in the transaction that changes what it counts."""

    __tablename__ = "kept_totals"

    container: Mapped[str] = mapped_column(String(64), primary_key=True)
    state: Mapped[str] = mapped_column(String(32), primary_key=True)
    total: Mapped[int] = mapped_column(default=0)
