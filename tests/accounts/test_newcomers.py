"""What a newcomer begins with: a name of his own, and his organisation."""

from __future__ import annotations

from flask import Flask

from community.accounts.actions import NewMember, add_member
from community.accounts.queries_members import list_organisations_of
from community.core.db import writing
from tests.makers import make_member, make_organisation


def handle_of_new(name: str) -> str:
    with writing():
        return add_member(NewMember(name=name)).handle


def test_newcomers_of_one_name_get_handles_of_their_own(app: Flask) -> None:
    handles = [handle_of_new("Ada Lovelace") for _ in range(3)]
    assert handles == ["ada-lovelace", "ada-lovelace-2", "ada-lovelace-3"]


def test_nobody_is_named_like_the_team(app: Flask) -> None:
    assert handle_of_new("Admin") == "admin-2"
    assert handle_of_new("李") == "li-member"


def test_a_newcomer_joins_by_the_confirmed_domain(app: Flask) -> None:
    garden = make_organisation("Garden", domain="garden.example")
    for email, joins in (
        ("a@garden.example", True),
        ("b@shop.garden.example", True),
        ("c@badgarden.example", False),
        ("d@garden.example.org", False),
    ):
        member = make_member(email=email)
        belongs = (garden.id, "Garden") in list_organisations_of(member.id)
        assert belongs is joins, email
