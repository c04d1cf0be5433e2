"""The words of writers' work: tasks, links between pages."""

from enum import StrEnum
from typing import Final

# So many readers must have spoken, and so few of them (percent) be helped, before an article becomes work.
UNHELPFUL_VOICES: Final = 5
UNHELPFUL_SHARE: Final = 50


class TaskKind(StrEnum):
    """What an article asks of its owner."""

    VERIFY = "verify"
    TRANSLATE = "translate"
    BROKEN_LINKS = "broken_links"
    UNHELPFUL = "unhelpful"
    MENU_VALUES = "menu_values"


class TaskOwner(StrEnum):
    """Whose tasks a list shows."""

    MINE = "mine"
    NOBODY = "nobody"
    ALL = "all"


class LinkState(StrEnum):
    """What became of a link between pages."""

    OK = "ok"
    MOVED = "moved"  # it leads there by a redirect
    BROKEN = "broken"  # nothing is there
    NO_HEADING = "no_heading"  # the page is there, the heading is not
    CLOSED = "closed"  # not all of its readers may see what it leads to


FAULTY: Final = (LinkState.MOVED, LinkState.BROKEN, LinkState.NO_HEADING, LinkState.CLOSED)
# What an owner is asked to mend; a moved link still leads there.
DEAD: Final = (LinkState.BROKEN, LinkState.NO_HEADING, LinkState.CLOSED)
