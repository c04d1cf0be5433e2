"""Pages that are looked at closely and asked for again and again: plans, milliseconds, and ratios to hello."""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Callable, Collection, Mapping
from functools import partial
from itertools import product
from pathlib import Path

from flask import Flask

from benchmarks.load import rate
from benchmarks.run import hello, on_each
from benchmarks.visits import (
    LARGE,
    Guests,
    Visit,
    count_statements,
    find_read_whole,
    time_pages,
    weigh_pages,
)
from community.core.db import db
from tests.services import live, smtp_sink
from tests.services.client import begin
from tests.services.live import LivePortal

WARM_SECONDS, FREE = 0.5, 70
Counted = Mapping[tuple[str, str], int]
Rates = dict[tuple[str, str], list[tuple[float, float]]]
# Makes what is measured: the pages that are asked for, by whom, and their statements.
Fill = Callable[[Flask, argparse.Namespace], tuple[list[Visit], Guests, Counted]]


def measure_at_size(doc: str | None, fill: Fill, **sizes: int) -> None:
    """The whole of such a benchmark: its sizes are options, and each database that is named is filled and measured."""
    parser = argparse.ArgumentParser(
        description=doc, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--databases", default="sqlite,postgresql")
    for name, size in sizes.items():
        parser.add_argument(f"--{name}", type=int, default=size)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.0)
    on_each(parser.parse_args(), partial(_measure, fill))


def _measure(fill: Fill, engine: str, url: str, options: argparse.Namespace) -> None:
    print(f"\n{engine}", flush=True)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        database = url or f"sqlite:///{folder}/portal.db"
        with (
            hello(folder) as floor,
            smtp_sink.running() as sink,
            live.prepared(database, folder, sink) as portal,
        ):
            with portal.app.app_context():
                asked, guests, counted = fill(portal.app, options)
                db.session.remove()
            portal.environment["PORTAL_MODE"] = "production"
            portal.start_web(workers=2)
            show(ask_all(portal, floor, asked, guests, options), counted)


def look_closely(
    app: Flask, asked: Collection[Visit], guests: Guests, few: Counted, *sizes: int
) -> dict[tuple[str, str], int]:
    """Print what grew with the rows, what is read whole and how long each page takes; its statements now."""
    small, large = sizes
    many = count_statements(app, asked, guests)
    grown = {key: (few[key], number) for key, number in many.items() if number != few[key]}
    print(f"  statements at {small} and at {large}: {grown or 'the same on every page'}")
    found = find_read_whole(app, asked, guests, min(LARGE, large))
    print(f"  read whole: {len(found) or 'nothing'}", flush=True)
    for (name, who), taken in time_pages(app, asked, guests).items():
        print(f"    {name} ({who}): {taken:.0f} ms", flush=True)
    for name, said in found.items():
        print(f"    {name}: {said}")
    heavy = {key: work for key, work in weigh_pages(app, asked, guests).items() if work > FREE}
    print(f"  more than {FREE},000 steps of SQLite: {heavy or 'none'}", flush=True)
    return many


def ask_all(
    portal: LivePortal,
    floor: str,
    asked: Collection[Visit],
    guests: Guests,
    options: argparse.Namespace,
) -> Rates:
    """(page, who) → (hello, page) in requests a second, once a round, each right after the other."""
    serializer = portal.app.session_interface.get_signing_serializer(portal.app)  # type: ignore[attr-defined]
    headers: dict[str, dict[str, str]] = {"visitor": {}}
    for who, member_id in guests.items():
        kept, _token = begin(portal.app, member_id)
        headers[who] = {"Cookie": f"session={serializer.dumps(kept)}"}
    found: Rates = {}
    for number, (name, who, path) in product(range(-1, options.rounds), asked):
        seconds = options.seconds if number >= 0 else WARM_SECONDS
        bare = rate(floor, seconds, {}) if number >= 0 else 0.0
        got = rate(portal.address + path, seconds, headers[who])
        if number >= 0:
            found.setdefault((name, who), []).append((bare, got))
    return found


def show(rates: Rates, counted: Counted) -> None:
    """A table in Markdown: statements, and the median of the ratios, for each page."""
    print("\n| page | statements | ratio to hello | requests a second |\n|---|---|---|---|")
    for name in dict.fromkeys(page for page, _who in rates):
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
