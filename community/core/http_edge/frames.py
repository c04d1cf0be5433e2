"""Members' pages: what is the same for all who have the same rights is drawn once, with holes for what is one's own.

A page is drawn for a stand-in (`policies/stand_in.py`), who has the rights but is nobody, so nothing of a person can
get into it. Templates leave holes: `own_state` for a button that is pressed or not, `own_part` for what only the
viewer's own facts fill, and the form token. `Frame.fill` puts a page together from what the viewer himself adds.
"""

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Flask, g, has_request_context, request
from markupsafe import Markup

FRAME, WANTED, VIEWER = "portal.frame", "portal.frame_wanted", "portal.viewer"

# (kind, key): something that holds of a viewer or not: ("support", 12), ("follow", 12), ("author", 7).
Mark = tuple[str, int]
AUTHOR = "author"
Draw = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Choice:
    """A place that looks one way for those who did something, and another for those who did not."""

    mark: Mark
    done: bytes
    undone: bytes


@dataclass(frozen=True, slots=True)
class Hole:
    """A place for a part that is drawn for each viewer."""

    name: str


@dataclass(frozen=True)
class Own:
    """What one viewer adds to a frame."""

    token: str
    marks: frozenset[Mark]
    parts: dict[str, bytes]


@dataclass(frozen=True)
class Frame:
    """A page without anybody's own things, and how to put them in."""

    pieces: tuple[bytes | Choice | Hole, ...]
    # Where the form token goes.
    token_mark: bytes
    # Whoever wrote something here may do more with it: such a page is drawn for him alone.
    authors: frozenset[int]
    locale: str

    @cached_property
    def marks(self) -> frozenset[Mark]:
        """What must be looked up of a viewer."""
        marks = {one.mark for one in self.pieces if isinstance(one, Choice)}
        return frozenset(mark for mark in marks if mark[0] != AUTHOR)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """Which parts must be drawn for a viewer."""
        return tuple(one.name for one in self.pieces if isinstance(one, Hole))

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return sum(
            len(one)
            if isinstance(one, bytes)
            else len(one.done) + len(one.undone)
            if isinstance(one, Choice)
            else 0
            for one in self.pieces
        )

    def fill(self, own: Own) -> bytes:
        """The page of this viewer."""
        body = b"".join(
            one
            if isinstance(one, bytes)
            else (one.done if one.mark in own.marks else one.undone)
            if isinstance(one, Choice)
            else own.parts[one.name]
            for one in self.pieces
        )
        return body.replace(self.token_mark, own.token.encode())


class Draft:
    """The holes of a page that is being drawn; their marks hold a secret, so no words of people can make one."""

    def __init__(self) -> None:
        self.secret = secrets.token_hex(12)
        self.token_mark = f"token-{self.secret}"
        self.holes: list[tuple[Mark, str, str] | str] = []
        self.is_inside = False

    def choose(self, mark: Mark, done: Callable[[], str], undone: Callable[[], str]) -> Markup:
        """The mark of a place that is drawn both ways; no hole stands within another."""
        self.is_inside = True
        drawn = str(done()), str(undone())
        self.is_inside = False
        return self.leave((mark, *drawn))

    def leave(self, hole: tuple[Mark, str, str] | str) -> Markup:
        """The mark of a hole."""
        if self.is_inside:
            raise RuntimeError("a hole within a hole")
        self.holes.append(hole)
        return Markup("\x02{}:{}\x03").format(self.secret, len(self.holes) - 1)

    def cut(self, page: str, authors: frozenset[int], locale: str) -> Frame:
        """The drawn page as a frame."""
        pieces: list[bytes | Choice | Hole] = []
        for number, text in enumerate(re.split(f"\x02{self.secret}:(\\d+)\x03", page)):
            if number % 2 == 0:
                pieces.append(text.encode())
                continue
            hole = self.holes[int(text)]
            if isinstance(hole, str):
                pieces.append(Hole(hole))
            else:
                pieces.append(Choice(hole[0], hole[1].encode(), hole[2].encode()))
        return Frame(tuple(pieces), self.token_mark.encode(), authors, locale)


def init_frames(app: Flask, parts: dict[str, Draw]) -> None:
    """Give templates the holes; `parts` says how each is drawn for a viewer."""
    app.extensions["portal_own_parts"] = parts

    def own_part(name: str) -> Markup:
        drawn = parts[name]
        draft = drafting()
        return draft.leave(name) if draft else Markup(drawn())  # noqa: S704 – a template of ours, drawn

    app.jinja_env.globals.update(own_part=own_part, own_state=own_state)


def own_state(kind: str, subject: int, is_done: bool, draw: Draw, *words: Any) -> str:
    """What `draw(is_done, *words)` gives: for the viewer, or both ways in a page that many share."""
    draft = drafting()
    if draft is None:
        return draw(is_done, *words)
    return draft.choose((kind, subject), lambda: draw(True, *words), lambda: draw(False, *words))


def drafting() -> Draft | None:
    """The draft that is being drawn, if any."""
    return g.get("page_draft") if has_request_context() else None


@contextmanager
def draft() -> Iterator[Draft]:
    """Within this, templates leave holes."""
    g.page_draft = Draft()
    try:
        yield g.page_draft
    finally:
        g.page_draft = None


def is_wanted() -> bool:
    """Whether the cache in front asks for a frame of this page."""
    return bool(request.environ.get(WANTED))


def found_frame() -> Frame | None:
    """The frame that the cache in front has, but could not fill alone."""
    found: Frame | None = request.environ.get(FRAME)
    return found


def current_viewer() -> Any:
    """Whom the layer in front recognised; None for visitors."""
    return request.environ.get(VIEWER)


def hand_over(frame: Frame) -> None:
    """Give the frame to the cache in front, which keeps it if the page may be kept."""
    request.environ[FRAME] = frame
