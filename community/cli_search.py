"""`flask search …`: look after the index."""

from collections.abc import Iterable, Iterator

import click
from flask.cli import AppGroup
from tqdm import tqdm

from community.core.search_engine.installed import search_engine
from community.core.search_engine.port import Document, IndexNotReady
from community.search import actions
from community.search.queries_documents import count_subjects

search = AppGroup("search", help="The search index.")

SHOWN = 20


@search.command("rebuild")
def rebuild() -> None:
    """Build the index anew from the rows while people search the old one, then swap."""
    click.echo(f"{actions.rebuild(with_progress)} documents are in the new index.")


@search.command("verify")
def verify() -> None:
    """Compare the index with the rows; ends with 1 when they differ."""
    try:
        verdict = actions.verify()
    except IndexNotReady as fault:
        raise click.ClickException(f"{fault}: flask search rebuild") from fault
    click.echo(f"{verdict.documents} documents are in the index.")
    for words, keys in (
        ("missing", verdict.missing),
        ("too many", verdict.surplus),
        ("out of date", verdict.stale),
    ):
        if keys:
            more = " …" if len(keys) > SHOWN else ""
            click.echo(f"{len(keys)} {words}: {', '.join(keys[:SHOWN])}{more}")
    if not verdict.is_clean:
        raise click.exceptions.Exit(1)


@search.command("health")
def health() -> None:
    """Say whether the index answers."""
    now = search_engine().health()
    state = "ready" if now.ready else "not ready"
    building = ", a new one is being built" if now.rebuilding else ""
    click.echo(f"The index is {state}{building}: {now.documents} documents ({now.detail}).")


def with_progress(documents: Iterator[Document]) -> Iterable[Document]:
    """The documents, with a bar on a terminal."""
    bar: Iterable[Document] = tqdm(
        documents, total=count_subjects(), unit=" documents", disable=None
    )
    return bar
