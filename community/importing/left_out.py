"""What an import did not take, and why: the lines of its report."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why something stayed outside; the value is the sentence of the report."""

    NOT_UTF8 = "file is not UTF-8 text"
    NO_TEXT = "page holds no text"
    NO_PAGE = "file is about the folder itself, no help page"
    DRAFT = "page is marked as a draft"
    TOO_LONG = "text is longer than the portal takes"
    MENU_VALUE = "the service menu holds no such value; left as it was written"
    OUTSIDE = "file leads out of the folder"
    BAD_FRONT_MATTER = "front matter cannot be read; title taken from the page"
    COMPONENT = "component removed"
    IMPORT = "import or export line removed"
    EXPRESSION = "program expression removed"
    HTML = "HTML element removed"
    TEMPLATE_TAG = "template tag removed"
    LINK = "link leads to no page; its text stays"
    PICTURE = "picture is not in the folder"
    PICTURE_FORMAT = "picture has a format that the portal does not show"
    PICTURE_REFUSED = "picture was refused"
    OLD_PATH = "old path belongs to another page already"
    LANGUAGE = "language is none of the portal's"
    ATTACHMENT = "attachment is no picture; it stays where it was"
    NO_SECTION = "page stands in no section of the export"
    SEGMENT = "user segment is unknown; only staff see it"
    NO_TREE_PAGE = "file is no page of the tree"
    AUDIENCE = "audience is unknown; only staff see it"
    TARGET = "old address leads to nothing in the tree"
    OPEN_DRAFT = "draft here says something else; it stays"
    TAGS = "tag beyond five, or a new word on what not everybody sees"
    NO_JSON = "line is not JSON"
    NO_OBJECT = "line is not an object"
    NO_FIELD = "a needed field is missing or empty"
    BAD_FIELD = "a field holds a value that the portal does not take"
    BAD_TIME = "time cannot be read, lies before 1970 or is still to come"
    NEGATIVE = "number is below zero; counted as zero"
    TWICE = "the same has been read already"
    SHORTENED = "text was shortened"
    NOT_TAKEN = "the portal refused it"


@dataclass(frozen=True, slots=True, order=True)
class LeftOut:
    """One line of a report: where, why, what exactly, and how often there."""

    source: str
    reason: Reason
    detail: str = ""
    count: int = 1


def tally(source: str, found: Counter[tuple[Reason, str]]) -> tuple[LeftOut, ...]:
    """The counted things of one source, as lines in a stable order."""
    return tuple(
        LeftOut(source, reason, detail, count) for (reason, detail), count in sorted(found.items())
    )


def summary(lines: Iterable[LeftOut]) -> tuple[tuple[Reason, int], ...]:
    """How often each reason occurred, the most frequent first."""
    totals: Counter[Reason] = Counter()
    for line in lines:
        totals[line.reason] += line.count
    return tuple(totals.most_common())
