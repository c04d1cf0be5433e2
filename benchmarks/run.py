"""`make bench`: requests a second of the main pages as a ratio to a bare Flask on the same server in the same run."""

from __future__ import annotations

import argparse
import http.client
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.generator import multiply
from benchmarks.load import rate
from community.core.db import db
from community.search import actions as search
from tests.architecture.tree import ROOT
from tests.proofs.scene import Scene, make_scene
from tests.services import live, postgres, processes, smtp_sink
from tests.services.client import begin
from tests.services.live import BIN, LivePortal

SERVER = ["--workers", "2", "--blocking-threads", "4"]
ROUNDS, VOTES, WARM_SECONDS = 3, 200, 1.0
AIMS = {"visitor": 0.50, "member": 0.20}
SEARCH_AIMS = {"sqlite": 0.06, "postgresql": 0.15}


@dataclass
class Place:
    """A portal that serves, full of content, and how a member of it signs in."""

    engine: str
    portal: LivePortal
    paths: dict[str, str]
    cookie: dict[str, str]
    token: str
    idea_id: int
    ratios: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    rates: dict[tuple[str, str], list[float]] = field(default_factory=dict)


def paths_of(scene: Scene) -> dict[str, str]:
    """The pages that are measured."""
    return {
        "home": "/",
        "questions": "/questions",
        "question": f"/questions/{scene.question.id}-{scene.question.slug}",
        "ideas": "/ideas",
        "idea": f"/ideas/product/{scene.idea.id}-{scene.idea.slug}",
        "article": "/help/en/deliveries/print-a-delivery-note",
        "search": "/search?q=invoice+printer",
    }


@contextmanager
def served(engine: str, url: str, folder: Path, questions: int) -> Iterator[Place]:
    """A portal on this database with so many questions, a third as many ideas and articles."""
    with smtp_sink.running() as sink, live.prepared(url, folder, sink) as portal:
        with portal.app.app_context():
            scene = make_scene()
            for kind, key, times in (
                ("question", scene.question.id, questions),
                ("idea", scene.idea.id, questions // 3),
                ("article", scene.article.id, questions // 3),
            ):
                multiply(kind, key, times)
            search.rebuild()
            member, idea_id, paths = scene.people["other"].id, scene.idea.id, paths_of(scene)
            db.session.remove()
        kept, token = begin(portal.app, member)
        serializer = portal.app.session_interface.get_signing_serializer(portal.app)  # type: ignore[attr-defined]
        cookie = {"Cookie": f"session={serializer.dumps(kept)}"}
        portal.environment["PORTAL_MODE"] = (
            "production"  # in development each page looks at the style sheets
        )
        portal.start_web(workers=2)
        place = Place(engine, portal, paths, cookie, token, idea_id)
        for path, headers in product(paths.values(), ({}, cookie)):
            rate(portal.address + path, WARM_SECONDS, headers)
        yield place


@contextmanager
def hello(folder: Path) -> Iterator[str]:
    """The address of the bare Flask on the same server with the same options."""
    port, log = processes.free_port(), folder / "hello.log"
    command = [str(BIN / "granian"), "--interface", "wsgi", "benchmarks.hello:app", *SERVER]
    process = processes.start([*command, "--port", str(port)], log, folder=ROOT)
    address = f"http://127.0.0.1:{port}"
    try:
        processes.wait_until(lambda: answers(address), process, log)
        yield f"{address}/"
    finally:
        processes.stop(process)


def answers(address: str) -> bool:
    """Whether somebody listens there."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=2)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def measure(place: Place, floor: str, seconds: float) -> None:
    """One round: each page right after the floor, so that both know the same weather."""
    for who, headers in (("visitor", {}), ("member", place.cookie)):
        for name, path in place.paths.items():
            bare = rate(floor, seconds, {})
            got = rate(place.portal.address + path, seconds, headers)
            place.rates.setdefault((who, name), []).append(got)
            place.ratios.setdefault((who, name), []).append(got / bare)


def time_votes(place: Place, votes: int = VOTES) -> tuple[float, float]:
    """p50 and p95 in milliseconds of a vote and its withdrawal, one after the other, nobody else there."""
    parts = urlsplit(place.portal.address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    headers = {**place.cookie, "X-CSRF-Token": place.token, "Origin": place.portal.address}
    taken = []
    for number in range(votes):
        path = f"/ideas/{place.idea_id}/vote" + ("/withdraw" if number % 2 else "")
        began = time.perf_counter()
        connection.request("POST", path, headers={**headers, "HX-Request": "true"})
        answer = connection.getresponse()
        answer.read()
        taken.append((time.perf_counter() - began) * 1000)
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
    connection.close()
    return statistics.median(taken), statistics.quantiles(taken, n=20)[18]


def aim_of(place: Place, who: str, name: str) -> float:
    """What design.md asks for."""
    return SEARCH_AIMS[place.engine] if name == "search" else AIMS[who]


def show(place: Place, votes: tuple[float, float]) -> None:
    """A table of the medians, and the votes under it."""
    print(f"\n{place.engine}: ratio to hello (requests a second), aim\n")
    for name in place.paths:
        cells = []
        for who in AIMS:
            ratio = statistics.median(place.ratios[who, name])
            got, aim = statistics.median(place.rates[who, name]), aim_of(place, who, name)
            mark = " " if ratio >= aim else "!"
            cells.append(f"{who} {ratio:.2f}{mark} ({got:5.0f}/s, ≥ {aim:.2f})")
        print(f"  {name:10} " + "   ".join(cells))
    print(
        f"  vote       p50 {votes[0]:.1f} ms, p95 {votes[1]:.1f} ms (p50 ≤ 5 ms alone)", flush=True
    )


def run(engine: str, url: str, options: argparse.Namespace) -> None:
    """Fill, serve and measure one database."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        with (
            hello(folder) as floor,
            served(
                engine, url or f"sqlite:///{folder}/portal.db", folder, options.questions
            ) as place,
        ):
            for _round in range(options.rounds):
                measure(place, floor, options.seconds)
            show(place, time_votes(place))


def on_each(
    options: argparse.Namespace, measure: Callable[[str, str, argparse.Namespace], None]
) -> None:
    """Measure on each named database: a file for SQLite, a server for PostgreSQL, or word that there is none."""
    for engine in options.databases.split(","):
        if engine == "sqlite":
            measure(engine, "", options)
            continue
        try:
            with postgres.running() as server:
                measure(engine, postgres.create_database(server, "bench"), options)
        except RuntimeError as missing:
            print(f"postgresql: not measured ({missing})", file=sys.stderr)


def main() -> None:
    """Both databases, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=2.0)
    options = parser.parse_args()
    on_each(options, run)


if __name__ == "__main__":
    main()
