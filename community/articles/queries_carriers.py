"""Who leads a draft on that began as a suggested edit: its author is a member, and members have no desk."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from community.articles.lifecycle import Step
from community.articles.models import ArticleRevision
from community.articles.models_review import ReviewNote
from community.articles.models_work import ArticleSuggestion
from community.content.suggestions import SuggestionState
from community.core.db import db


def is_carried_by(member_id: int | None) -> ColumnElement[bool]:
    """That the revision began as a suggested edit which this writer accepted, or submitted afterwards."""
    began = _beginning(ArticleRevision)
    accepted = began.where(ArticleSuggestion.decided_by_id == member_id)
    submitted = select(ReviewNote.id).where(
        ReviewNote.revision_id == ArticleRevision.id,
        ReviewNote.step == Step.SUBMIT,
        ReviewNote.member_id == member_id,
    )
    return or_(accepted.exists(), and_(began.exists(), submitted.exists()))


def list_carriers(revision: ArticleRevision) -> set[int]:
    """The writers who accepted the suggested edit that this revision began as, or submitted it; none for others."""
    accepted = db.session.scalars(_beginning(revision)).all()
    if not accepted:
        return set()
    submitted = select(ReviewNote.member_id).where(
        ReviewNote.revision_id == revision.id, ReviewNote.step == Step.SUBMIT
    )
    return {one for one in (*accepted, *db.session.scalars(submitted)) if one is not None}


def _beginning(revision: Any) -> Any:
    """The accepted edits of its author that went into this revision: by whom they were accepted."""
    return select(ArticleSuggestion.decided_by_id).where(
        ArticleSuggestion.translation_id == revision.translation_id,
        ArticleSuggestion.state == SuggestionState.ACCEPTED,
        ArticleSuggestion.author_id == revision.author_id,
        ArticleSuggestion.decided_at >= revision.created_at,
    )
