"""How much work a call does, told in something else than seconds, which a busy machine stretches."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any


def lines_run(call: Callable[[], object]) -> int:
    """The lines of Python that `call` runs: as many on every machine; what a function in C does is not seen."""
    count = 0

    def trace(_frame: FrameType, event: str, _value: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    former = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(former)
    return count


def cost_of(call: Callable[[], object], times: int = 5) -> float:
    """Seconds of the processor that `call` takes at best: no measure by itself, only beside another of that moment."""
    costs = []
    for _ in range(times):
        began = time.process_time()
        call()
        costs.append(time.process_time() - began)
    return min(costs)
