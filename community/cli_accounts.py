"""The operator's commands about people."""

import click
from flask import current_app

from community.accounts import actions_erasure, actions_members, passwords, set_up
from community.accounts.addresses import normal_address
from community.accounts.models import MAX_NAME
from community.accounts.models_erasure import EraseReason
from community.accounts.queries import get_member
from community.accounts.queries_members import has_admin
from community.core.db import writing
from community.core.errors import Invalid, NotFound
from community.policies.actor import SYSTEM


@click.command("create-admin")
@click.option("--email", prompt="E-mail address", help="The address to sign in with.")
@click.option("--name", prompt="Name", help="As others see it.")
@click.password_option(help="Asked for when it is left out, so that no history keeps it.")
def create_admin(email: str, name: str, password: str) -> None:
    """Make an administrator, or make one of the member with this address and set the password."""
    if not 0 < len(name.strip()) <= MAX_NAME:
        raise click.ClickException(f"A name of 1 to {MAX_NAME} characters is needed.")
    try:
        address = normal_address(email)
        passwords.check_strength(password, name, address)
    except Invalid as invalid:
        raise click.ClickException(str(invalid.message)) from invalid
    hashed = passwords.hash_password(password)
    with writing():
        member = actions_members.create_admin(
            SYSTEM, name=name.strip(), email=address, password_hash=hashed
        )
        handle = member.handle
    click.echo(f"{address} is an administrator, as @{handle}.")


@click.command("setup-link")
def setup_link() -> None:
    """Print where the first administrator begins; nothing when there is one."""
    announcement = announce_set_up()
    if announcement:
        click.echo(announcement)


@click.command("erase-member")
@click.argument("handle")
@click.option("--with-posts", is_flag=True, help="Remove what the member wrote, too.")
@click.confirmation_option(prompt="This cannot be undone. Erase the member?")
def erase_member(handle: str, with_posts: bool) -> None:
    """End the account of the member with this short name; the worker forgets the rest."""
    try:
        member = get_member(handle.removeprefix("@"))
        with writing():
            actions_erasure.erase(SYSTEM, member.id, EraseReason.ASKED, with_posts=with_posts)
    except NotFound as missing:
        raise click.ClickException(f"There is no member @{handle.removeprefix('@')}.") from missing
    except Invalid as invalid:
        raise click.ClickException(str(invalid.message)) from invalid
    click.echo(
        f"Member {member.id} is erased: nobody can sign in, and the name is gone from the account."
        " The worker forgets the rest; /admin/members/erasures shows how far it is."
    )


def announce_set_up() -> str:
    """Where the first administrator begins, with the token; empty when there is one."""
    if has_admin():
        return ""
    config = current_app.config["PORTAL"]
    token = set_up.make_token(config.data_folder)
    return f"No administrator yet. Begin at {config.public_url}/setup?token={token}"
