"""The operator's commands."""

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from flask_migrate import upgrade

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
from community.core.tasks import go_after_others, make_consumer
from community.importing.commands import exports, imports
from community.policies import matrix
from community.recognition.credentials_keys import list_keys
from config import Mode

MAX_KEY = 2**31 - 1

events = AppGroup("events", help="What listeners could not take.")


def init_cli(app: Flask) -> None:
    """Add the commands to `flask`."""
    for command in (init, worker, permissions, assets_command):
        app.cli.add_command(command)
    app.cli.add_command(events)
    app.cli.add_command(imports)
    app.cli.add_command(exports)
    app.cli.add_command(cli_search.search)
    app.cli.add_command(cli_articles.articles)
    app.cli.add_command(cli_mail.mail)
    app.cli.add_command(cli_upkeep.counters)
    app.cli.add_command(cli_standing.reputation)
    app.cli.add_command(cli_upkeep.rebake_command)
    app.cli.add_command(cli_upkeep.credentials)
    app.cli.add_command(cli_upkeep.recognition)
    app.cli.add_command(cli_upkeep.attainment)
    app.cli.add_command(cli_uptime.downtime)
    app.cli.add_command(cli_uptime.credit_commands)
    app.cli.add_command(cli_accounts.create_admin)
    app.cli.add_command(cli_accounts.setup_link)
    app.cli.add_command(cli_accounts.erase_member)


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
@click.argument("event_id", type=click.IntRange(1, MAX_KEY), required=False)
def retry(event_id: int | None) -> None:
    """Give parked deliveries (all, or those of one event) another start."""
    click.echo(f"{outbox.retry_parked(event_id)} deliveries start again.")
