"""What 100,000 questions and 300,000 answers cost: statements, plans, and pages as ratios to hello in the same run.

python -m benchmarks.questions [--questions N] [--databases sqlite,postgresql] [--seconds S]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from flask import Flask

from benchmarks.asking import ask_all, look_closely, show
from benchmarks.run import hello, on_each
from benchmarks.town import Town, count_rows, found_town, grow
from benchmarks.visits import Guests, count_statements, invite, pages, visits
from community.core.db import db
from tests.services import live, smtp_sink

FEW = 10


def fill(app: Flask, questions: int) -> tuple[Town, Guests, dict[tuple[str, str], int]]:
    """A town of few questions, counted, then of so many, counted again and its plans read; says what it finds."""
    town = found_town()
    grow(town, FEW)
    guests = invite(town)
    asked = visits(pages(town))
    few = count_statements(app, asked, guests)
    began = time.perf_counter()
    grow(town, questions)
    rows = count_rows()
    print(f"  filled in {time.perf_counter() - began:.0f} s: {rows}", flush=True)
    many = look_closely(app, asked, guests, few, FEW, questions)
    return town, guests, many


def run(engine: str, url: str, options: argparse.Namespace) -> None:
    """Fill, look, serve and measure one database."""
    print(f"\n{engine}", flush=True)
    with tempfile.TemporaryDirectory(prefix="bench-questions-") as name:
        folder = Path(name)
        database = url or f"sqlite:///{folder}/portal.db"
        with (
            hello(folder) as floor,
            smtp_sink.running() as sink,
            live.prepared(database, folder, sink) as portal,
        ):
            with portal.app.app_context():
                town, guests, counted = fill(portal.app, options.questions)
                db.session.remove()
            portal.environment["PORTAL_MODE"] = "production"
            portal.start_web(workers=2)
            asked = visits(pages(town))
            show(ask_all(portal, floor, asked, guests, options), counted)


def main() -> None:
    """Both databases, or those that are named."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--questions", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.0)
    options = parser.parse_args()
    on_each(options, run)


if __name__ == "__main__":
    main()
