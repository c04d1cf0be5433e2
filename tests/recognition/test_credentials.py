"""An award outside: its page, its signed and unsigned forms, and its pictures."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from io import BytesIO
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import jsonschema
import jwt
import pytest
import time_machine
from joserfc.jwk import RSAKey
from PIL import Image

from community.accounts.models import Member
from community.core.clock import now
from community.core.db import writing
from community.questions.actions_answers import accept_answer
from community.recognition.credentials_drawing import draw_badge
from community.recognition.models import Tier
from tests.makers import actor_of, make_answer, make_member, make_question
from tests.recognition.credentials import (
    CLAIMS,
    CREDENTIAL,
    address,
    change,
    chunks,
    make_award,
    verify_elsewhere,
)
from tests.services.client import PortalClient
from tests.services.statements import Statements
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]


def test_another_library_verifies_the_signed_award(client: PortalClient) -> None:
    award = make_award(make_member(), expires_at=now() + timedelta(days=9))
    answer = client.get(address(award, ".jwt"))
    assert answer.mimetype == "text/plain"
    claims = verify_elsewhere(client, answer.text)
    jsonschema.validate(claims, CLAIMS)
    assert claims["jti"] == claims["id"] == f"http://localhost{address(award)}"
    assert claims["nbf"] == int(award.awarded_at.timestamp())
    assert award.expires_at is not None
    assert claims["exp"] == int(award.expires_at.timestamp())


def test_the_unsigned_award_has_the_published_shape(client: PortalClient) -> None:
    award = make_award(make_member())
    document = client.get(address(award, ".json")).get_json()
    jsonschema.validate(document, CREDENTIAL)
    assert "validUntil" not in document
    assert document["credentialSubject"]["achievement"]["id"].endswith("/badges/first-answer")
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document | {"issuer": "http://localhost"}, CREDENTIAL)


@pytest.mark.long
def test_what_the_engine_awards_has_an_address(
    client: PortalClient, sign_in: SignIn, drain: Worker
) -> None:
    asker, author = make_member(), make_member()
    answer, actor = make_answer(make_question(asker), author), actor_of(asker)
    with writing():
        accept_answer(actor, answer)
    drain()
    page = client.get(f"/members/{author.handle}").text
    [path] = re.findall(r'href="(/credentials/[^"]*)"', page)
    claims = verify_elsewhere(client, client.get(f"{path}.jwt").text)
    assert claims["name"] == "First answer"


def test_a_page_costs_few_statements(
    client: PortalClient, statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    holder = make_member()
    award = make_award(holder, evidence_id=make_answer(make_question(), holder).id)
    with statements() as seen:
        assert client.get(address(award)).status_code == 200
    assert len(seen) <= 8, seen


def test_the_page_says_what_for_whose_and_how_long(client: PortalClient) -> None:
    holder = make_member("Rosa Blom")
    answer = make_answer(make_question(title="How do I take it back?"), holder)
    until = now() + timedelta(days=30)
    award = make_award(holder, evidence_id=answer.id, expires_at=until)
    page = client.get(address(award)).text
    for words in ("First answer", "An answer of yours was accepted.", "Rosa Blom", "take it back"):
        assert words in page
    assert f'href="http://localhost{address(award)}"' in page  # canonical
    assert f'content="http://localhost{address(award)}/preview.png"' in page
    preview = Image.open(BytesIO(client.get(address(award, "/preview.png")).data))
    assert preview.size == (1200, 630)


def test_what_was_revoked_or_has_ended_says_so(client: PortalClient) -> None:
    award = make_award(make_member())
    assert "was revoked" not in client.get(address(award)).text
    change(award, revoked_at=now())
    client.application.wsgi_app.forget()  # type: ignore[attr-defined]
    assert "was revoked" in client.get(address(award)).text
    ended = make_award(make_member(), expires_at=now() - timedelta(hours=1))
    page = client.get(address(ended)).text
    assert "was valid until" in page
    assert 'content="noindex"' in page


def test_a_page_in_the_cache_does_not_outlive_its_award(
    client: PortalClient, clock: time_machine.Traveller
) -> None:
    award = make_award(make_member(), expires_at=now() + timedelta(seconds=20))
    assert "was valid until" not in client.get(address(award)).text
    clock.shift(21)
    assert "was valid until" in client.get(address(award)).text


def test_revoked_credentials_stand_on_the_list_that_they_name(client: PortalClient) -> None:
    good, bad = make_award(make_member()), make_award(make_member(), is_public=False)
    change(bad, revoked_at=now(), revoked_reason="Bought votes from Mia")
    listed = client.get(address(good, ".json")).get_json()["credentialStatus"]["id"]
    found = client.get(listed.removeprefix("http://localhost")).get_json()
    assert found["id"] == listed
    assert found["issuer"] == "http://localhost/credentials/issuer"
    wanted = {"id": f"http://localhost{address(bad)}", "revoked": True}
    assert found["revokedCredential"] == [wanted]


def test_a_png_holds_the_signed_award_once_and_plainly(
    client: PortalClient, sign_in: SignIn
) -> None:
    holder = make_member()
    answer = sign_in(holder).get(address(make_award(holder), "/badge.png"))
    assert Image.open(BytesIO(answer.data)).size == (640, 640)
    [body] = [body for kind, body in chunks(answer.data) if kind == b"iTXt"]
    keyword, _, rest = body.partition(b"\0")
    assert keyword == b"openbadgecredential"
    assert rest[:4] == b"\0\0\0\0"  # not compressed, no language, no translated keyword
    jsonschema.validate(verify_elsewhere(client, rest[4:].decode()), CLAIMS)
    assert "attachment" in answer.headers["Content-Disposition"]


def test_an_svg_holds_the_signed_award_once(client: PortalClient, sign_in: SignIn) -> None:
    holder = make_member()
    answer = sign_in(holder).get(address(make_award(holder), "/badge.svg"))
    root = ET.fromstring(answer.text)  # noqa: S314 – we drew it
    [element] = root.iter("{https://purl.imsglobal.org/ob/v3p0}credential")
    assert root[0] is element
    assert "<openbadges:credential " in answer.text
    jsonschema.validate(verify_elsewhere(client, element.attrib["verify"]), CLAIMS)


@pytest.mark.parametrize("tier", list(Tier))
def test_each_tier_has_a_picture_of_its_own(tier: Tier) -> None:
    picture = draw_badge(tier, "Première réponse " * 9, "x" * 80)
    assert Image.open(BytesIO(picture)).size == (640, 640)
    others = {draw_badge(other, "Première réponse " * 9, "x" * 80) for other in Tier}
    assert len(others) == len(Tier)


def test_linkedin_is_given_everything_in_one_address(client: PortalClient, sign_in: SignIn) -> None:
    holder = make_member()
    award = make_award(holder, expires_at=now() + timedelta(days=400))
    page = sign_in(holder).get(address(award)).text
    [link] = re.findall(r'href="(https://www.linkedin.com/[^"]*)"', page)
    parts = urlsplit(link.replace("&amp;", "&"))
    assert parts.path == "/profile/add"
    names = [pair.split("=")[0] for pair in parts.query.split("&")]
    wanted = "startTask name organizationName issueYear issueMonth expirationYear expirationMonth"
    assert names == [*wanted.split(), "certUrl", "certId"]
    given = parse_qs(parts.query)
    assert given["certUrl"] == [f"http://localhost{address(award)}"]
    assert given["issueYear"] == [str(award.awarded_at.year)]
    assert "linkedin" not in client.sign_in(make_member()).get(address(award)).text


def test_ones_own_awards_are_listed_with_their_switch(
    client: PortalClient, sign_in: SignIn
) -> None:
    holder = make_member()
    hidden = make_award(holder, is_public=False)
    make_award(holder, "spark", revoked_at=now())
    page = sign_in(holder).get("/account/awards").text
    assert address(hidden) in page
    assert "Only you see it." in page
    assert "Revoked" in page
    assert "No awards yet" in sign_in(make_member()).get("/account/awards").text
    assert client.sign_in(holder).get(f"/members/{holder.handle}").text.count("/account/awards")


def test_a_profile_leads_to_the_pages_of_public_awards(client: PortalClient) -> None:
    holder = make_member()
    shown, hidden = make_award(holder), make_award(holder, "spark", is_public=False)
    page = client.get(f"/members/{holder.handle}").text
    assert address(shown) in page
    assert str(hidden.credential_id) not in page


def test_a_token_of_ours_is_not_believed_with_another_key(client: PortalClient) -> None:
    token = client.get(address(make_award(make_member()), ".jwt")).text
    other = jwt.PyJWK(RSAKey.generate_key(2048).as_dict(private=False) | {"alg": "RS256"})
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(token, other, algorithms=["RS256"])
