"""Which help articles explain the menu, version by version."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.core.db import Base


class MenuArticle(Base):
    """The help article that explains a line (`terms.LINES`) in one version of the menu."""

    __tablename__ = "menu_articles"
    __table_args__ = (UniqueConstraint("menu_version_id", "line"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    menu_version_id: Mapped[int] = mapped_column(ForeignKey("menu_versions.id", ondelete="CASCADE"))
    line: Mapped[str] = mapped_column(String(40))
    article_id: Mapped[int] = mapped_column(
        ForeignKey("subjects.id", ondelete="CASCADE"), index=True
    )
