"""The keys of credentials: made once, kept secret, rotated without ending what was signed."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import jwt
import pytest
from flask import Flask

from community.core.secret_file import keep_secret_once
from community.recognition.credentials_keys import FOLDER, list_keys, rotate
from tests.makers import make_member
from tests.recognition.credentials import address, make_award, verify_elsewhere
from tests.recognition.first_key import first_name
from tests.services.client import PortalClient
from tests.services.portals import Portal

PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}


def test_processes_that_start_together_make_one_key(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        names = set(pool.map(first_name, [tmp_path] * 8))
    assert len(names) == 1
    assert len(list((tmp_path / FOLDER).iterdir())) == 1


def test_only_its_owner_reads_a_key(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        list_keys(tmp_path)
    finally:
        os.umask(old)
    [path] = (tmp_path / FOLDER).iterdir()
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_secret_that_is_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "new" / "secret"
    assert keep_secret_once(path, "first") == "first"
    assert keep_secret_once(path, "second") == "first"
    assert [one.name for one in path.parent.iterdir()] == ["secret"]


def test_a_new_key_signs_and_the_former_one_still_verifies(tmp_path: Path) -> None:
    former = list_keys(tmp_path)[-1]
    fresh = rotate(tmp_path)
    assert list_keys(tmp_path) == (former, fresh)
    assert former.name != fresh.name


def test_a_stolen_key_can_be_taken_away(tmp_path: Path) -> None:
    stolen = list_keys(tmp_path)[0]
    fresh = rotate(tmp_path)
    (tmp_path / FOLDER / "0001.jwk").unlink()
    assert list_keys(tmp_path) == (fresh,)
    assert rotate(tmp_path).name not in (stolen.name, fresh.name)
    assert len(list_keys(tmp_path)) == 2


def test_the_private_half_never_leaves(client: PortalClient) -> None:
    token = client.get(address(make_award(make_member()), ".jwt")).text
    kid = jwt.get_unverified_header(token)["kid"]
    published = client.get("/credentials/keys").get_json()["keys"]
    assert [one["kid"] for one in published] == [kid]
    assert client.get(kid.removeprefix("http://localhost")).get_json() == published[0]
    assert not PRIVATE & set(published[0])
    assert published[0]["alg"] == "RS256"
    assert client.get("/credentials/keys/none").status_code == 404


@pytest.fixture
def own_keys(portal: Portal, app: Flask, tmp_path: Path) -> Flask:
    """The portal with keys of this test alone."""
    kept = portal.folder / FOLDER
    aside = tmp_path / "aside"
    if kept.exists():
        kept.rename(aside)
    return app


@pytest.mark.long
def test_the_operator_rotates_and_what_was_signed_before_holds(
    own_keys: Flask, client: PortalClient, new_client: Callable[[], PortalClient]
) -> None:
    award = make_award(make_member())
    before = client.get(address(award, ".jwt")).text
    assert len(client.get("/credentials/keys").get_json()["keys"]) == 1
    result = own_keys.test_cli_runner().invoke(args=["credentials", "rotate-key"])
    assert "Awards are signed with the key" in result.output
    after = client.get(address(award, ".jwt")).text
    heads = [jwt.get_unverified_header(token)["kid"] for token in (before, after)]
    assert heads[0] != heads[1]
    for token in (before, after):
        verify_elsewhere(client, token)
        assert "This award holds" in client.post("/credentials/verify", data={"text": token}).text
    published = [one["kid"] for one in new_client().get("/credentials/keys").get_json()["keys"]]
    assert published == heads


def test_the_issuer_says_who_he_is(client: PortalClient) -> None:
    award = make_award(make_member())
    named = client.get(address(award, ".json")).get_json()["issuer"]
    said = client.get(named["id"].removeprefix("http://localhost")).get_json()
    assert {name: said[name] for name in named} == named
