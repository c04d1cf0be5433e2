"""Tables of the glossary: a term in whatever languages, and each spelling that leads to it."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.content.models import Subject
from community.core.db import Base, Translated, UTCDateTime

MAX_WORD = 80
MAX_DEFINITION = 600
MAX_SYNONYMS = 20


class GlossaryTerm(Base):
    """A word of the product with its definition, each by language; the spellings stand in `glossary_words`."""

    __tablename__ = "glossary_terms"

    id: Mapped[int] = mapped_column(ForeignKey("subjects.id"), primary_key=True)
    word: Mapped[dict[str, str]] = mapped_column(Translated)
    # Synonyms by language, one a line, so that a deleted term keeps them.
    synonyms: Mapped[dict[str, str]] = mapped_column(Translated, default=dict)
    # Markdown, its HTML and its plain text.
    definition: Mapped[dict[str, str]] = mapped_column(Translated)
    html: Mapped[dict[str, str]] = mapped_column(Translated)
    text: Mapped[dict[str, str]] = mapped_column(Translated)
    renderer_version: Mapped[int] = mapped_column(index=True)
    edited_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    edited_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )

    subject: Mapped[Subject] = relationship(lazy="raise_on_sql")

    def synonyms_in(self, locale: str) -> list[str]:
        """What else it is called in this language."""
        return self.synonyms.get(locale, "").splitlines()


class GlossaryWord(Base):
    """A spelling that leads to a term: in one language it leads to one term alone."""

    __tablename__ = "glossary_words"
    __table_args__ = (Index("ix_glossary_words_term", "term_id"),)

    locale: Mapped[str] = mapped_column(String(8), primary_key=True)
    # The spelling as `spelling.key_of` folds it.
    key: Mapped[str] = mapped_column(String(MAX_WORD * 3), primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("glossary_terms.id", ondelete="CASCADE"))
    spelling: Mapped[str] = mapped_column(String(MAX_WORD))
    is_synonym: Mapped[bool] = mapped_column(Boolean, default=False)
