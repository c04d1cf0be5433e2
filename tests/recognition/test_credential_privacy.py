"""Who sees an award outside: its holder chooses, and nothing of him leaves but what he shows."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from flask import Flask

from community.accounts.actions_erasure import erase
from community.accounts.models import Member
from community.accounts.models_erasure import EraseReason
from community.content.models import Subject, Visibility
from community.core.clock import now
from community.core.db import writing
from community.core.versions import raise_version
from community.policies.actor import SYSTEM, Role
from tests.makers import make_answer, make_member, make_question
from tests.recognition.credentials import (
    address,
    claims_in,
    make_award,
)
from tests.services.client import PortalClient

SignIn = Callable[[Member], PortalClient]
PLACES = ("", ".json", ".jwt", "/preview.png")
OWN_PLACES = ("/badge.png", "/badge.svg")


def test_an_award_names_the_hash_of_its_holders_address_and_never_the_address(
    client: PortalClient,
) -> None:
    award = make_award(make_member(email="Rosa.Blom@garden.example"))
    document = client.get(address(award, ".json")).get_json()
    [identity] = document["credentialSubject"]["identifier"]
    text = "rosa.blom@garden.example" + identity["salt"]
    assert identity["identityHash"] == "sha256$" + hashlib.sha256(text.encode()).hexdigest()
    for place in PLACES:
        assert b"garden.example" not in client.get(address(award, place)).data
    assert "garden.example" not in str(claims_in(client.get(address(award, ".jwt")).text))


def test_two_awards_of_one_holder_cannot_be_told_to_be_his_by_their_hashes(app: Flask) -> None:
    holder = make_member()
    one, other = make_award(holder), make_award(holder, "spark")
    assert one.identity_salt != other.identity_salt
    assert one.credential_id != other.credential_id


@pytest.mark.long
def test_a_private_award_is_there_for_its_holder_alone(
    client: PortalClient, sign_in: SignIn
) -> None:
    holder = make_member("Rosa Blom")
    award = make_award(holder, is_public=False)
    for place in (*PLACES, *OWN_PLACES):
        assert sign_in(holder).get(address(award, place)).status_code == 200, place
    for person in (None, make_member(), *(make_member("", role) for role in Role)):
        client.sign_out()
        if person:
            sign_in(person)
        for place in PLACES:
            assert_is_like_nothing(client, address(award, place), address_of_nothing(place))
        if person:
            for place in OWN_PLACES:
                assert_is_like_nothing(client, address(award, place), address_of_nothing(place))


def test_the_leak_test_would_find_a_leak(client: PortalClient) -> None:
    award = make_award(make_member())
    for place in PLACES:
        with pytest.raises(AssertionError):
            assert_is_like_nothing(client, address(award, place), address_of_nothing(place))


def address_of_nothing(place: str) -> str:
    return f"/credentials/{uuid4()}{place}"


def assert_is_like_nothing(client: PortalClient, path: str, nothing: str) -> None:
    hidden, absent = client.get(path), client.get(nothing)
    assert hidden.status_code == absent.status_code == 404, path
    assert plain(hidden.text) == plain(absent.text), path


def plain(page: str) -> str:
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,}", "", page)


def test_pictures_are_for_the_holder_alone(client: PortalClient, sign_in: SignIn) -> None:
    award = make_award(make_member())
    assert client.get(address(award, "/badge.png")).status_code == 303
    assert sign_in(make_member()).get(address(award, "/badge.png")).status_code == 404


def test_the_holder_switches_and_kept_pages_follow_at_once(
    client: PortalClient, new_client: Callable[[], PortalClient]
) -> None:
    holder = make_member()
    award, visitor = make_award(holder), new_client()
    own = client.sign_in(holder)
    for is_public, status in (("", 404), ("1", 200)):
        assert visitor.get(address(award)).status_code in (200, 404)
        data = {"is_public": is_public, "next": "/account/awards"} if is_public else {}
        answer = own.post(address(award, "/visibility"), data=data)
        assert answer.status_code == 303
        assert visitor.get(address(award)).status_code == status
        assert visitor.get(address(award, ".json")).status_code == status


def test_nobody_switches_an_award_of_somebody_else(client: PortalClient, sign_in: SignIn) -> None:
    award = make_award(make_member())
    path = address(award, "/visibility")
    assert "/sign-in" in client.post(path).headers["Location"]
    assert sign_in(make_member("", Role.ADMIN)).post(path).status_code == 404
    assert client.get(address(award)).status_code == 200


def test_evidence_that_the_reader_may_not_see_is_not_named(
    client: PortalClient, sign_in: SignIn
) -> None:
    holder = make_member()
    answer = make_answer(make_question(title="A question of the team"), holder)
    award = make_award(holder, evidence_id=answer.id)
    assert "A question of the team" in client.get(address(award)).text
    hide(answer.id)
    assert "A question of the team" not in client.get(address(award)).text


def hide(subject_id: int) -> None:
    with writing() as rows:
        rows.get_one(Subject, subject_id).visibility = Visibility.HIDDEN
        raise_version("visibility")


def test_an_erased_holders_awards_are_gone(client: PortalClient) -> None:
    holder = make_member()
    award = make_award(holder)
    with writing() as rows:
        rows.get_one(Member, holder.id).erased_at = now()
    for place in PLACES:
        assert client.get(address(award, place)).status_code == 404


def test_what_an_erased_holder_shows_elsewhere_is_on_the_list_of_revoked_ones(
    client: PortalClient,
) -> None:
    holder, other = make_member(), make_member()
    award, kept = make_award(holder), make_award(other)
    assert str(award.credential_id) not in client.get("/credentials/revocations").text
    with writing():
        erase(SYSTEM, holder.id, EraseReason.ASKED, with_posts=False)
    listed = client.get("/credentials/revocations").text
    assert str(award.credential_id) in listed
    assert str(kept.credential_id) not in listed
