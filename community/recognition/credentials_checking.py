"""Checks a credential that somebody shows, step by step: its shape, its proof, its status and dates, its recipient.

Everything here comes from strangers: it is small, it is read without believing anything, and only keys of this portal
count, under one algorithm, whatever the credential says of itself.
"""

import base64
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from joserfc import jws
from joserfc.errors import JoseError

from community.core.errors import Sentence
from community.recognition.credentials import (
    AwardState,
    Document,
    Issuer,
    claims_of,
    hash_identity,
)
from community.recognition.credentials_keys import ALGORITHM, Key
from community.recognition.credentials_shape import faults_of

MOST_FAULTS: Final = 6

FindState = Callable[[UUID], AwardState | None]


class Part(StrEnum):
    """What is checked, in this order."""

    SHAPE = "shape"
    PROOF = "proof"
    STATUS = "status"
    RECIPIENT = "recipient"


class Outcome(StrEnum):
    """How a check ended; `skipped` says nothing for or against."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Step:
    """One check and what it found."""

    part: Part
    outcome: Outcome
    words: Sentence


@dataclass(frozen=True)
class Report:
    """All checks of a credential, and what it says of itself."""

    steps: tuple[Step, ...]
    document: Document

    @property
    def holds(self) -> bool:
        """Whether nothing speaks against the credential."""
        return all(step.outcome is not Outcome.FAILED for step in self.steps)


@dataclass(frozen=True)
class Shown:
    """A credential as it was shown: what it says, and the token that proves it, if it came with one."""

    document: Document
    token: str | None = None


class NoCredential(Exception):
    """What was shown is no credential at all."""


class Unproven(Exception):
    """Why a proof does not hold."""

    def __init__(self, words: LazyString) -> None:
        super().__init__(words)
        self.words = words


def read(text: str) -> Shown:
    """What a text shows: a compact JWS, or a credential in JSON; NoCredential when it is neither."""
    text = text.strip()
    if text.startswith("{"):
        return Shown(_object(text))
    if text.count(".") != 2:
        raise NoCredential
    return Shown(_object(_part(text, 1)), text)


def _part(token: str, number: int) -> bytes:
    """A part of a token, not yet believed."""
    part = token.split(".")[number]
    try:
        return base64.urlsafe_b64decode(part.encode("ascii") + b"=" * (-len(part) % 4))
    except ValueError as fault:
        raise NoCredential from fault


def _object(text: str | bytes) -> Document:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise NoCredential from fault
    if not isinstance(found, dict):
        raise NoCredential
    return found


@dataclass(frozen=True)
class Checker:
    """The portal as a verifier of its own credentials at one instant."""

    issuer: Issuer
    keys: tuple[Key, ...]
    find_state: FindState
    at: datetime

    def check(self, shown: Shown, email: str = "") -> Report:
        """The report; what would have to believe a proof is not looked at without one."""
        shape = _check_shape(shown.document)
        has_shape = shape.outcome is Outcome.PASSED
        proof = self._check_proof(shown) if has_shape else _unseen(Part.PROOF)
        is_proven = proof.outcome is Outcome.PASSED
        status = self._check_status(shown.document) if is_proven else _unseen(Part.STATUS)
        to_whom = _check_recipient(shown.document, email) if is_proven else _unseen(Part.RECIPIENT)
        return Report((shape, proof, status, to_whom), shown.document)

    def _check_proof(self, shown: Shown) -> Step:
        try:
            self._prove(shown)
        except Unproven as fault:
            return Step(Part.PROOF, Outcome.FAILED, fault.words)
        words = _l("It is signed by %(name)s, and nothing was changed.", name=self.issuer.name)
        return Step(Part.PROOF, Outcome.PASSED, words)

    def _prove(self, shown: Shown) -> None:
        if shown.token is None:
            raise Unproven(
                _l("Nothing is signed here: anybody can write this. Send the signed one.")
            )
        try:
            proven = jws.deserialize_compact(
                shown.token, self._key_of(shown.token).pair, algorithms=[ALGORITHM]
            )
            is_ours = proven.payload is not None and claims_of(shown.document) == shown.document
        except (JoseError, ValueError, KeyError, RecursionError) as fault:
            raise Unproven(
                _l("The signature does not fit: something was changed after it was signed.")
            ) from fault
        if not is_ours or shown.document["iss"] != self.issuer.id:
            raise Unproven(_l("The claims of its signature contradict what it says."))

    def _key_of(self, token: str) -> Key:
        """The key that a token names; Unproven when it is not ours or not for this algorithm."""
        try:
            header = _object(_part(token, 0))
        except NoCredential as fault:
            raise Unproven(_l("The head of its signature cannot be read.")) from fault
        if header.get("alg") != ALGORITHM:
            raise Unproven(_l("It is not signed with RS256, the only signature that we make."))
        for key in self.keys:
            if header.get("kid") == self.issuer.address(f"keys/{key.name}"):
                return key
        raise Unproven(_l("It is signed with a key that is not one of ours."))

    def _check_status(self, document: Document) -> Step:
        state = self._state_of(document)
        begins, ends = document["validFrom"], document.get("validUntil")
        words = STATUS_WORDS.get(state, _l("We no longer know this award."))
        if state is AwardState.VALID and datetime.fromisoformat(begins) > self.at:
            return Step(Part.STATUS, Outcome.FAILED, _l("Its time has not begun yet."))
        if state is AwardState.VALID and ends and datetime.fromisoformat(ends) <= self.at:
            state, words = AwardState.EXPIRED, STATUS_WORDS[AwardState.EXPIRED]
        holds = state is AwardState.VALID
        return Step(Part.STATUS, Outcome.PASSED if holds else Outcome.FAILED, words)

    def _state_of(self, document: Document) -> AwardState | None:
        place = str(document["id"]).removeprefix(self.issuer.address(""))
        try:
            return self.find_state(UUID(place))
        except ValueError:
            return None


STATUS_WORDS: Final[Mapping[AwardState | None, LazyString]] = {
    AwardState.VALID: _l("It was not revoked, and its time is not over."),
    AwardState.EXPIRED: _l("Its time is over."),
    AwardState.REVOKED: _l("It was revoked."),
}


def _unseen(part: Part) -> Step:
    return Step(part, Outcome.SKIPPED, _l("Not looked at, because of what stands above."))


def _check_shape(document: Document) -> Step:
    faults = faults_of(document)
    if not faults:
        return Step(Part.SHAPE, Outcome.PASSED, _l("It is a credential of Open Badges 3.0."))
    parts = ", ".join(faults[:MOST_FAULTS])
    words = _l("These parts of Open Badges 3.0 are missing or wrong: %(parts)s.", parts=parts)
    return Step(Part.SHAPE, Outcome.FAILED, words)


def _check_recipient(document: Document, email: str) -> Step:
    """The typed address is hashed, compared and forgotten."""
    identities = document["credentialSubject"].get("identifier") or []
    if not email.strip():
        words = _l("You typed no address to compare with.")
        return Step(Part.RECIPIENT, Outcome.SKIPPED, words)
    if not identities:
        return Step(Part.RECIPIENT, Outcome.SKIPPED, _l("It names no address."))
    hashes = [(hash_identity(email, one["salt"]), one["identityHash"]) for one in identities]
    if any(hmac.compare_digest(*pair) for pair in hashes):
        words = _l("It was given to whoever has the address that you typed.")
        return Step(Part.RECIPIENT, Outcome.PASSED, words)
    words = _l("It was not given to the address that you typed.")
    return Step(Part.RECIPIENT, Outcome.FAILED, words)
