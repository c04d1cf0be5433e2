"""The demo community on the command line: made in an empty instance, recalled in one that holds it."""

import click

from community.accounts.queries import find_member_by_email
from community.demo import seed


def make_or_recall() -> None:
    """Seed the demo where nobody is, print its sign-ins where it is; leave a real instance alone."""
    accounts = seed.sign_ins()
    if find_member_by_email(accounts[0].address) is None:
        click.echo("Seeding the demo community, once …")
        if seed.seed() is None:
            return
    click.echo("\nThis is the demo community. Sign in as one of:")
    for one in accounts:
        click.echo(f"  {one.address:<38}{one.password}   {one.who}")
