"""What 100,000 questions and 300,000 answers cost: statements, plans, and pages as ratios to hello in the same run.

python -m benchmarks.questions [--questions N] [--databases sqlite,postgresql] [--seconds S]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from itertools import product
from pathlib import Path

from flask import Flask

from benchmarks.load import rate
from benchmarks.run import hello, on_each
from benchmarks.town import Town, count_rows, found_town, grow
from benchmarks.visits import (
    LARGE,
    Guests,
    count_statements,
    find_read_whole,
    invite,
    pages,
    time_pages,
    visits,
)
from community.core.db import db
from tests.services import live, smtp_sink
from tests.services.client import begin
from tests.services.live import LivePortal

FEW, WARM_SECONDS = 10, 0.5
Rates = dict[tuple[str, str], list[tuple[float, float]]]


def fill(app: Flask, questions: int) -> tuple[Town, Guests, dict[tuple[str, str], int]]:
    """A town of few questions, counted, then of so many, counted again and its plans read; says what it finds."""
    town = found_town()
    grow(town, FEW)
    guests = invite(town)
    few = count_statements(app, town, guests)
    began = time.perf_counter()
    grow(town, questions)
    rows = count_rows()
    print(f"  filled in {time.perf_counter() - began:.0f} s: {rows}", flush=True)
    many = count_statements(app, town, guests)
    grown = {key: (few[key], number) for key, number in many.items() if number != few[key]}
    print(f"  statements at {FEW} and at {questions}: {grown or 'the same on every page'}")
    found = find_read_whole(app, town, guests, min(LARGE, questions))
    print(f"  read whole: {len(found) or 'nothing'}", flush=True)
    for (name, who), taken in time_pages(app, town, guests).items():
        print(f"    {name} ({who}): {taken:.0f} ms", flush=True)
    for name, said in found.items():
        print(f"    {name}: {said}")
    return town, guests, many


def ask_all(
    portal: LivePortal, floor: str, town: Town, guests: Guests, options: argparse.Namespace
) -> Rates:
    """(page, who) → (hello, page) in requests a second, once a round, each right after the other."""
    serializer = portal.app.session_interface.get_signing_serializer(portal.app)  # type: ignore[attr-defined]
    headers: dict[str, dict[str, str]] = {"visitor": {}}
    for who, member_id in (("member", guests.member), ("agent", guests.agent)):
        kept, _token = begin(portal.app, member_id)
        headers[who] = {"Cookie": f"session={serializer.dumps(kept)}"}
    found: Rates = {}
    for number, (name, who, path) in product(range(-1, options.rounds), list(visits(town))):
        seconds = options.seconds if number >= 0 else WARM_SECONDS
        bare = rate(floor, seconds, {}) if number >= 0 else 0.0
        got = rate(portal.address + path, seconds, headers[who])
        if number >= 0:
            found.setdefault((name, who), []).append((bare, got))
    return found


def show(rates: Rates, counted: dict[tuple[str, str], int], town: Town) -> None:
    """A table in Markdown: statements, and the median of the ratios, for each page."""
    print("\n| page | statements | ratio to hello | requests a second |\n|---|---|---|---|")
    for name in pages(town):
        asked = [who for page, who in rates if page == name]
        numbers = " / ".join(str(counted[name, who]) for who in asked)
        ratios = " / ".join(f"{median_ratio(rates[name, who]):.2f}" for who in asked)
        seconds = " / ".join(
            f"{statistics.median(got for _bare, got in rates[name, who]):.0f}" for who in asked
        )
        print(f"| {name} | {numbers} | {ratios} | {seconds} |")
    print(flush=True)


def median_ratio(pairs: list[tuple[float, float]]) -> float:
    """How many of its answers a page gives while hello gives one."""
    return statistics.median(got / bare for bare, got in pairs)


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
            show(ask_all(portal, floor, town, guests, options), counted, town)


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
