"""What a newcomer begins with: a name of his own, and his organisation."""

from __future__ import annotations

import re

from flask import Flask

from community.accounts import actions_members
from community.accounts.actions import NewMember, add_member
from community.accounts.actions_organisations import name_contact
from community.accounts.models import Member, Organisation
from community.accounts.queries_members import list_organisations_of
from community.accounts.queries_organisations import list_belonging
from community.core.db import writing
from community.core.mail import Letter
from community.policies.actor import SYSTEM
from tests.makers import PASSWORD, make_member, make_organisation
from tests.services.client import PortalClient
from tests.services.worker import Worker


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


def remove(member: Member, organisation: Organisation) -> None:
    with writing():
        actions_members.remove_from_organisation(SYSTEM, member.id, organisation.id)


def test_who_was_removed_is_not_let_in_again_by_another_address_of_the_customer(
    client: PortalClient, drain: Worker, postman: list[Letter]
) -> None:
    garden = make_organisation("Garden", domain="garden.example")
    bob = make_member("Bob", email="bob@garden.example")
    remove(bob, garden)
    client.sign_in(bob)
    client.post("/account/email", data={"current": PASSWORD, "email": "bob+x@garden.example"})
    drain()
    link = re.search(r"http://localhost(/\S+)", postman[-1].text)
    assert link
    assert client.post(link[1]).status_code == 303
    assert list_organisations_of(bob.id) == []


def test_a_contact_who_was_removed_comes_back_as_one_of_its_people(app: Flask) -> None:
    garden = make_organisation("Garden", domain="garden.example")
    bob = make_member("Bob", email="bob@garden.example")
    with writing():
        name_contact(SYSTEM, garden.id, bob.id, is_contact=True)
    remove(bob, garden)
    with writing():
        actions_members.add_to_organisation(SYSTEM, bob.id, garden.id)
    assert list_organisations_of(bob.id) == [(garden.id, "Garden")]
    assert [one.is_contact for one in list_belonging(garden.id)] == [False]
