"""What waits for a moderator: newcomers' posts that hold links or words that administrators listed."""

import re

from flask_babel import lazy_gettext as _l

from community import site_settings
from community.content.models import Subject, Visibility
from community.content.prose import Prose
from community.core.errors import Invalid
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure

FREE_LINKS = 2
NEEDS_A_LOOK = _l(
    "A moderator looks at what newcomers write with links or certain words, and an edit is not looked at. "
    "Please add this as a comment or as a new post."
)
LINK = re.compile(r"<a\b[^>]*\bhref=\"(https?:[^\"]*)", re.IGNORECASE)


# Ends the reason of a hidden or deleted post that others never saw: it is told of when they do.
UNTOLD = ":untold"


def is_held(actor: Actor, prose: Prose, *beside: str) -> bool:
    """Whether a new post waits for a moderator; NotAllowed for more links than this person may post.

    `beside` are the words that are shown with it: its title, its tags.
    """
    if actor.is_staff or actor.is_historic:
        return False
    links = check_links(actor, prose)
    return actor.level == 0 and (
        _holds_links(links) or _holds_words("\n".join([*beside, prose.text]))
    )


def is_untold(subject: Subject) -> bool:
    """Whether a post has waited since it was written, or was hidden while it did: nobody was told of it."""
    is_marked = (subject.visibility_reason or "").endswith(UNTOLD)
    return subject.visibility is Visibility.PENDING or is_marked


def check_edit(
    actor: Actor,
    subject: Subject,
    prose: Prose,
    was: str,
    *,
    titles: tuple[str, str] = ("", ""),
) -> None:
    """Invalid for an edit that adds what would have let a newcomer's new post wait for a moderator.

    NotAllowed for one that adds links, where more stand afterwards than this person may post.
    `was` is the former HTML, `titles` are the new one and the former. What has been looked at stays: only
    what is new counts, and a post that waits is looked at anyway.
    """
    if _new_links(prose, was):
        check_links(actor, prose)
    if subject.visibility is not Visibility.PENDING and _adds(actor, prose, was, titles):
        raise Invalid(NEEDS_A_LOOK, field="body")


def is_edit_held(
    actor: Actor, prose: Prose, was: str, *, titles: tuple[str, str] = ("", "")
) -> bool:
    """Whether a suggested edit waits for a moderator; NotAllowed when it adds more links than this person may post.

    `was` is the HTML that it would replace, `titles` are the new one and the former: only what is new counts.
    """
    if len(_new_links(prose, was)) > FREE_LINKS and not actor.is_historic:
        ensure(actor, Permission.LINK_MANY)
    return _adds(actor, prose, was, titles)


def _adds(actor: Actor, prose: Prose, was: str, titles: tuple[str, str]) -> bool:
    """Whether an edit of this person adds what a moderator looks at."""
    if actor.level > 0 or actor.is_staff or actor.is_historic:
        return False
    words = _holds_words(f"{titles[0]}\n{prose.text}") and not _holds_words(f"{titles[1]}\n{was}")
    return words or _holds_links(len(_new_links(prose, was)))


def _new_links(prose: Prose, was: str) -> set[str]:
    return set(LINK.findall(prose.html)) - set(LINK.findall(was))


def check_links(actor: Actor, prose: Prose) -> int:
    """How many links a text holds; NotAllowed for more than this person may post, at first or by an edit."""
    links = len(LINK.findall(prose.html))
    if links > FREE_LINKS and not actor.is_historic:
        ensure(actor, Permission.LINK_MANY)
    return links


def _holds_links(links: int) -> bool:
    return links > 0 and site_settings.current().newcomer_links_held


def _holds_words(text: str) -> bool:
    words = [
        line.strip() for line in site_settings.current().held_words.splitlines() if line.strip()
    ]
    if not words:
        return False
    pattern = "|".join(re.escape(word) for word in words)
    return re.search(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.IGNORECASE) is not None
