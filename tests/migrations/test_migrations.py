"""The migrations make exactly the tables that the models describe, on both engines, and go both ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from community.app import create_app
from community.cli import install_catalogues
from community.core.db import db
from tests.services.portals import config_for_tests


@pytest.fixture
def empty_app(database: str, new_database: Callable[[str], str], tmp_path: Path) -> Iterator[Flask]:
    """An app on a database without any table."""
    app = create_app(config_for_tests(new_database(database), tmp_path))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def differences() -> list[Any]:
    """What a new migration would have to change."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, db.metadata))


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_migrations_make_what_the_models_describe(empty_app: Flask) -> None:
    upgrade()
    assert differences() == []


def test_a_column_that_no_migration_makes_is_noticed(empty_app: Flask) -> None:
    upgrade()
    with db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE members ADD COLUMN planted INTEGER")
    assert any("planted" in str(difference) for difference in differences())


def test_every_migration_can_be_undone_and_done_again(empty_app: Flask) -> None:
    upgrade()
    made = tables()
    downgrade(revision="base")
    assert tables() == set()
    upgrade()
    assert tables() == made


def test_a_migrated_database_can_be_installed_and_kept(empty_app: Flask) -> None:
    upgrade()
    install_catalogues()
    upgrade()
    install_catalogues()
    assert differences() == []
