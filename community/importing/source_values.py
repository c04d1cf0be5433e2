"""What other systems wrote, as the portal can keep it: texts, whole numbers, instants."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import yaml

from community.core.clock import now

EARLIEST: Final = datetime(1970, 1, 1, tzinfo=UTC)
CLOCKS_DIFFER: Final = timedelta(days=1)
MAX_NUMBER: Final = 1_000_000_000
# PyYAML answers odd values of its tags with whatever error its constructors meet.
ODD_YAML: Final = (
    yaml.YAMLError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
)


def storable(value: Any) -> Any:
    """The value with its texts as both databases take them: without NUL, and with `?` for half a character."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [storable(one) for one in value]
    if isinstance(value, dict):
        return {storable(key): storable(one) for key, one in value.items()}
    return value


class _Loader(yaml.SafeLoader):
    """Reads texts as they can be stored, each once however often aliases name it."""


def _text_of(loader: _Loader, node: yaml.ScalarNode) -> Any:
    return storable(loader.construct_scalar(node))


_Loader.add_constructor("tag:yaml.org,2002:str", _text_of)


def load_json(source: str | bytes) -> Any:
    """What JSON says, storable; ValueError when it cannot be read."""
    try:
        return storable(json.loads(source))
    except RecursionError as error:
        raise ValueError("too deep") from error


def load_yaml(source: str) -> Any:
    """What YAML says, storable; ValueError when it cannot be read."""
    try:
        return yaml.load(source, _Loader)  # noqa: S506 – a safe loader
    except ODD_YAML as error:
        raise ValueError("no YAML") from error


def whole_number(value: Any, default: int = 0) -> int:
    """A whole number that a column holds, else the default."""
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return value if is_whole and abs(value) <= MAX_NUMBER else default


def read_instant(value: datetime | str | float, *, ahead: timedelta = CLOCKS_DIFFER) -> datetime:
    """The instant that ISO 8601 or seconds since 1970 say, in UTC.

    ValueError when it cannot be read or cannot be true: before 1970, or after now and `ahead`.
    """
    try:
        at = _moment(value)
    except (OverflowError, OSError) as error:
        raise ValueError("beyond the calendar") from error
    if not EARLIEST <= at <= now() + ahead:
        raise ValueError("not of our time")
    return at


def _moment(value: datetime | str | float) -> datetime:
    if isinstance(value, int | float):
        return datetime.fromtimestamp(value, UTC)
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value.strip())
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
