"""The page that checks credentials: what holds, what was tampered with, and what was never one."""

from __future__ import annotations

import hashlib
import hmac
import json
import struct
import zlib
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import jwt
import pytest
from joserfc.jwk import RSAKey

from community.accounts.models import Member
from community.core.clock import now
from community.core.db import writing
from community.recognition.models import Award
from tests.makers import make_member
from tests.recognition.credentials import (
    address,
    change,
    claims_in,
    encoded,
    make_award,
    with_chunk,
)
from tests.services.client import PortalClient

SignIn = Callable[[Member], PortalClient]
HOLDS, HOLDS_NOT = "This award holds", "This award does not hold"
LONG = 10**6
MULTIPART = "multipart/form-data; boundary=x"
NO_TEXT = b"\xff\xfe"


def check(client: PortalClient, text: str = "", email: str = "", **more: Any) -> str:
    """The page after sending this."""
    answer = client.post("/credentials/verify", data={"text": text, "email": email, **more})
    assert answer.status_code in (200, 422), answer.status_code
    return answer.text


def check_file(client: PortalClient, body: bytes, email: str = "") -> str:
    return check(client, email=email, file=(BytesIO(body), "badge"))


def token_of(client: PortalClient, award: Award) -> str:
    return client.get(address(award, ".jwt")).text


def signed_elsewhere(claims: dict[str, Any], kid: str, **head: Any) -> str:
    """The same claims under a key of somebody else who names ours."""
    key = RSAKey.generate_key(2048).as_pem(private=True)
    return jwt.encode(claims, key, "RS256", headers={"kid": kid, **head})


@pytest.mark.long
def test_a_signed_award_holds_however_it_is_sent(client: PortalClient, sign_in: SignIn) -> None:
    holder = make_member()
    award = make_award(holder)
    token = token_of(client, award)
    sign_in(holder)
    png, svg = (client.get(address(award, f"/badge.{one}")).data for one in ("png", "svg"))
    client.sign_out()
    assert HOLDS in check(client, token)
    assert HOLDS in check(client, f"http://localhost{address(award)}")
    for body in (png, svg, token.encode()):
        page = check_file(client, body)
        assert HOLDS in page
        assert "First answer" in page


def test_members_check_too(sign_in: SignIn) -> None:
    client = sign_in(make_member())
    assert HOLDS in check(client, token_of(client, make_award(make_member())))


def test_the_address_typed_is_compared_and_not_kept(client: PortalClient) -> None:
    token = token_of(client, make_award(make_member(email="Rosa@garden.example")))
    assert "It was given to whoever has" in check(client, token, " rosa@GARDEN.example ")
    page = check(client, token, "mia@garden.example")
    assert "It was not given to the address" in page
    assert HOLDS_NOT in page
    assert "You typed no address" in check(client, token)


def test_a_revoked_an_ended_and_a_forgotten_award_do_not_hold(client: PortalClient) -> None:
    award = make_award(make_member(), expires_at=now() + timedelta(days=1))
    token = token_of(client, award)
    assert "It was not revoked" in check(client, token)
    change(award, revoked_at=now())
    page = check(client, token)
    assert "It was revoked." in page
    assert HOLDS_NOT in page
    change(award, revoked_at=None, expires_at=now() - timedelta(hours=1))
    assert "Its time is over." in check(client, token)
    with writing() as rows:
        rows.delete(rows.get_one(Award, award.id))
    assert "We no longer know this award." in check(client, token)


def test_a_file_of_an_award_made_private_still_holds_but_its_address_says_nothing(
    client: PortalClient,
) -> None:
    award = make_award(make_member())
    token = token_of(client, award)
    change(award, is_public=False)
    assert HOLDS in check(client, token)
    page = check(client, f"http://localhost{address(award)}")
    assert "There is no award at this address, or it is private." in page


def test_a_changed_word_is_found(client: PortalClient) -> None:
    head, body, signature = token_of(client, make_award(make_member())).split(".")
    claims = claims_in(f".{body}.")
    claims["name"] = claims["credentialSubject"]["achievement"]["name"] = "Champion"
    page = check(client, ".".join((head, encoded(claims), signature)))
    assert "The signature does not fit" in page
    assert HOLDS_NOT in page


