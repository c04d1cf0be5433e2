"""The engines under contract: on SQLite the embedded one, on PostgreSQL its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from community.core.search_engine.port import SearchEngine
from community.core.search_engine.postgres_engine import PostgresEngine
from community.core.search_engine.whoosh_engine import WhooshEngine
from tests.contracts.search_documents import postgres_engine, whoosh_engine


@pytest.fixture(scope="session")
def index_database(new_database: Callable[[str], str]) -> Iterator[Callable[[], Engine]]:
    """The PostgreSQL database of the index, made when first asked for."""

    @cache
    def make() -> Engine:
        return create_engine(new_database("postgresql"))

    yield make
    if make.cache_info().currsize:
        make().dispose()


@pytest.fixture
def engine(database: str, tmp_path: Path, index_database: Callable[[], Engine]) -> SearchEngine:
    """An engine with an empty index."""
    if database == "sqlite":
        return whoosh_engine(tmp_path / "index")
    return postgres_engine(index_database())


@pytest.fixture
def missing(
    database: str, tmp_path: Path, new_database: Callable[[str], str]
) -> Iterator[SearchEngine]:
    """An engine without an index."""
    if database == "sqlite":
        yield WhooshEngine(tmp_path)
        return
    empty = create_engine(new_database("postgresql"))
    yield PostgresEngine(empty.begin)
    empty.dispose()
