"""`flask downtime …` and `flask credits …`: take over what was measured, and reckon months."""

from typing import TextIO

import click
from flask.cli import AppGroup
from tqdm import tqdm

from community import wiring
from community.core.clock import now
from community.core.db import writing
from community.core.errors import Invalid
from community.credits.actions_reckoning import begin_again, begin_month
from community.policies.actor import SYSTEM
from community.uptime.downtime_import import import_downtime
from community.uptime.months import month_of, read_month

downtime = AppGroup("downtime", help="What was down, as a monitor measured it.")
credit_commands = AppGroup("credits", help="What months are worth to organisations.")

SHOWN = 50


@downtime.command("import")
@click.argument("file", type=click.File(encoding="utf-8"))
def import_command(file: TextIO) -> None:
    """Take over a CSV with reference, component, starts_at, ends_at; ends with 1 when a line was refused."""
    try:
        outcome = import_downtime(SYSTEM, file.read())
    except (Invalid, UnicodeDecodeError) as fault:
        raise click.ClickException(str(fault)) from fault
    for one in outcome.refused[:SHOWN]:
        click.echo(f"line {one.line}, {one.key or '(no reference)'}: {one.reason}")
    click.echo(
        f"{outcome.added} added, {outcome.changed} corrected, {outcome.unchanged} known already, "
        f"{len(outcome.refused)} refused."
    )
    if outcome.refused:
        raise click.exceptions.Exit(1)


@credit_commands.command("reckon")
@click.argument("month")
def reckon(month: str) -> None:
    """Reckon a month that is over (2026-11) for all organisations, again if it was reckoned before."""
    found = read_month(month)
    if found is None or found >= month_of(now()):
        raise click.ClickException("Give a month that is over, as 2026-11.")
    with writing():
        if not begin_month(found):
            begin_again([found])
    with tqdm(unit=" organisations", disable=None) as bar:
        wiring.JOBS["reckon_months"][0](bar.update)
    click.echo(f"{month} is reckoned.")