@pytest.mark.long
def test_no_other_key_and_no_other_algorithm_is_believed(client: PortalClient) -> None:
    token = token_of(client, make_award(make_member()))
    claims, head = claims_in(token), jwt.get_unverified_header(token)
    public = json.dumps(client.get("/credentials/keys").get_json()["keys"][0]).encode()
    body = f"{encoded(head | {'alg': 'HS256'})}.{encoded(claims)}"
    forged = f"{body}.{encoded(hmac.digest(public, body.encode(), hashlib.sha256))}"
    unsigned = f"{encoded({'alg': 'none'})}.{encoded(claims)}."
    for text in (forged, unsigned):
        assert "It is not signed with RS256" in check(client, text)
    assert "The signature does not fit" in check(client, signed_elsewhere(claims, head["kid"]))
    other = signed_elsewhere(claims, "https://evil.example/key.json")
    assert "a key that is not one of ours" in check(client, other)


@pytest.mark.long
def test_a_key_sent_along_is_not_believed(client: PortalClient) -> None:
    claims = claims_in(token_of(client, make_award(make_member())))
    own = RSAKey.generate_key(2048)
    head = {"kid": "x", "jwk": own.as_dict(private=False)}
    token = jwt.encode(claims, own.as_pem(private=True), "RS256", headers=head)
    assert "a key that is not one of ours" in check(client, token)


def test_an_unsigned_credential_proves_nothing(client: PortalClient) -> None:
    text = client.get(address(make_award(make_member()), ".json")).text
    page = check(client, text)
    assert "It is a credential of Open Badges 3.0." in page
    assert "Nothing is signed here" in page
    assert HOLDS_NOT in page


def test_what_lacks_a_part_is_told_which(client: PortalClient) -> None:
    document = client.get(address(make_award(make_member()), ".json")).get_json()
    del document["credentialSubject"]["achievement"]["name"]
    page = check(client, json.dumps(document | {"validFrom": "yesterday"}))
    assert "validFrom, credentialSubject.achievement.name" in page
    assert "Not looked at" in page


@pytest.mark.parametrize(
    "text",
    [
        "https://evil.example/credentials/1",
        "http://localhost.evil.example/credentials/00000000-0000-4000-8000-000000000000",
        "http://localhost/credentials/00000000-0000-4000-8000-000000000000",
        "http://localhost/credentials/" + "-" * 36,
        "http://localhost/credentials/verify",
        "http://localhost@evil.example/",
        "http://[::1",
    ],
)
def test_an_address_that_holds_no_award_of_ours_is_refused_at_its_field(
    client: PortalClient, text: str
) -> None:
    answer = client.post("/credentials/verify", data={"text": text})
    assert answer.status_code == 422
    assert 'id="text-error"' in answer.text


