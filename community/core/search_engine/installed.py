"""The search engine of this app: PostgreSQL's where the rows are there, else the embedded one."""

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import Connection

from community.core.db import db
from community.core.search_engine.port import SearchEngine
from community.core.search_engine.postgres_engine import PostgresEngine
from community.core.search_engine.whoosh_engine import WhooshEngine


def init_search_engine(app: Flask, folder: Path) -> None:
    """Install the engine; `folder` is where the embedded one keeps its index."""
    with app.app_context():
        if db.engine.dialect.name == "postgresql":
            engine: SearchEngine = PostgresEngine(db.engine.begin, reading_of_request)
        else:
            engine = WhooshEngine(folder)
    app.extensions["portal_search_engine"] = engine


def reading_of_request() -> AbstractContextManager[Connection]:
    """The connection on which this request reads, so that a search takes no second one."""
    return nullcontext(db.session.connection())


def search_engine() -> SearchEngine:
    """The engine of this app."""
    engine: SearchEngine = current_app.extensions["portal_search_engine"]
    return engine
