"""Awards for tests, the published shape of a credential, and verifiers that share no code with the portal."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import jwt
from sqlalchemy import select

from community.accounts.models import Member
from community.core.clock import now
from community.core.db import db, writing
from community.recognition.models import Award, Badge
from tests.services.client import PortalClient

TEXT = {"type": "string", "minLength": 1}
INSTANT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
URL = {"type": "string", "pattern": "^https?://"}


def exactly(**properties: Any) -> dict[str, Any]:
    """An object with these properties and no others, all needed but those that end with `_`."""
    shapes = {name.rstrip("_"): shape for name, shape in properties.items()}
    needed = [name for name in properties if not name.endswith("_")]
    return {
        "type": "object",
        "properties": shapes,
        "required": needed,
        "additionalProperties": False,
    }


def of_type(*types: str) -> dict[str, Any]:
    """A list of exactly these types."""
    return {"const": list(types)}


IDENTITY = exactly(
    type={"const": "IdentityObject"},
    identityHash={"type": "string", "pattern": r"^sha256\$[0-9a-f]{64}$"},
    identityType={"const": "emailAddress"},
    hashed={"const": True},
    salt=TEXT,
)
ACHIEVEMENT = exactly(
    id=URL,
    type=of_type("Achievement"),
    name=TEXT,
    description=TEXT,
    criteria=exactly(narrative=TEXT),
    achievementType={"const": "Badge"},
)
CREDENTIAL_PARTS: dict[str, Any] = {
    "id": URL,
    "type": of_type("VerifiableCredential", "OpenBadgeCredential"),
    "name": TEXT,
    "validFrom": INSTANT,
    "validUntil_": INSTANT,
    "issuer": exactly(id=URL, type=of_type("Profile"), name=TEXT),
    "credentialSubject": exactly(
        id=URL,
        type=of_type("AchievementSubject"),
        identifier={"type": "array", "items": IDENTITY, "minItems": 1, "maxItems": 1},
        achievement=ACHIEVEMENT,
    ),
    "credentialStatus": exactly(id=URL, type={"const": "1EdTechRevocationList"}),
    "@context": {
        "const": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ]
    },
}
CREDENTIAL = exactly(**CREDENTIAL_PARTS)
NUMBER = {"type": "integer"}
CLAIMS = exactly(**CREDENTIAL_PARTS, iss=URL, jti=URL, sub=URL, nbf=NUMBER, exp_=NUMBER)


def make_award(member: Member, key: str = "first-answer", **facts: Any) -> Award:
    """An award as the engine writes it; `facts` are its columns."""
    with writing() as rows:
        badge_id = rows.scalars(select(Badge.id).where(Badge.key == key)).one()
        values = {"awarded_at": now() - timedelta(days=3), "is_public": True} | facts
        award = Award(badge_id=badge_id, member_id=member.id, **values)
        rows.add(award)
    return award


def change(award: Award, **facts: Any) -> None:
    """Set columns of an award, as an administrator's act or time would."""
    with writing() as rows:
        row = rows.get_one(Award, award.id)
        for name, value in facts.items():
            setattr(row, name, value)
    db.session.rollback()


def address(award: Award, ending: str = "") -> str:
    """Where the award stands."""
    return f"/credentials/{award.credential_id}{ending}"


def verify_elsewhere(client: PortalClient, token: str) -> dict[str, Any]:
    """The claims of a token as PyJWT believes them, with the key that its head names."""

    def read(url: str) -> Any:
        return client.get(url.removeprefix("http://localhost")).get_json()

    return verify_anywhere(token, "http://localhost", read)


def verify_anywhere(token: str, origin: str, read: Callable[[str], Any]) -> dict[str, Any]:
    """The same for whoever reads the key in his own way from a portal at this address."""
    key = jwt.PyJWK(read(jwt.get_unverified_header(token)["kid"]))
    claims: dict[str, Any] = jwt.decode(
        token, key, algorithms=["RS256"], issuer=f"{origin}/credentials/issuer"
    )
    return claims


def chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of a PNG's chunks, their checksums checked."""
    place = 8
    while place < len(picture):
        size, kind = struct.unpack(">I4s", picture[place : place + 8])
        body = picture[place + 8 : place + 8 + size]
        (checksum,) = struct.unpack(">I", picture[place + 8 + size : place + 12 + size])
        assert zlib.crc32(kind + body) == checksum
        yield kind, body
        place += 12 + size


def with_chunk(picture: bytes, body: bytes) -> bytes:
    """The PNG with another iTXt chunk behind its head."""
    chunk = struct.pack(">I", len(body)) + b"iTXt" + body
    return picture[:33] + chunk + struct.pack(">I", zlib.crc32(b"iTXt" + body)) + picture[33:]


def encoded(part: object) -> str:
    """A part of a token."""
    text = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def claims_in(token: str) -> dict[str, Any]:
    """What a token says, whether or not it is true."""
    middle = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    return claims
