"""Each test of search begins with an empty index."""

from __future__ import annotations

import pytest
from flask import Flask

from community.core.db import db
from community.core.search_engine.installed import search_engine
from community.core.search_engine.port import SearchEngine


@pytest.fixture
def index(app: Flask) -> SearchEngine:
    """The portal's own engine: the embedded one on SQLite, PostgreSQL's on PostgreSQL."""
    engine = search_engine()
    db.session.rollback()
    engine.rebuild([])
    return engine
