"""What an import of real content costs: counts in and out, seconds, rows changed by a second run, the index checked.

    python -m benchmarks.import_all FOLDER [--database URL]

FOLDER holds `help/` (trees of Markdown) and `questions/` (JSON lines, gzipped or not). Without a
database the portal is a fresh one on SQLite; `postgresql` starts a server for the run.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import event, func, select

from community.accounts.models import Member
from community.articles.models import Article, Translation
from community.content.models import Comment
from community.content.models_kept import DirtySubject
from community.content.models_pictures import Picture
from community.core.db import db
from community.importing.left_out import summary
from community.importing.markdown_tree import TreeOptions, read_tree
from community.importing.runs import Report, import_questions
from community.importing.runs_help import import_help
from community.questions.models import Answer, Question
from community.search import actions as search
from tests.services import postgres
from tests.services.portals import config_for_tests, new_app

COUNTED = (Question, Answer, Comment, Member, Article, Translation, Picture, DirtySubject)


@contextmanager
def changed_rows() -> Iterator[Counter[str]]:
    """How many statements change rows inside, by their first words."""
    found: Counter[str] = Counter()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        words = statement.split(None, 3)
        if words[0] in {"INSERT", "UPDATE", "DELETE"}:
            found[" ".join(words[:3])] += 1

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def locale_of(folder: Path) -> str:
    """The language at the end of a folder's name."""
    return folder.name.rsplit("-", 1)[-1]


def import_folder(folder: Path) -> None:
    """All of the folder, with a line for each source."""
    for tree in sorted(path for path in (folder / "help").iterdir() if path.is_dir()):
        started = time.perf_counter()
        plan = read_tree(tree, TreeOptions(locale=locale_of(tree)))
        tell(tree.name, import_help(plan, source=tree.name), started)
    for file in sorted((folder / "questions").glob("*.jsonl*")):
        started = time.perf_counter()
        tell(file.name, import_questions(file, source=file.name.split(".")[0]), started)


def tell(name: str, report: Report, started: float) -> None:
    """What one source brought."""
    seconds = time.perf_counter() - started
    print(
        f"{name:32} {report.read:6} in  {report.added:6} added  {report.changed} changed  "
        f"{report.unchanged:6} unchanged  {seconds:6.1f} s",
        flush=True,
    )
    for reason, count in summary(report.left_out):
        print(f"{'':32} {count:6} × {reason}")


def tell_rows() -> None:
    """What stands in the portal now."""
    for model in COUNTED:
        count = db.session.scalar(select(func.count()).select_from(model))
        print(f"{model.__tablename__:32} {count:6} rows")


def memory() -> str:
    """The most that this process and its helpers held."""
    own, helper = (
        resource.getrusage(who).ru_maxrss // 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return f"peak memory {own} MB, of its largest helper {helper} MB"


def measure(folder: Path, url: str, data: Path) -> bool:
    """Import twice and check; whether the second run changed nothing and the index is clean."""
    with new_app(config_for_tests(url, data)).app_context():
        started = time.perf_counter()
        import_folder(folder)
        seconds, busy = time.perf_counter() - started, time.process_time()
        print(f"first run {seconds:.1f} s, {busy:.1f} s of a processor; {memory()}", flush=True)
        tell_rows()
        started = time.perf_counter()
        with changed_rows() as found:
            import_folder(folder)
        print(f"second run {time.perf_counter() - started:.1f} s; rows changed {found.total()}")
        verdict = search.verify()
        print(f"search: {verdict.documents} documents, {'clean' if verdict.is_clean else verdict}")
    return verdict.is_clean and not found


def main() -> int:
    """Measure on the database that was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--database", default="sqlite", metavar="URL")
    asked = parser.parse_args()
    with ExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="import-")))
        url = asked.database
        if url == "sqlite":
            url = f"sqlite:///{data / 'portal.db'}"
        if url == "postgresql":
            url = postgres.create_database(stack.enter_context(postgres.running()), "import")
        return 0 if measure(asked.folder, url, data) else 1


if __name__ == "__main__":
    sys.exit(main())
