"""One family of errors in domain words; core/http_edge/errors.py turns them into pages and problem+json."""

from typing import TypeAlias

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

# A str, or a LazyString that becomes one in the reader's language.
Sentence: TypeAlias = str | LazyString


class PortalError(Exception):
    """A refusal that a person reads: what went wrong, what was kept, what to do next."""

    status = 500
    title: Sentence = _l("Something went wrong")

    def __init__(self, message: Sentence | None = None) -> None:
        self.message: Sentence = message if message is not None else self.title
        super().__init__(self.message)


class NotFound(PortalError):
    """There is no such thing, or the actor may not know of it: both read the same."""

    status = 404
    title = _l("There is nothing at this address")


class Gone(PortalError):
    """It was here and was deleted."""

    status = 410
    title = _l("This was removed")


class NotAllowed(PortalError):
    """The actor may not do this; the message says which right is missing, and whether helping others earns it."""

    status = 403
    title = _l("You may not do this")

    def __init__(self, message: Sentence | None = None, *, can_be_earned: bool = False) -> None:
        super().__init__(message)
        self.can_be_earned = can_be_earned


class SignInNeeded(NotAllowed):
    """A visitor tried what members do; the answer is the sign-in page."""

    status = 401
    title = _l("Please sign in first")


class Conflict(PortalError):
    """Somebody was faster, or the thing is no longer in a state that allows this."""

    status = 409
    title = _l("This changed in the meantime")


class Invalid(PortalError):
    """What was typed breaks a rule; `field` names the form field it belongs to, None for the whole."""

    status = 422
    title = _l("Please check what you entered")

    def __init__(self, message: Sentence | None = None, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class TooMany(PortalError):
    """A limit is reached; `retry_after` is in seconds."""

    status = 429
    title = _l("That was a little fast")

    def __init__(self, message: Sentence | None = None, *, retry_after: int = 60) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(PortalError):
    """Something the portal needs is away for a moment (the database, the index)."""

    status = 503
    title = _l("We will be right back")
