"""Offsets of a time zone from UTC as spans of instants; zoneinfo keeps its table of changes to itself."""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

_BLOCK_BITS = 25  # 2**25 seconds: about 388 days, learnt at once and remembered
_PROBE = 43_200  # no zone changed its clocks twice within twelve hours


def is_zone(name: str) -> bool:
    """Whether the time zone database knows this name."""
    return name in _names()


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(available_timezones())


def offset_span(zone: str, at: int) -> tuple[int, int]:
    """Offset in seconds that holds at an instant, and an instant until which it holds at least."""
    number = at >> _BLOCK_BITS
    starts, offsets = _block(zone, number)
    index = bisect_right(starts, at) - 1
    ends = starts[index + 1] if index + 1 < len(starts) else (number + 1) << _BLOCK_BITS
    return offsets[index], ends


@lru_cache(maxsize=4096)
def _block(zone: str, number: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    info = ZoneInfo(zone)
    first, end = number << _BLOCK_BITS, (number + 1) << _BLOCK_BITS
    starts, offsets = [first], [_offset(info, first)]
    for before in range(first, end, _PROBE):
        after = min(before + _PROBE, end - 1)
        offset = _offset(info, after)
        if offset != offsets[-1]:
            starts.append(_first_change(info, before, after, offset))
            offsets.append(offset)
    return tuple(starts), tuple(offsets)


def _first_change(info: ZoneInfo, before: int, after: int, offset: int) -> int:
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(info, middle) == offset:
            after = middle
        else:
            before = middle
    return after


def _offset(info: ZoneInfo, at: int) -> int:
    delta = datetime.fromtimestamp(at, UTC).astimezone(info).utcoffset() or timedelta()
    return delta.days * 86_400 + delta.seconds
