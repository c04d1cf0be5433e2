"""How well search finds: MRR@10, P@1, recall@5, nDCG@10 on a folder of labelled queries.

    python benchmarks/relevance.py FOLDER [--engine whoosh|postgresql|both] [--set NAME …] [--failed]

FOLDER holds `relevance/*.jsonl` (queries with the documents that answer them), `help/`
(trees of Markdown) and `questions/` (gzipped JSON lines). PostgreSQL is started for the run.
"""

import argparse
import gzip
import json
import math
import re
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import frontmatter
from sqlalchemy import create_engine

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from community.core.search_engine.expansion import expand
from community.core.search_engine.port import NO_FILTERS, Document, Filters, SearchEngine
from community.core.search_engine.postgres_engine import PostgresEngine
from community.core.search_engine.query import draft, parse
from community.core.search_engine.scorer import is_far, rank
from community.core.search_engine.whoosh_engine import WhooshEngine
from tests.services import postgres

HELP = {"help-en": ("plausible-en", "en"), "help-fr": ("etalab-fr", "fr")}
LOOKALIKES = "lookalikes-thunderbird"
QUESTIONS = "thunderbird-2022-2024"
LONG_AGO = datetime(2022, 1, 1, tzinfo=UTC)
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
MARKS = re.compile(r"^import .*$|<[^>]+>|\]\([^)]*\)", re.MULTILINE)
Names = dict[int, str]
Measures = dict[str, float]
# The names of what was found, best first, and whether search says that nothing fits.
Finding = tuple[list[str], bool]


def json_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a file of JSON lines, gzipped or not."""
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    yield from (json.loads(line) for line in text.splitlines() if line.strip())


def help_pages(folder: Path, lang: str) -> Iterator[tuple[str, Document]]:
    """The pages of a tree of Markdown, by their path in it."""
    for number, path in enumerate(sorted(folder.rglob("*.md")), 1):
        front, text = frontmatter.parse(path.read_text("utf-8"))
        headings = HEADING.findall(text)
        title = str(front.get("title") or (headings[0] if headings else path.stem))
        # As in the product: a heading is a line of the body, and begins a section there.
        body = MARKS.sub(" ", HEADING.sub(r"\1", text))
        yield (
            path.relative_to(folder).as_posix(),
            Document(
                subject_id=number,
                kind="article",
                lang=lang,
                audience_id=1,
                title=title,
                summary=str(front.get("description") or ""),
                headings=tuple(MARKS.sub(" ", heading) for heading in headings),
                body=body,
                created_at=LONG_AGO,
                updated_at=LONG_AGO,
            ),
        )


def questions(path: Path) -> Iterator[tuple[str, Document]]:
    """The questions of a forum with their answers, by their id."""
    for number, row in enumerate(json_lines(path), 1):
        created = datetime.fromisoformat(row["created"])
        yield (
            row["id"],
            Document(
                subject_id=number,
                kind="question",
                lang=row["locale"],
                audience_id=1,
                title=row["title"],
                body=row["body"],
                replies="\n".join(answer["body"] for answer in row["answers"]),
                tags=tuple(row["tags"]),
                created_at=created,
                updated_at=created,
            ),
        )


def measures(relevant: dict[str, int], ranked: list[str]) -> Measures:
    """The measures of one query that has an answer."""
    grades = [relevant.get(name, 0) for name in ranked[:10]]
    first = next((place for place, grade in enumerate(grades, 1) if grade), 0)

    def gain(values: list[int]) -> float:
        return sum((2.0**value - 1) / math.log2(place + 2) for place, value in enumerate(values))

    return {
        "MRR@10": 1 / first if first else 0.0,
        "P@1": float(first == 1),
        "recall@5": len(set(ranked[:5]) & set(relevant)) / min(5, len(relevant)),
        "nDCG@10": gain(grades) / gain(sorted(relevant.values(), reverse=True)[:10]),
        "nothing": float(not ranked),
    }


def report(
    name: str, rows: list[dict[str, Any]], find: Callable[[dict[str, Any]], Finding], failed: bool
) -> None:
    """Ask every query and print the means, by kind of query."""
    groups: dict[str, list[Measures]] = defaultdict(list)
    took, shown, marked = [], [], []
    for row in rows:
        started = time.perf_counter()
        ranked, far = find(row)
        took.append(time.perf_counter() - started)
        if not row["relevant"]:
            shown.append(len(ranked[:10]))
            marked.append(far)
            continue
        one = measures(row["relevant"], ranked) | {"far": float(far)}
        groups["all"].append(one)
        if "kind" in row:
            groups[row["kind"]].append(one)
        if failed and one["P@1"] == 0:
            print(
                f"  {one['MRR@10']:.2f} {row.get('query', row['id'])!r} {list(row['relevant'])} {ranked[:3]}"
            )
    for kind, ones in groups.items():
        means = {key: sum(one[key] for one in ones) / len(ones) for key in ones[0]}
        print(
            f"{name:32} {kind:9} n={len(ones):4} "
            + "  ".join(f"{k} {v:.3f}" for k, v in means.items())
        )
    took.sort()
    middle, end = (took[len(took) * part // 100] * 1e3 for part in (50, 95))
    unanswerable = (
        f"; without an answer {sum(shown) / len(shown):.1f} shown, far {sum(marked)} of {len(marked)}"
        if shown
        else ""
    )
    print(f"{name:32} p50 {middle:.1f} ms  p95 {end:.1f} ms{unanswerable}")


def index(
    engine: SearchEngine, documents: Iterator[tuple[str, Document]]
) -> tuple[Names, dict[str, Document]]:
    """Fill the engine; the documents' names by subject id, and the documents by name."""
    by_name = dict(documents)
    started = time.perf_counter()
    engine.rebuild(by_name.values())
    print(f"{len(by_name)} documents indexed in {time.perf_counter() - started:.1f} s")
    return {one.subject_id: name for name, one in by_name.items()}, by_name


