"""What monitors are told: figures that no visitor can multiply, and ready only where there is something to serve."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from community.app import create_app
from community.core import metrics
from community.core.db import db
from tests.services.client import PortalClient
from tests.services.portals import close_app, config_for_tests


def methods() -> set[str]:
    """Those that answers are counted under."""
    [counted] = metrics.REQUESTS.collect()
    return {one.labels["method"] for one in counted.samples}


@pytest.mark.parametrize("number", range(3))
def test_words_that_are_no_method_are_counted_as_one(client: PortalClient, number: int) -> None:
    client.open("/", method=f"SOW{number}")
    client.get("/healthz")
    assert methods() >= {"GET", "other"}
    assert f"SOW{number}" not in methods()


def test_a_database_without_tables_is_not_ready(
    database: str, new_database: Callable[[str], str], tmp_path: Path
) -> None:
    app = create_app(config_for_tests(new_database(database), tmp_path))
    assert app.test_client().get("/readyz").status_code == 503
    with app.app_context():
        db.create_all()
        db.session.remove()
        assert app.test_client().get("/readyz").status_code == 200
    close_app(app)
