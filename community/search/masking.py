"""What is kept of a search names nobody."""

import re

MAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+")
# Six digits and more, also written with spaces, dots or hyphens: accounts, telephones, cards.
LONG_NUMBER = re.compile(r"\+?\d(?:[ ./-]?\d){5,}")


def masked(text: str) -> str:
    """The text in one line without e-mail addresses and long numbers."""
    plain = " ".join(text.replace("\x00", " ").encode("utf-8", "replace").decode().split())
    return LONG_NUMBER.sub("…", MAIL.sub("…@…", plain))
