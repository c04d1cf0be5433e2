"""What a credential of Open Badges 3.0 must hold: one line for each part, with the name that faults are told by."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from community.recognition.credentials import CONTEXT, TYPES, Document

IDENTITY_HASH: Final = re.compile(r"sha256\$[0-9a-f]{64}")
MOST_IDENTITIES: Final = 10


def faults_of(document: Document) -> list[str]:
    """The parts that are missing or wrong, by their paths; none where the shape is right."""
    return [path for path, is_right in RULES if not is_right(_at(document, path))]


def _at(document: Any, path: str) -> Any:
    """What stands at a path of names; None where nothing does."""
    for name in path.split("."):
        document = document.get(name) if isinstance(document, dict) else None
    return document


def _holds(*wanted: str) -> Callable[[Any], bool]:
    """A list that holds these words."""
    return lambda found: _is_list(found) and set(wanted) <= _words(found)


def _is_context(found: Any) -> bool:
    return _is_list(found) and tuple(found[: len(CONTEXT)]) == CONTEXT


def _is_list(found: Any) -> bool:
    return isinstance(found, list) and bool(found)


def _words(found: list[Any]) -> set[str]:
    return {one for one in found if isinstance(one, str)}


def _is_text(found: Any) -> bool:
    return isinstance(found, str) and bool(found.strip())


def _is_instant(found: Any) -> bool:
    try:
        return isinstance(found, str) and datetime.fromisoformat(found).tzinfo is not None
    except ValueError:
        return False


def _is_instant_or_nothing(found: Any) -> bool:
    return found is None or _is_instant(found)


def _is_identity_or_nothing(found: Any) -> bool:
    if found is None:
        return True
    return _is_list(found) and len(found) <= MOST_IDENTITIES and all(map(_is_identity, found))


def _is_identity(found: Any) -> bool:
    if not isinstance(found, dict) or found.get("type") != "IdentityObject":
        return False
    is_hash = bool(IDENTITY_HASH.fullmatch(str(found.get("identityHash"))))
    return is_hash and found.get("hashed") is True and _is_text(found.get("salt"))


def _is_status_or_nothing(found: Any) -> bool:
    return found is None or (_is_text(_at(found, "id")) and _is_text(_at(found, "type")))


RULES: Final[tuple[tuple[str, Callable[[Any], bool]], ...]] = (
    ("@context", _is_context),
    ("type", _holds(*TYPES)),
    ("id", _is_text),
    ("name", _is_text),
    ("validFrom", _is_instant),
    ("validUntil", _is_instant_or_nothing),
    ("issuer.id", _is_text),
    ("issuer.type", _holds("Profile")),
    ("issuer.name", _is_text),
    ("credentialStatus", _is_status_or_nothing),
    ("credentialSubject.type", _holds("AchievementSubject")),
    ("credentialSubject.identifier", _is_identity_or_nothing),
    ("credentialSubject.achievement.id", _is_text),
    ("credentialSubject.achievement.type", _holds("Achievement")),
    ("credentialSubject.achievement.name", _is_text),
    ("credentialSubject.achievement.description", _is_text),
    ("credentialSubject.achievement.criteria", lambda found: isinstance(found, dict)),
)
