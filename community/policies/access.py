"""How a route declares its rule; accounts/session.py asks it before the view runs."""

from collections.abc import Callable
from typing import Any, TypeVar

from community.policies.permission import Permission

View = TypeVar("View", bound=Callable[..., Any])


def access(permission: Permission, *, replayable: bool = False) -> Callable[[View], View]:
    """Declare who may come to this route at all; the action asks again, with the thing.

    A `replayable` POST takes nothing but its address: what a visitor clicked is done once he has signed in.
    """

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        view.replayable = replayable  # type: ignore[attr-defined]
        return view

    return mark


def permission_of(view: Callable[..., Any]) -> Permission | None:
    """What a route declared; None is a fault that the suite reports."""
    return getattr(view, "permission", None)


def is_replayable(view: Callable[..., Any]) -> bool:
    """Whether a visitor's click on this route is done after sign-in."""
    return bool(getattr(view, "replayable", False))