HOSTILE = {
    "nothing": "",
    "words": "hello",
    "brackets": "[" * 60_000,
    "nested": '{"a":' * 10_000,
    "nested list": '{"a":' + "[" * 50_000,
    "numbers": '{"a":' + "9" * 60_000 + "}",
    "infinity": '{"validFrom":Infinity,"@context":NaN}',
    "nul": "\x00ey\x00.\x00.\x00",
    "dots": "..",
    "many dots": "." * 60_000,
    "no base": "é.é.é",
    "empty object": "{}",
    "types": '{"issuer":[],"credentialSubject":"x","type":7,"@context":{}}',
    "deep head": f"{encoded(b'[' * 20_000)}.{encoded({})}.x",
    "deep body": f"{encoded({'alg': 'RS256'})}.{encoded(b'[' * 20_000)}.x",
    "list for a body": f"{encoded({'alg': 'RS256'})}.{encoded([])}.x",
    "no letters": f"{encoded(NO_TEXT)}.{encoded(NO_TEXT)}.x",
    "surrogate": '{"name":"\\ud800"}',
    "scripts": '{"name":"<script>alert(1)</script>"}',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_breaks_the_page(client: PortalClient, name: str) -> None:
    page = check(client, HOSTILE[name])
    assert HOLDS not in page
    assert "<script>alert" not in page


def shapeless(**changes: Any) -> str:
    """A credential with a part that is wrong in its own way, under a head that names nothing."""
    return f"{encoded({'alg': 'RS256', 'kid': ['x']})}.{encoded(changes)}.x"


def test_a_million_characters_are_too_many(client: PortalClient) -> None:
    answer = client.post("/credentials/verify", data={"text": "x" * LONG})
    assert answer.status_code in (413, 422)
    assert "smaller" in answer.text or "65536" in answer.text
    answer = client.post("/credentials/verify", data={"text": "e" * 70_000})
    assert answer.status_code == 422
    answer = client.post(
        "/credentials/verify", data=multipart(b"e" * 2 * LONG), content_type=MULTIPART
    )
    assert answer.status_code == 422
    assert "larger than 1 MB" in answer.text


def multipart(body: bytes) -> bytes:
    """A form with this file, put together by hand: the client would leave a file of its own open."""
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="badge.png"\r\n\r\n'
    return head + body + b"\r\n--x--\r\n"


PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + struct.pack(">IIBBBBB", 30000, 30000, 8, 6, 0, 0, 0)
PNG += struct.pack(">I", zlib.crc32(PNG[12:29]))
BOMB = zlib.compress(b"\0" * (80 * LONG))
FILES = {
    "an empty file": b"",
    "half a head": b"\x89PNG\r\n\x1a\n",
    "a length without end": b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffiTXt",
    "no chunk of ours": PNG,
    "a compressed bomb": with_chunk(PNG, b"openbadgecredential\0\1\0\0\0" + BOMB),
    "a bomb as picture": PNG + struct.pack(">I", len(BOMB)) + b"IDAT" + BOMB + b"\0\0\0\0",
    "two credentials": with_chunk(
        with_chunk(PNG, b"openbadgecredential\0\0\0\0\0{}"), b"openbadgecredential\0\0\0\0\0{}"
    ),
    "no text": with_chunk(PNG, b"openbadgecredential\0\0\0\0\0\xff\xfe"),
    "half a chunk": with_chunk(PNG, b"openbadgecredential\0"),
    "laughter": b'<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><svg>&b;</svg>',
    "an outer entity": b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>',
    "no svg": b"<svg",
    "an svg without one": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "deep svg": b"<a>" * 100_000,
    "nul in svg": b"<svg>\0</svg>",
    "another encoding": '<?xml version="1.0" encoding="utf-16"?><svg/>'.encode("utf-16"),
    "unknown encoding": b'<?xml version="1.0" encoding="klingon"?><svg/>',
    "an archive": b"PK\3\4" + b"\0" * 100,
    "noise": bytes(range(256)) * 100,
}


@pytest.mark.parametrize("name", FILES)
def test_no_file_breaks_the_page(client: PortalClient, name: str) -> None:
    page = check_file(client, FILES[name])
    assert "report" not in page or HOLDS not in page
    assert "field-error" in page


def test_forms_that_are_no_forms_are_answered(client: PortalClient) -> None:
    for data in ({"file": "no file"}, {"text": ["a", "b"]}, {"unknown": "x"}):
        assert client.post("/credentials/verify", data=data).status_code == 422
    raw = client.post("/credentials/verify", data=b"[]", content_type="application/json")
    assert raw.status_code == 422
    assert HOLDS not in check(client, shapeless(validFrom=1))


def test_what_was_typed_is_there_again_after_a_refusal(client: PortalClient) -> None:
    page = check(client, "no credential", "rosa@garden.example")
    assert "no credential</textarea>" in page
    assert "rosa@garden.example" in page


def test_a_link_can_bring_an_address_along(client: PortalClient) -> None:
    award = make_award(make_member())
    page = client.get(address(award)).text
    assert "/credentials/verify?credential=" in page
    page = client.get(f"/credentials/verify?credential=http://localhost{address(award)}").text
    assert f"http://localhost{address(award)}</textarea>" in page
