"""Passwords: argon2id, a bounded number at once, and the same work whether an account exists or not."""

import unicodedata
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import lazy_gettext as _l
from zxcvbn import zxcvbn

from community.core.errors import Invalid

SHORTEST, LONGEST = 8, 128
# zxcvbn: 2 withstands guessing at a sign-in form, 1 does not.
STRENGTH: Final = 2
# Each takes 64 MiB, so a burst of sign-ins must wait instead of filling the memory.
AT_ONCE: Final = 4
# The hash of a password that nobody knows: what an unknown address is verified against.
NOBODY: Final = "$argon2id$v=19$m=65536,t=3,p=4$qqp6WJdyVdeAqzALY2KoqA$CESRwAIRkpE4N/H4McmPxvBlbaypvuwuE49BB5Kb9b4"

_hasher: Final = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=4)
_turns: Final = BoundedSemaphore(AT_ONCE)


def check_strength(password: str, *known: str) -> None:
    """Nothing, or Invalid on `password`: too short, too long, common, or made of words known of the person."""
    plain = unicodedata.normalize("NFC", password)
    if len(plain) < SHORTEST:
        raise Invalid(_l("Please take at least %(count)s characters.", count=SHORTEST), "password")
    if len(plain) > LONGEST:
        raise Invalid(_l("Please take at most %(count)s characters.", count=LONGEST), "password")
    words = [word for text in known for word in [text, *text.replace("@", " ").split()] if word]
    if zxcvbn(plain[:72], user_inputs=words)["score"] < STRENGTH:
        raise Invalid(
            _l(
                "This password is easy to guess. A few words that do not belong together are better."
            ),
            "password",
        )


def hash_password(password: str) -> str:
    """The argon2id hash to keep. Slow: call it before writing()."""
    with _turns:
        return _hasher.hash(_bytes(password))


def verify(kept: str | None, password: str) -> bool:
    """Whether the password fits; without a kept hash the same work is done and the answer is no.

    Slow: call it before writing().
    """
    with _turns:
        try:
            return (
                _hasher.verify(kept or NOBODY, _bytes(password[: LONGEST * 2])) and kept is not None
            )
        except (VerificationError, InvalidHashError):
            return False


def _bytes(password: str) -> bytes:
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
