"""Who asks for letters to an address that is not his takes them from nobody, and fills no mailbox."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from community.accounts import guards
from community.accounts.models import TokenPurpose
from community.core.mail import Letter
from tests.makers import PASSWORD, make_member
from tests.services.client import PortalClient
from tests.services.worker import Worker

NewClient = Callable[[], PortalClient]
ADA = "ada@garden.example"


@pytest.fixture
def stranger(new_client: NewClient) -> PortalClient:
    client = new_client().sign_in(make_member("Eve"))
    client.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    return client


def ask_for_all(client: PortalClient, email: str) -> None:
    """Every letter that somebody can ask for, more often than one may."""
    sent = {"name": "Ada", "email": email, "current": PASSWORD}
    for _ in range(6):
        for path in ("/password/forgot", "/register", "/account/email"):
            client.post(path, data=sent)


def test_a_stranger_does_not_use_up_the_letters_of_who_forgot_his_password(
    client: PortalClient, stranger: PortalClient, drain: Worker, postman: list[Letter]
) -> None:
    make_member("Ada", email=ADA)
    ask_for_all(stranger, ADA)
    drain()
    before = len(postman)
    client.post("/password/forgot", data={"email": ADA})
    drain()
    assert "/password/reset/" in postman[before].text


def test_a_stranger_does_not_use_up_the_letters_of_a_newcomer(
    client: PortalClient, stranger: PortalClient, drain: Worker, postman: list[Letter]
) -> None:
    ask_for_all(stranger, ADA)
    drain()
    before = len(postman)
    client.post("/register", data={"name": "Ada", "email": ADA})
    drain()
    assert "/confirm/" in postman[before].text


def test_letters_that_there_is_no_account_leave_the_same_place_its_letter_to_register(
    client: PortalClient, drain: Worker, postman: list[Letter]
) -> None:
    for _ in range(6):
        client.post("/password/forgot", data={"email": ADA})
    client.post("/register", data={"name": "Ada", "email": ADA})
    drain()
    assert ["/confirm/" in letter.text for letter in postman] == [False] * 5 + [True]


def test_a_mailbox_gets_few_letters_however_many_places_ask(app: Flask) -> None:
    places = [f"198.51.100.{number}" for number in range(10)]
    for purpose in (TokenPurpose.CONFIRM, TokenPurpose.RESET, TokenPurpose.CHANGE_EMAIL):
        asked = [guards.may_write_to(ADA, place, purpose) for place in places for _ in range(6)]
        assert sum(asked[:18]) == 15
        assert sum(asked) == 20


def test_a_letter_to_an_address_that_anybody_may_type_says_nothing_else_that_he_typed(
    client: PortalClient, drain: Worker, postman: list[Letter]
) -> None:
    client.post("/register", data={"name": "You won! http://prize.example", "email": ADA})
    drain()
    [letter] = postman
    assert "prize" not in letter.subject + letter.text + letter.html
    found = re.search(r"http://localhost(/\S+)", letter.text)
    assert found is not None
    assert "You won! http://prize.example" in client.get(found[1]).text
