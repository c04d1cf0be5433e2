"""Awards as others read them outside: credentials of Open Badges 3.0, their addresses and their claims."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from community.core import i18n
from community.recognition.models import Award

CONTEXT: Final = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
TYPES: Final = ("VerifiableCredential", "OpenBadgeCredential")
LINKEDIN: Final = "https://www.linkedin.com/profile/add"

Document = dict[str, Any]


class AwardState(StrEnum):
    """Whether an award holds."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Issuer:
    """Who vouches for credentials: the portal at its public address, under the company's name."""

    site: str
    name: str
    # Credentials leave the portal, so their words are in its own language, not in a reader's.
    locale: str

    @property
    def id(self) -> str:
        """What credentials call the issuer; its profile stands at this address."""
        return self.address("issuer")

    def address(self, place: object) -> str:
        """The public address of something under /credentials/."""
        return f"{self.site}/credentials/{place}"

    def profile(self) -> Document:
        """The issuer as credentials name him."""
        return {"id": self.id, "type": ["Profile"], "name": self.name}


def state_of(award: Award, at: datetime) -> AwardState:
    """Whether the award holds at this instant."""
    if award.revoked_at is not None:
        return AwardState.REVOKED
    if award.expires_at is not None and award.expires_at <= at:
        return AwardState.EXPIRED
    return AwardState.VALID


def credential_of(award: Award, issuer: Issuer) -> Document:
    """The award, with its badge and holder loaded, as an unsigned credential."""
    address = issuer.address(award.credential_id)
    document: Document = {
        "@context": list(CONTEXT),
        "id": address,
        "type": list(TYPES),
        "name": i18n.local(award.badge.name, issuer.locale),
        "validFrom": instant(award.awarded_at),
        "issuer": issuer.profile(),
        "credentialSubject": _subject(award, issuer),
        "credentialStatus": {
            "id": issuer.address("revocations"),
            "type": "1EdTechRevocationList",
        },
    }
    if award.expires_at is not None:
        document["validUntil"] = instant(award.expires_at)
    return document


def _subject(award: Award, issuer: Issuer) -> Document:
    rule = i18n.local(award.badge.rule, issuer.locale)
    subject: Document = {
        "id": f"{issuer.address(award.credential_id)}#holder",
        "type": ["AchievementSubject"],
        "achievement": {
            "id": f"{issuer.site}/badges/{award.badge.key}",
            "type": ["Achievement"],
            "name": i18n.local(award.badge.name, issuer.locale),
            "description": rule,
            "criteria": {"narrative": rule},
            "achievementType": "Badge",
        },
    }
    if award.member.email:  # an imported member may have none
        salt = award.identity_salt
        identity = {
            "type": "IdentityObject",
            "identityHash": hash_identity(award.member.email, salt),
            "identityType": "emailAddress",
            "hashed": True,
            "salt": salt,
        }
        subject["identifier"] = [identity]
    return subject


def claims_of(document: Document) -> Document:
    """What a signed credential says: itself, and the registered claims that repeat it (VC-JWT)."""
    claims = {
        **document,
        "iss": document["issuer"]["id"],
        "jti": document["id"],
        "nbf": seconds(document["validFrom"]),
        "sub": document["credentialSubject"]["id"],
    }
    if "validUntil" in document:
        claims["exp"] = seconds(document["validUntil"])
    return claims


def hash_identity(email: str, salt: str) -> str:
    """The salted hash of an address as credentials carry it; case makes no difference."""
    return "sha256$" + hashlib.sha256((email.strip().lower() + salt).encode()).hexdigest()


def instant(at: datetime) -> str:
    """An instant in UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds(text: str) -> int:
    """The Unix seconds of an instant that was written by `instant`."""
    return int(datetime.fromisoformat(text).timestamp())


def revocations_of(credential_ids: list[UUID], issuer: Issuer) -> Document:
    """The list that `credentialStatus` names (1EdTech Revocation List); no reason and no person stands on it."""
    return {
        "id": issuer.address("revocations"),
        "issuer": issuer.id,
        "revokedCredential": [
            {"id": issuer.address(one), "revoked": True} for one in credential_ids
        ],
    }


def linkedin_address(award: Award, issuer: Issuer, name: str) -> str:
    """Where the holder adds the award to his profile on LinkedIn, with everything filled in."""
    until = award.expires_at
    facts = {
        "startTask": "CERTIFICATION_NAME",
        "name": name,
        "organizationName": issuer.name,
        "issueYear": award.awarded_at.year,
        "issueMonth": award.awarded_at.month,
        "expirationYear": until.year if until else "",
        "expirationMonth": until.month if until else "",
        "certUrl": issuer.address(award.credential_id),
        "certId": award.credential_id,
    }
    return f"{LINKEDIN}?{urlencode(facts)}"
