"""How pages show what is different between two versions of a post."""

from dataclasses import dataclass

from flask_babel import gettext as _

from community.content.queries_history import Version
from community.core.differences import Difference, compare


@dataclass(frozen=True)
class Differing:
    """One part of a text (title, summary or body) with what is different in it."""

    label: str
    difference: Difference


def differences(before: Version, after: Version) -> list[Differing]:
    """The parts that differ, the body last."""
    parts = [
        Differing(_("Title"), compare(before.title or "", after.title or "")),
        Differing(_("Text"), compare(before.body, after.body)),
    ]
    return [part for part in parts if not part.difference.is_empty]
