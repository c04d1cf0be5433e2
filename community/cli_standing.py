"""`flask reputation check`: ledger, points and levels counted from nothing and compared."""

import sys

import click
from flask.cli import AppGroup
from tqdm import tqdm

from community.recognition import recount

reputation = AppGroup("reputation", help="The ledger, and what it adds up to.")


@reputation.command("check")
@click.option(
    "--fix", is_flag=True, help="Bring the ledger to the rows, and standing to the ledger."
)
def check(fix: bool) -> None:
    """Count from nothing and compare; ends with 1 when something differs and is not mended."""
    with tqdm(unit=" posts", disable=None) as bar:
        found = recount.mend(bar.update) if fix else recount.compare(bar.update)
    words = "mended" if fix else "found"
    click.echo(f"entries that are missing        {found.missing} {words}")
    click.echo(f"entries that stand for nothing  {found.surplus} {words}")
    click.echo(f"entries wrong in themselves     {found.wrong} found")
    click.echo(f"members with other points       {found.members} {words}")
    if found.wrong or not (fix or found.is_clean):
        sys.exit(1)
