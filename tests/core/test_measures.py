"""Monitors are told figures of all processes, which no visitor can multiply, and ready where something is served."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from community.app import create_app
from community.core.db import db
from community.core.metrics import METRICS
from tests.architecture.tree import ROOT
from tests.services.client import PortalClient
from tests.services.portals import close_app, config_for_tests


def methods() -> set[str]:
    """Those that answers are counted under."""
    [counted] = METRICS.requests.collect()
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


# Counts one answer, tells what all have counted, and stays until its input ends.
ONE_THAT_COUNTS = """
import pathlib, sys
from community.core.metrics import METRICS
METRICS.share(pathlib.Path(sys.argv[1]))
METRICS.requests.labels("GET", 200).inc()
METRICS.request_seconds.observe(0.01)
print(int(METRICS.registry.get_sample_value("portal_requests_total", {"method": "GET", "status": "200"})), flush=True)
sys.stdin.read()
"""


class Counting:
    """A process that counts in a folder, and what it was told there."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-c", ONE_THAT_COUNTS, str(folder)]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self.process.stdout
        self.told = int(self.process.stdout.readline())

    def end(self) -> str:
        """End it; what it complained of."""
        return self.process.communicate(timeout=60)[1]


def test_what_a_process_counted_stays_while_others_count(tmp_path: Path) -> None:
    folder = tmp_path / "metrics"
    first, second = Counting(folder), Counting(folder)
    second.end()
    third = Counting(folder)
    assert [one.told for one in (first, second, third)] == [1, 2, 3]
    assert len(list(folder.glob("counter_*.db"))) == 2  # the third counts on where the second ended
    assert (first.end(), third.end()) == ("", "")
    alone = Counting(folder)
    assert (alone.told, alone.end()) == (1, "")


def test_a_process_that_cannot_share_its_figures_tells_its_own(tmp_path: Path) -> None:
    (tmp_path / "metrics").touch()
    one = Counting(tmp_path / "metrics")
    assert one.told == 1
    assert "tells its own metrics alone" in one.end()
