"""What an operator does about people at the command line."""

from __future__ import annotations

import pytest
from flask import Flask

from community.accounts.queries import find_member_by_email
from community.accounts.queries_members import roles_of
from community.policies.actor import Role
from tests.makers import PASSWORD, make_member


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=list(words))
    return result.exit_code, result.output


@pytest.mark.parametrize("email", ["root@garden.example", "ROOT@Garden.example "])
def test_the_operator_makes_an_administrator(app: Flask, email: str) -> None:
    words = ("create-admin", "--email", email, "--name", "Root", "--password", PASSWORD)
    assert run(app, *words)[0] == 0
    member = find_member_by_email("root@garden.example")
    assert member is not None
    assert roles_of([member.id]) == {member.id: (Role.ADMIN,)}


@pytest.mark.parametrize(("email", "password"), [("nobody", PASSWORD), ("a@b.example", "password")])
def test_a_wrong_address_or_weak_password_is_refused(app: Flask, email: str, password: str) -> None:
    code, words = run(
        app, "create-admin", "--email", email, "--name", "Root", "--password", password
    )
    assert code == 1
    assert words.startswith("Error: ")
    assert find_member_by_email(email) is None


@pytest.mark.parametrize("name", ["   ", "", "A" * 81])
def test_an_administrator_without_a_name_or_with_a_long_one_is_refused(
    app: Flask, name: str
) -> None:
    email = "root@garden.example"
    words = ("create-admin", "--email", email, "--name", name, "--password", PASSWORD)
    assert run(app, *words) == (1, "Error: A name of 1 to 80 characters is needed.\n")
    assert find_member_by_email(email) is None
    assert run(app, *words[:4], "A" * 80, *words[5:])[0] == 0


def test_the_set_up_link_is_printed_until_there_is_an_administrator(app: Flask) -> None:
    first, again = run(app, "setup-link"), run(app, "setup-link")
    assert first == again
    assert "/setup?token=" in first[1]
    make_member("Root", Role.ADMIN)
    assert run(app, "setup-link") == (0, "")
