"""The portal of the tests' own process, served to a real browser: its clock is the test's, its worker goes by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from tests.services.portals import Portal
from tests.services.serving import serving


class _Quiet(WSGIRequestHandler):
    def log(self, *_words: Any) -> None:
        return


@contextmanager
def served(portal: Portal) -> Iterator[str]:
    """Answers requests at this address until the block ends."""

    def answer(environ: Any, start_response: Any) -> Iterable[bytes]:
        try:
            found = portal.app(environ, start_response)
            body = b"".join(found)
            getattr(found, "close", lambda: None)()
            return [body]
        finally:
            portal.page_cache.close()  # this thread's own connections

    server = make_server("127.0.0.1", 0, answer, threaded=True, request_handler=_Quiet)
    with serving(server):
        yield f"http://127.0.0.1:{server.server_port}"
