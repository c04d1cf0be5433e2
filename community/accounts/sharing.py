"""Lets a view draw its page once for all members with the same rights."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar, cast

from flask import current_app, render_template
from flask_login import current_user

from community.accounts.viewers import Viewer, viewers
from community.core.errors import PortalError
from community.core.http_edge import frames
from community.core.http_edge.frames import AUTHOR, Frame
from community.core.http_edge.locale import choose_locale
from community.policies.stand_in import OwnThing, StandIn

View = TypeVar("View", bound=Callable[..., Any])


def shared_by_peers(view: View) -> View:
    """Mark a GET view whose page is the same for all who have the same rights, but for the holes in its templates.

    Where it asks for something of one person, or he wrote what stands on it, it is drawn for him alone as ever.
    """

    @wraps(view)
    def show(**arguments: Any) -> Any:
        if not frames.is_wanted() or not _is_recognised():
            return view(**arguments)
        frame = frames.found_frame() or _draw_frame(view, arguments)
        if frame is None:
            return view(**arguments)
        frames.hand_over(frame)
        page = _fill(frame, frames.current_viewer())
        return view(**arguments) if page is None else page

    return cast(View, show)


def _is_recognised() -> bool:
    """Whether he who asks is he under whose rights the page is filed: a request may hold two sessions."""
    viewer: Viewer = frames.current_viewer()
    return viewer.actor is getattr(current_user, "actor", None)


def _draw_frame(view: View, arguments: dict[str, Any]) -> Frame | None:
    """The page as a stand-in sees it; None when it is nothing to share."""
    try:
        with _standing_in() as stand_in, frames.draft() as draft:
            page = view(**arguments)
    except (OwnThing, PortalError):  # what nobody sees, its author may see
        return None
    if not isinstance(page, str):
        return None
    return draft.cut(page, frozenset(stand_in.authors), choose_locale())


@contextmanager
def _standing_in() -> Iterator[StandIn]:
    """Within this, the one who asks is somebody with the same rights, and nobody."""
    signed_in: Any = current_user._get_current_object()
    himself, token = signed_in.actor, signed_in.token
    stand_in = StandIn(himself)
    signed_in.actor, signed_in.token = stand_in, ""
    try:
        yield stand_in
    finally:
        signed_in.actor, signed_in.token = himself, token


def _fill(frame: Frame, viewer: Viewer) -> bytes | None:
    own = viewers().find_own(frame, viewer)
    if own is None:
        return None
    draws = current_app.extensions["portal_own_parts"]
    for name in set(frame.parts) - own.parts.keys():
        own.parts[name] = str(draws[name]()).encode()
        viewers().keep_part(viewer, name, frame.locale, own.parts[name])
    return frame.fill(own)


def for_author(thing: Any, draw: Callable[..., str], *words: Any) -> str:
    """What `draw(thing, *words)` gives: for the viewer, or in a shared page for the thing's author and for others."""
    draft, author = frames.drafting(), thing.author_id
    if draft is None or author is None:
        return draw(thing, *words)
    stand_in: StandIn = current_user.actor

    def suppose(is_he: bool) -> str:
        with stand_in.supposing(author, is_he=is_he):
            return draw(thing, *words)

    return draft.choose((AUTHOR, author), lambda: suppose(True), lambda: suppose(False))


def draw_viewer() -> str:
    """What the header shows of the member himself."""
    return render_template("layouts/_viewer.html")
