"""What is kept of a search names nobody."""

import re

from community.core.search_engine.analysis import straight

MAIL = re.compile(r"(?:\"[^\"]*\"|[^\s@<>\"]+)@[^\s@<>\"]+")
# Six digits and more, also written with spaces, dots, apostrophes, brackets or hyphens: accounts, telephones, cards.
LONG_NUMBER = re.compile(r"\+?\d(?:[ ./()_,'\u2019\u2010-\u2015-]{0,3}\d){5,}")
# Twenty characters with a digit among them are a key, a token or an account, not a word.
SECRET = re.compile(r"(?<!\w)(?=\w*\d)(?=\w*[^\W\d])[\w-]{20,}")
# Whose posts one looks for is nobody's business.
PERSON = re.compile(r"(?<!\w)(by|par):(?:\"[^\"]*\"?|[^\s\"])+", re.IGNORECASE)
HANDLE = re.compile(r"(?<!\S)@\w[\w.-]*")
MAX_PHRASE = 200


def masked(text: str) -> str:
    """The text in one line without e-mail addresses, handles, long numbers and keys."""
    plain = " ".join(
        straight(text).replace("\x00", " ").encode("utf-8", "replace").decode().split()
    )
    unnamed = HANDLE.sub("@…", PERSON.sub(r"\1:…", MAIL.sub("…@…", plain)))
    return LONG_NUMBER.sub("…", SECRET.sub("…", unnamed))


def phrase_of(text: str) -> str:
    """The masked text as the report counts it: however it was capitalised, it is one phrase."""
    return masked(text).casefold()[:MAX_PHRASE].strip()
