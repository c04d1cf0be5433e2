"""What the worker does for the glossary: renders anew what an older renderer made."""

from sqlalchemy import select

from community.content.prose import compose
from community.core.db import db, lock, writing
from community.core.markup import RENDERER_VERSION
from community.core.versions import raise_version
from community.glossary.models import GlossaryTerm
from community.glossary.queries import VERSION

BATCH = 200


def rebake_glossary() -> int:
    """Render again what an older renderer made, some at a time; how many terms that were."""
    done = 0
    while rows := _old():
        rendered = [{key: compose(body) for key, body in row.definition.items()} for row in rows]
        with writing():
            for row, texts in zip(rows, rendered, strict=True):
                term = lock(row)
                term.html = {key: prose.html for key, prose in texts.items()}
                term.text = {key: prose.text for key, prose in texts.items()}
                term.renderer_version = RENDERER_VERSION
            raise_version(VERSION)
        done += len(rows)
    return done


def _old() -> list[GlossaryTerm]:
    statement = select(GlossaryTerm).where(GlossaryTerm.renderer_version < RENDERER_VERSION)
    return list(db.session.scalars(statement.order_by(GlossaryTerm.id).limit(BATCH)))
