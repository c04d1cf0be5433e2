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
from sqlalchemy import CheckConstraint, inspect, text

from community.app import create_app
from community.cli import install_catalogues
from community.core.db import db
from tests.services.portals import config_for_tests

OLDER_AWARDS = """
INSERT INTO members
    (id, name, handle, handle_key, locale, time_zone, bio, reputation, level, unread_count, created_at)
    VALUES (1, 'Ann', 'ann', 'ann', 'en', 'UTC', '', 0, 0, 0, '2026-01-01 00:00:00');
INSERT INTO badges
    (id, key, name, rule, tier, metric, threshold, is_repeatable, grants, position, is_active)
    VALUES (1, 'spark', '{}', '{}', 'bronze', 'idea_votes', 5, true, '[]', 0, true);
INSERT INTO badge_awards (badge_id, member_id, occasion, awarded_at, is_public)
    VALUES (1, 1, 1, '2026-01-01 00:00:00', true), (1, 1, 2, '2026-01-01 00:00:00', true)
"""

OLDER_REPLIES = """
INSERT INTO members
    (id, name, handle, handle_key, locale, time_zone, bio, reputation, level, unread_count, created_at)
    VALUES (1, 'Ann', 'ann', 'ann', 'en', 'UTC', '', 0, 0, 0, '2026-01-01 00:00:00'),
    (2, 'Bea', 'bea', 'bea', 'en', 'UTC', '', 0, 0, 0, '2026-01-01 00:00:00'),
    (3, 'Cai', 'cai', 'cai', 'en', 'UTC', '', 0, 0, 0, '2026-01-01 00:00:00');
INSERT INTO audiences (id, key) VALUES (1, 'public');
INSERT INTO product_areas (id, key, name, position) VALUES (1, 'stock', '{}', 1), (2, 'till', '{}', 2);
INSERT INTO member_roles (member_id, role) VALUES (1, 'agent');
INSERT INTO member_capabilities (member_id, capability, product_area_id, source) VALUES (2, 'verify', 1, 'badge:1');
INSERT INTO subjects
    (id, kind, author_id, audience_id, visibility, lang, product_area_id, created_at, activity_at)
    VALUES (1, 'question', 3, 1, 'visible', 'en', 1, '2026-01-01 00:00:00', '2026-01-01 00:00:00'),
    (2, 'answer', 1, 1, 'visible', 'en', 1, '2026-01-01 00:00:00', '2026-01-01 00:00:00'),
    (3, 'answer', 2, 1, 'visible', 'en', 1, '2026-01-01 00:00:00', '2026-01-01 00:00:00'),
    (4, 'comment', 2, 1, 'visible', 'en', NULL, '2026-01-01 00:00:00', '2026-01-01 00:00:00'),
    (5, 'question', 2, 1, 'visible', 'en', 2, '2026-01-01 00:00:00', '2026-01-01 00:00:00');
INSERT INTO comments (id, on_id, author_id, body, html, renderer_version) VALUES (4, 3, 2, '', '', 1)
"""


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


def named_checks() -> tuple[set[str], set[str]]:
    """The checks that the tables have, and those that the models name: Alembic compares none."""
    inspector = inspect(db.engine)
    made = {
        str(check["name"])
        for table in db.metadata.sorted_tables
        for check in inspector.get_check_constraints(table.name)
        if check["name"]
    }
    described = {
        str(db.engine.dialect.identifier_preparer.format_constraint(one)).strip('"')
        for table in db.metadata.sorted_tables
        for one in table.constraints
        if isinstance(one, CheckConstraint) and one.name
    }
    return made, described


def test_migrations_make_what_the_models_describe(empty_app: Flask) -> None:
    upgrade()
    assert differences() == []
    made, described = named_checks()
    assert len(described) > 10
    assert made == described


def test_an_award_of_an_older_release_gets_an_address_of_its_own(empty_app: Flask) -> None:
    upgrade(revision="0002")
    with db.engine.begin() as connection:
        for statement in OLDER_AWARDS.split(";"):
            connection.exec_driver_sql(statement)
    upgrade()
    with db.engine.connect() as connection:
        found = connection.execute(
            text("SELECT credential_id, identity_salt FROM badge_awards")
        ).all()
    assert len(set(found)) == 2
    assert all(row.credential_id and len(row.identity_salt) == 32 for row in found)


def test_replies_of_an_older_release_are_of_the_team_as_they_were_so_far(empty_app: Flask) -> None:
    upgrade(revision="0011")
    with db.engine.begin() as connection:
        for statement in OLDER_REPLIES.split(";"):
            connection.exec_driver_sql(statement)
    upgrade()
    with db.engine.connect() as connection:
        found = connection.execute(text("SELECT id FROM subjects WHERE by_team ORDER BY id"))
        assert [row.id for row in found] == [2, 3, 4]


@pytest.mark.long
def test_every_migration_can_be_undone_and_done_again(empty_app: Flask) -> None:
    upgrade()
    made = tables()
    downgrade(revision="base")
    assert tables() == set()
    upgrade()
    assert tables() == made


def test_a_migrated_database_can_be_installed_and_kept(empty_app: Flask) -> None:
    for _time in range(2):
        upgrade()
        install_catalogues()
    assert differences() == []
    with db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE members ADD COLUMN planted INTEGER")
    # A column that no migration makes is noticed.
    assert any("planted" in str(difference) for difference in differences())
