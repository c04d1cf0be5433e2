"""Another system that takes webhooks on this machine, and answers as a test says."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.services.serving import serving


@dataclass
class Receiver:
    """What came in, and what the next requests are answered."""

    port: int = 0
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answer: tuple[int, dict[str, str]] = (204, {})
    # Instead of an answer.
    act: Callable[[BaseHTTPRequestHandler], None] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/hooks?of=portal"

    @property
    def types(self) -> list[str]:
        """The types of the messages, in order."""
        return [json.loads(body)["type"] for _headers, body in self.requests]

    def body(self, place: int = -1) -> dict[str, Any]:
        """A message's body."""
        found: dict[str, Any] = json.loads(self.requests[place][1])
        return found


def drip(handler: BaseHTTPRequestHandler) -> None:
    """Say a little each moment, without end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for _moment in range(100):
        try:
            handler.wfile.write(b"X-Slow: yes\r\n")
            handler.wfile.flush()
        except OSError:
            return
        time.sleep(0.05)


def reset(handler: BaseHTTPRequestHandler) -> None:
    """Hang up without a word."""
    handler.close_connection = True
    handler.connection.close()


def babble(handler: BaseHTTPRequestHandler) -> None:
    """Answer in another protocol: the first frame of HTTP/2."""
    handler.wfile.write(b"\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x80\r\n\r\n")
    handler.close_connection = True


@contextmanager
def running() -> Iterator[Receiver]:
    """A receiver on a free port of this machine."""
    receiver = Receiver()

    class Take(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.requests.append(({k.lower(): v for k, v in self.headers.items()}, body))
            if receiver.act is not None:
                receiver.act(self)
                return
            status, headers = receiver.answer
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_words: Any) -> None:
            return

        def finish(self) -> None:
            try:
                super().finish()
            except (OSError, ValueError):
                return

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_words: Any) -> None:
            return

    server = Quiet(("127.0.0.1", 0), Take)
    receiver.port = server.server_address[1]
    with serving(server):
        yield receiver
