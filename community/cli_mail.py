"""`flask mail …`: letters that come in."""

import sys

import click
from flask.cli import AppGroup
from sqlalchemy.exc import DatabaseError

from community import wiring
from community.core.mailbox import MOST_BYTES

mail = AppGroup("mail", help="Letters that come in.")

# What mail servers take as "try again later" (sysexits.h).
TRY_AGAIN = 75


@mail.command("receive")
@click.option(
    "--to",
    default="",
    help="For whom it came, where the mail server knows (Postfix: ${original_recipient}).",
)
def receive(to: str) -> None:
    """Take one letter from standard input: a bounce, a complaint, or a reply to a thread."""
    raw = sys.stdin.buffer.read(MOST_BYTES + 1)
    try:
        outcome = wiring.JOBS["receive_mail"][0](raw, to)
    except (DatabaseError, OSError):
        sys.exit(TRY_AGAIN)
    click.echo(outcome)


@mail.command("fetch")
def fetch() -> None:
    """Take what is new in the mailbox now; the worker does it each minute."""
    click.echo(f"{wiring.JOBS['fetch_mail'][0]()} letters were taken.")
