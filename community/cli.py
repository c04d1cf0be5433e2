"""The operator's commands."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from flask_migrate import upgrade
from sqlalchemy.exc import DBAPIError, ProgrammingError

from community import (
    cli_accounts,
    cli_articles,
    cli_demo,
    cli_mail,
    cli_search,
    cli_standing,
    cli_upkeep,
    cli_uptime,
    wiring,
)
from community.core import outbox
from community.core.db import writing
from community.core.engines import is_unusable
from community.core.paging import GREATEST_KEY
from community.core.tasks import go_after_others, make_consumer
from community.importing.commands import exports, imports
from community.policies import matrix
from community.recognition.credentials_keys import list_keys
from config import Mode

events = AppGroup("events", help="What listeners could not take.")


def init_cli(app: Flask) -> None:
    """Add the commands to `flask`."""
    for command in COMMANDS:
        app.cli.add_command(command)


def saying_why(command: click.Command) -> click.Command:
    """The command, and those below it, ending with a sentence where the database or a file cannot be used."""
    if isinstance(command, click.Group):
        for one in command.commands.values():
            saying_why(one)
    elif command.callback is not None:
        command.callback = in_sentences()(command.callback)
    return command


@contextmanager
def in_sentences() -> Iterator[None]:
    """What goes wrong with the database or a file inside ends the command with a sentence."""
    try:
        yield
    except DBAPIError as error:
        if not is_unusable(error) and not isinstance(error, ProgrammingError):
            raise
        why = str(error.orig).partition("\n")[0]
        raise click.ClickException(
            f"The database cannot be used: {why}. Is it there, was `flask init` run, and does it run nowhere else?"
        ) from error
    except BrokenPipeError:  # whoever read what is printed has enough
        raise
    except OSError as error:
        raise click.ClickException(f"What the portal needs cannot be used: {error}.") from error


@click.command("init")
@click.option("--demo", "with_demo", is_flag=True, help="Seed the demo while nobody is there.")
def init(with_demo: bool) -> None:
    """Bring the database up to date, install what must be there, and say how to begin."""
    if with_demo and current_app.config["PORTAL"].mode is Mode.PRODUCTION:
        raise click.ClickException(
            "A production start makes no demo: everybody knows its passwords."
        )
    upgrade()
    install_catalogues()
    list_keys(current_app.config["PORTAL"].data_folder)
    if with_demo:
        cli_demo.make_or_recall()
    click.echo(cli_accounts.announce_set_up() or "The database is ready.")


def install_catalogues() -> None:
    """Install what must be there before the first request; a second time changes nothing."""
    with writing():
        for install in wiring.CATALOGUES:
            install()


@click.command("worker")
def worker() -> None:
    """Work the queue and the schedule until told to stop."""
    queue = current_app.extensions["portal_queue"]
    threads = current_app.config["PORTAL"].worker_threads
    go_after_others()
    make_consumer(queue, threads).run()


@click.command("permissions")
def permissions() -> None:
    """Print who may do what."""
    click.echo(matrix.markdown())


@click.command("assets")
def assets_command() -> None:
    """Join style sheets and scripts now."""
    for name, file in current_app.extensions["assets"].build().items():
        click.echo(f"{name} → {file}")


@events.command("parked")
def parked() -> None:
    """List deliveries that failed for good."""
    for one in outbox.list_parked():
        click.echo(f"{one.event_id}  {one.name} → {one.handler}  {one.attempts}×  {one.error}")


@events.command("retry")
@click.argument("event_id", type=click.IntRange(1, GREATEST_KEY), required=False)
def retry(event_id: int | None) -> None:
    """Give parked deliveries (all, or those of one event) another start."""
    click.echo(f"{outbox.retry_parked(event_id)} deliveries start again.")


COMMANDS = [
    saying_why(command)
    for command in (
        init,
        worker,
        permissions,
        assets_command,
        events,
        imports,
        exports,
        cli_search.search,
        cli_articles.articles,
        cli_mail.mail,
        cli_upkeep.counters,
        cli_standing.reputation,
        cli_upkeep.rebake_command,
        cli_upkeep.credentials,
        cli_upkeep.recognition,
        cli_upkeep.attainment,
        cli_uptime.downtime,
        cli_uptime.credit_commands,
        cli_accounts.create_admin,
        cli_accounts.setup_link,
        cli_accounts.erase_member,
    )
]