def measure_help(engine: SearchEngine, folder: Path, name: str, failed: bool) -> None:
    """Searches as customers type them."""
    tree, lang = HELP[name]
    names, _ = index(engine, help_pages(folder / "help" / tree, lang))

    def find(row: dict[str, Any]) -> Finding:
        query = expand(parse(row["query"], lang), lang, engine.lexicon())
        ranked = rank(engine.candidates(query, {1}, NO_FILTERS), datetime.now(UTC), lang)
        far = is_far([one.share for one in ranked])
        return [names[one.candidate.subject_id] for one in ranked], far

    rows = list(json_lines(folder / "relevance" / f"{name}.jsonl"))
    report(f"{name} {type(engine).__name__}", rows, find, failed)


def measure_lookalikes(engine: SearchEngine, folder: Path, name: str, failed: bool) -> None:
    """Whole questions as queries; only older ones may be found."""
    names, by_name = index(engine, questions(folder / "questions" / f"{QUESTIONS}.jsonl.gz"))

    def find(row: dict[str, Any]) -> Finding:
        asked = by_name[row["query_question"]]
        older = Filters(created_before=asked.created_at)
        query = draft(f"{asked.title}\n{asked.body}", asked.lang)
        ranked = rank(engine.candidates(query, {1}, older), asked.created_at, asked.lang)
        return [names[one.candidate.subject_id] for one in ranked], False

    rows = list(json_lines(folder / "relevance" / f"{name}.jsonl"))
    report(f"{name} {type(engine).__name__}", rows, find, failed)


@contextmanager
def whoosh() -> Iterator[SearchEngine]:
    """The embedded engine in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="relevance-") as folder:
        yield WhooshEngine(Path(folder))


@contextmanager
def postgresql() -> Iterator[SearchEngine]:
    """The PostgreSQL engine on a server of its own."""
    with postgres.running() as server:
        database = create_engine(postgres.create_database(server, "relevance"))
        yield PostgresEngine(database.begin)
        database.dispose()


ENGINES = {"whoosh": whoosh, "postgresql": postgresql}


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--engine", choices=[*ENGINES, "both"], default="both")
    parser.add_argument("--set", nargs="*", default=[*HELP, LOOKALIKES], dest="sets")
    parser.add_argument(
        "--failed", action="store_true", help="print the queries whose first hit is wrong"
    )
    asked = parser.parse_args()
    for engine in ENGINES if asked.engine == "both" else (asked.engine,):
        with ENGINES[engine]() as open_engine:
            for name in asked.sets:
                measure = measure_lookalikes if name == LOOKALIKES else measure_help
                measure(open_engine, asked.folder, name, asked.failed)


if __name__ == "__main__":
    main()
