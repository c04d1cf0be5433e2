"""`flask articles check-links` and `flask articles settle`: what the worker does by itself, now."""

import sys

import click
from flask.cli import AppGroup
from tqdm import tqdm

from community import wiring
from community.articles.queries_faults import list_places_of_faults

articles = AppGroup("articles", help="Links between articles, and tasks of their owners.")


@articles.command("check-links")
@click.option("--quiet", is_flag=True, help="Say only how many are wrong.")
def check_links(quiet: bool) -> None:
    """Look at all links between pages again; ends with 1 when one leads nowhere."""
    check, _schedule = wiring.JOBS["check_article_links"]
    with tqdm(unit=" texts") as bar:
        check(bar.update)
    dead = 0
    for fault in list_places_of_faults():
        dead += fault.is_dead
        if not quiet:
            click.echo(
                f"{fault.state:<12} {fault.address}  {fault.href}  {fault.moved_to}".rstrip()
            )
    click.echo(f"{dead} links lead nowhere.")
    if dead:
        sys.exit(1)


@articles.command("settle")
def settle() -> None:
    """Open and close tasks of owners by what the rows say."""
    work, _schedule = wiring.JOBS["settle_article_tasks"]
    click.echo(f"{work()} tasks changed.")
