"""Renders stored Markdown again after the renderer changed, some rows at a time, so that no page is ever old."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select, update

from community.accounts.queries_named import Named
from community.content.models import Comment
from community.content.prose import compose_again
from community.content.queries_mentions import list_mentioned
from community.core.db import db, writing
from community.core.errors import Invalid
from community.core.markup import RENDERER_VERSION
from community.core.versions import raise_version
from community.ideas.models import Idea, OfficialResponse, StatusChange
from community.ideas.models_life import InternalNote
from community.ideas.models_releases import ReleaseText
from community.questions.models import Answer, Question

BATCH = 200
# What may name members; its key is that of its subject.
POSTS: tuple[Any, ...] = (Question, Answer, Comment, Idea)
MODELS: tuple[Any, ...] = (*POSTS, StatusChange, OfficialResponse, InternalNote, ReleaseText)


def rebake(progress: Callable[[int], object] = lambda _done: None) -> int:
    """Render posts that an older renderer made; how many. Articles have a job of their own."""
    done = 0
    for model in MODELS:
        while rows := _old(model):
            named = list_mentioned([row[0] for row in rows]) if model in POSTS else {}
            values = [_rendered(model, *row, people=named.get(row[0], {})) for row in rows]
            with writing() as session:
                session.execute(update(model), values)
            done += len(rows)
            progress(len(rows))
    if done:
        with writing():
            raise_version("rendering")
    return done


def _old(model: Any) -> list[tuple[int, str]]:
    statement = select(model.id, model.body).where(model.renderer_version < RENDERER_VERSION)
    rows = db.session.execute(statement.order_by(model.id).limit(BATCH))
    return [(row[0], row[1]) for row in rows]


def _rendered(model: Any, identity: int, body: str, *, people: dict[str, Named]) -> dict[str, Any]:
    """The new HTML; what is longer than today's bound keeps its old one, marked as seen."""
    values: dict[str, Any] = {"id": identity, "renderer_version": RENDERER_VERSION}
    try:
        prose = compose_again(body, people)
    except Invalid:
        return values
    values["html"] = prose.html
    if hasattr(model, "text"):
        values["text"] = prose.text
    return values
