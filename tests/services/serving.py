"""Servers of the tests' own process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseServer

# How often one looks whether it shall end: each test that has one waits for that.
LOOKS_S = 0.01


@contextmanager
def serving(server: BaseServer) -> Iterator[None]:
    """Let it take requests in a thread until the block ends; then it is closed."""
    thread = threading.Thread(target=server.serve_forever, args=(LOOKS_S,), daemon=True)
    with server:
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
