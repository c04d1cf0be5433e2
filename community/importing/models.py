"""Tables of imports: what came from where, so that a second run changes nothing."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.core.db import Base, UTCDateTime, str_enum


class ImportKind(StrEnum):
    """What an import reads."""

    HELP = "help"
    QUESTIONS = "questions"


class ImportedKind(StrEnum):
    """What a row of an import became."""

    CATEGORY = "category"
    SECTION = "section"
    ARTICLE = "article"
    TRANSLATION = "translation"
    QUESTION = "question"
    ANSWER = "answer"
    COMMENT = "comment"


class ImportRun(Base):
    """One run that changed something; `cursor` is how far in its source it came."""

    __tablename__ = "import_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ImportKind] = mapped_column(str_enum(ImportKind))
    source: Mapped[str] = mapped_column(String(200))
    cursor: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ImportedRow(Base):
    """That a thing of a source stands in the portal, and what it said when it was last taken."""

    __tablename__ = "imported_rows"
    __table_args__ = (UniqueConstraint("kind", "source_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ImportedKind] = mapped_column(str_enum(ImportedKind))
    source_key: Mapped[str] = mapped_column(String(500))
    # The key of what it became: a subject, a translation, a section, a category.
    target_id: Mapped[int]
    # Of what the source said; empty while its text is not taken yet.
    content_hash: Mapped[str] = mapped_column(String(64), default="")
    run_id: Mapped[int] = mapped_column(ForeignKey("import_runs.id"), index=True)
    imported_at: Mapped[datetime] = mapped_column(UTCDateTime)
