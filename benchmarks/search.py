"""How quickly search answers as it grows: search page and as-you-type at several sizes, on both engines.

    python -m benchmarks.search [--sizes 1000 10000 50000 | --small] [--databases sqlite,postgresql] [--relevance DIR]

Everything is asked over HTTP of the real server while the real worker indexes, and a bare Flask
is asked in the same run: times in ms (p50, p95) and as a ratio of hello's rate. With DIR
(benchmarks/relevance.py tells what it holds) the relevance of the same build is printed beside.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise
from multiprocessing.process import BaseProcess
from pathlib import Path
from urllib.parse import quote_plus, urlsplit

from sqlalchemy import bindparam, func, select, update

from benchmarks import relevance
from benchmarks.generator import multiply, settle, table_of
from benchmarks.language import Language
from benchmarks.run import hello
from community.accounts.models import Entitlement
from community.articles.models import ArticleRevision
from community.content import actions as content
from community.content.models import Subject
from community.core.db import db, writing
from community.core.tasks import enqueue_job
from community.ideas.models import Idea
from community.questions.models import Question
from community.search import actions as search
from tests.proofs.scene import make_scene
from tests.services import live, postgres, processes, smtp_sink
from tests.services.live import LivePortal

SIZES = (1_000, 10_000)
ASKED, WARM = 140, 40
CHANGES = 20  # documents a second that change while people search
AIMS = {
    ("sqlite", "search"): (120, 0.06),
    ("sqlite", "typing"): (40, 0.0),
    ("postgresql", "search"): (40, 0.15),
    ("postgresql", "typing"): (20, 0.0),
}
WORDS_EACH = (30, 120)
BATCH = 500
# The worker is idle when it takes so much of a processor between two looks; it is waited for so long.
IDLE, LOOK_S, PATIENCE_S = 0.1, 4, 180
Times = list[float]


def grow(language: Language, size: int) -> None:
    """Let the portal have so many documents: two thirds questions, the rest ideas and articles."""
    for kind, model, share in (("question", Question, 4), ("idea", Idea, 1), ("article", None, 1)):
        keys = select(func.min(Subject.id), func.count()).where(Subject.kind == kind)
        first, present = db.session.execute(keys).one()
        db.session.rollback()
        wanted = size * share // 6
        if wanted > present:
            multiply(kind, first, wanted - present, seed=size)
        reword(language, model or ArticleRevision)


def reword(language: Language, model: type[Question | Idea | ArticleRevision]) -> None:
    """Give every row a title and text of its own."""
    keys = list(db.session.scalars(select(model.id)))
    db.session.rollback()
    table = table_of(model)
    statement = update(table).where(table.c.id == bindparam("key"))
    for start in range(0, len(keys), BATCH):
        rows = [
            {
                "key": key,
                "title": language.text(6).capitalize(),
                "text": language.text(language.chance.randint(*WORDS_EACH)),
            }
            for key in keys[start : start + BATCH]
        ]
        with writing() as session:
            session.connection().execute(statement, rows)


def ask(address: str, paths: list[str]) -> Times:
    """Milliseconds of each request, one after the other on one connection."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    taken = []
    for path in paths:
        began = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        taken.append((time.perf_counter() - began) * 1000)
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
    connection.close()
    return taken


def tail(times: Times) -> float:
    """The 95th of a hundred."""
    return statistics.quantiles(times, n=20)[18]


@contextmanager
def repeatedly(act: Callable[[int], object]) -> Iterator[None]:
    """Act again and again beside what is measured."""
    ended = threading.Event()

    def run() -> None:
        number = 0
        while not ended.is_set():
            number += 1
            act(number)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def change_some(portal: LivePortal, chance: random.Random) -> Callable[[int], None]:
    """Every second some subjects change and the worker is asked to index them."""
    with portal.app.app_context():
        kinds = Subject.kind.in_(("question", "idea"))
        keys = list(db.session.scalars(select(Subject.id).where(kinds)))
        db.session.remove()

    def change(_number: int) -> None:
        with portal.app.app_context():
            with writing():
                for key in chance.sample(keys, CHANGES):
                    content.mark_dirty(key)
            enqueue_job("index_dirty")
            db.session.remove()
        time.sleep(1)

    return change


def paths_of(language: Language) -> dict[str, list[str]]:
    """What is measured, by name; no address twice, so that no kept page answers."""
    searches, begun = language.searches(ASKED), language.beginnings(ASKED)
    return {
        "search": [f"/search?q={quote_plus(text)}" for text in searches],
        "typing": [f"/search/suggest?q={quote_plus(text)}&list=l" for text in begun],
    }


