"""What a person was shown before asking or proposing, as the form carries it."""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

MOST = 20
DRAFT_KEY = re.compile(r"[0-9a-f]{16}")
SUBJECT_ID = re.compile(r"[1-9][0-9]{0,8}")


@dataclass(frozen=True)
class Aid:
    """A subject that was shown before a text was sent, and whether it was opened."""

    subject_id: int
    was_opened: bool = False


def read_aids(shown: Iterable[str], opened: Iterable[str]) -> list[Aid]:
    """The aids of a form's fields, in the order in which they appeared; what is no number is left out."""
    looked_into = dict.fromkeys(one for one in opened if SUBJECT_ID.fullmatch(one))
    seen = dict.fromkeys([*(one for one in shown if SUBJECT_ID.fullmatch(one)), *looked_into])
    return [Aid(int(one), one in looked_into) for one in seen][:MOST]


def draft_key(given: str | None = None) -> str:
    """The key of the form that is being filled in: the one it carries, else a new one; it names no person."""
    return given if given and DRAFT_KEY.fullmatch(given) else secrets.token_hex(8)
