"""Counters, stored HTML, points and badges: what an operator checks or counts again after trouble or an upgrade."""

import sys

import click
from flask import current_app
from flask.cli import AppGroup
from tqdm import tqdm

from community import wiring
from community.admin.counters import COUNTERS, count_wrong, mend
from community.admin.rebake import rebake
from community.recognition.credentials_keys import rotate

counters = AppGroup("counters", help="Counters that stand beside what they count.")
credentials = AppGroup("credentials", help="The keys that sign awards.")


@counters.command("check")
@click.option("--fix", is_flag=True, help="Set wrong counters to what their rows say.")
def check(fix: bool) -> None:
    """Compare every kept counter with its rows; ends with 1 when one is wrong and not mended."""
    wrong = 0
    for counter in COUNTERS:
        found = mend(counter) if fix else count_wrong(counter)
        wrong += found
        click.echo(f"{counter.name:<34} {found} {'mended' if fix else 'wrong'}")
    if wrong and not fix:
        sys.exit(1)


@click.command("rebake")
def rebake_command() -> None:
    """Render stored texts again that an older renderer made."""
    with tqdm(unit=" texts") as bar:
        done = rebake(bar.update)
    articles, words = (wiring.JOBS[f"rebake_{one}"][0]() for one in ("articles", "glossary"))
    click.echo(f"{done} posts, {articles} articles and {words} words are rendered anew.")


@credentials.command("rotate-key")
def rotate_key() -> None:
    """Sign with a new key from now on; what the former ones signed stays valid."""
    fresh = rotate(current_app.config["PORTAL"].data_folder)
    click.echo(f"Awards are signed with the key {fresh.name} from now on.")


attainment = AppGroup("attainment", help="How promises were kept, as the public record shows it.")


@attainment.command("recount")
def recount_attainment() -> None:
    """Count the last twelve months anew, as the worker does each hour."""
    wiring.JOBS["count_attainment"][0]()
    click.echo("The public record is counted anew.")


recognition = AppGroup("recognition", help="Points and badges beside what earned them.")


@recognition.command("recount")
def recount() -> None:
    """Bring ledger and badges to what the rows say; tells nobody."""
    with tqdm(unit=" rows") as bar:
        made = wiring.JOBS["recount_recognition"][0](bar.update)
    click.echo(f"{made} awards are new.")