def measure(
    engine: str, portal: LivePortal, floor: str, language: Language, size: int
) -> dict[str, float]:
    """Ask everything while the worker indexes; p95 by name, printed."""
    pages = [f"/questions?sort=new&n={number}" for number in range(ASKED)]
    asked = paths_of(language)
    # Each process and thread of the server has opened the index and met the usual words.
    for paths in (*paths_of(language).values(), *asked.values(), pages):
        ask(portal.address, paths[:WARM])
    tails: dict[str, float] = {}
    with repeatedly(change_some(portal, random.Random(5))):
        alone = ask(portal.address, pages)
        for name, paths in asked.items():
            bare = statistics.mean(ask(floor, ["/"] * ASKED))
            times = ask(portal.address, paths[WARM:])
            tails[name], ratio = tail(times), bare / statistics.mean(times)
            aim, least = AIMS[engine, name]
            marks = ("" if tails[name] <= aim else "!", "" if ratio >= least else "!")
            print(
                f"  {size:6} {name:7} hello {bare:4.1f} ms  p50 {statistics.median(times):6.1f} ms"
                f"  p95 {tails[name]:6.1f} ms{marks[0]} (≤ {aim})  {ratio:.3f} × hello{marks[1]} (≥ {least})",
                flush=True,
            )
        others = [path + "+x" for path in asked["search"]]
        with repeatedly(lambda number: ask(portal.address, [others[number % ASKED]])):
            meanwhile = ask(portal.address, [f"{path}&x=1" for path in pages])
    times_own = tail(meanwhile) / tail(alone)
    print(
        f"  {size:6} pages   p95 {tail(alone):.1f} ms alone, {tail(meanwhile):.1f} ms while others search:"
        f" {times_own:.1f} × (≤ 2)",
        flush=True,
    )
    return tails


def run(engine: str, url: str, options: argparse.Namespace) -> None:
    """Grow one portal from size to size and measure it at each."""
    by_size: dict[int, dict[str, float]] = {}
    print(f"\n{engine}", flush=True)
    with tempfile.TemporaryDirectory(prefix="bench-search-") as name:
        folder = Path(name)
        with smtp_sink.running() as sink, hello(folder) as floor:
            database = url or f"sqlite:///{folder}/portal.db"
            with live.prepared(database, folder, sink) as portal:
                portal.environment["PORTAL_MODE"] = "production"
                with portal.app.app_context():
                    make_scene()
                    let_plans_be_old()
                    db.session.remove()
                # What it hears of now, it would else hear when a few people have written all that is copied.
                worker = portal.start_worker()
                settle_down(worker)
                end(worker, portal.worker)
                for size in options.sizes:
                    by_size[size] = at_size(engine, portal, floor, size)
    show_growth(by_size)


def let_plans_be_old() -> None:
    """A plan that has just begun would be followed for each of the thousands of questions that are copied."""
    with writing() as session:
        for plan in session.scalars(select(Entitlement)):
            plan.starts_at -= timedelta(days=1)


def settle_down(worker: BaseProcess) -> None:
    """Let the worker reckon what so many new things call for: measured is search while it indexes, and does no more."""
    until, before = time.monotonic() + PATIENCE_S, -1.0
    while (used := seconds_used(worker)) - before > IDLE * LOOK_S and time.monotonic() < until:
        before = used
        time.sleep(LOOK_S)
    if time.monotonic() >= until:
        print("         the worker is still busy with other things", flush=True)


def seconds_used(process: BaseProcess) -> float:
    """Of the processor, until now."""
    times = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")


def at_size(engine: str, portal: LivePortal, floor: str, size: int) -> dict[str, float]:
    """Fill, index, serve and measure."""
    language = Language(random.Random(11))
    with portal.app.app_context():
        grow(language, size)
        settle()
        began = time.perf_counter()
        documents = search.rebuild()
        rate = documents / (time.perf_counter() - began)
        db.session.remove()
    load = os.getloadavg()[0]
    print(
        f"  {size:6} indexed {documents} documents, {rate:.0f} a second;"
        f" load {load:.1f} on {os.cpu_count()} cores",
        flush=True,
    )
    web, worker = portal.start_web(workers=2), portal.start_worker()
    settle_down(worker)
    try:
        return measure(engine, portal, floor, language, size)
    finally:
        end(web, portal.web)
        end(worker, portal.worker)


def end(process: BaseProcess, kept: list[BaseProcess]) -> None:
    """End a process of the portal before the portal is ended."""
    kept.remove(process)
    processes.stop(process)


def show_growth(by_size: dict[int, dict[str, float]]) -> None:
    """How many times as long p95 takes at how many times as many documents."""
    sizes = sorted(by_size)
    for small, large in pairwise(sizes):
        cells = [
            f"{name} × {by_size[large][name] / by_size[small][name]:.1f}" for name in by_size[large]
        ]
        print(f"  from {small} to {large} (× {large // small}): p95 {', '.join(cells)}", flush=True)


def show_relevance(engine: str, folder: Path) -> None:
    """The figures of the same build: no speed by finding less."""
    with relevance.ENGINES["whoosh" if engine == "sqlite" else engine]() as opened:
        for name in relevance.HELP:
            relevance.measure_help(opened, folder, name, failed=False)


def main() -> None:
    """Both databases, or those that are named."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--relevance", type=Path)
    parser.add_argument("--small", action="store_true", help="the least size alone")
    options = parser.parse_args()
    options.sizes = SIZES[:1] if options.small else options.sizes
    for engine in options.databases.split(","):
        try:
            if engine == "sqlite":
                run(engine, "", options)
            else:
                with postgres.running() as server:
                    run(engine, postgres.create_database(server, "bench"), options)
        except RuntimeError as missing:
            print(f"{engine}: not measured ({missing})", file=sys.stderr)
        if options.relevance:
            show_relevance(engine, options.relevance)


if __name__ == "__main__":
    main()
