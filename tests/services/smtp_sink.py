"""A real SMTP server that keeps what it is sent."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from typing import Any

from aiosmtpd.controller import Controller

from tests.services import processes


@dataclass
class Sink:
    """The messages received so far, in order, and where to send more."""

    port: int
    received: list[bytes] = field(default_factory=list)
    read: list[EmailMessage] = field(default_factory=list)
    refusal: str | None = None  # such as "451 try again": what the next messages are answered

    @property
    def messages(self) -> list[EmailMessage]:
        """Each as a mail program reads it; to read one takes longer than to receive it."""
        for content in self.received[len(self.read) :]:
            self.read.append(email.message_from_bytes(content, policy=email.policy.default))
        return self.read

    def message_ids(self) -> list[str]:
        """The Message-ID of each, of which there may be very many."""
        return [str(BytesHeaderParser().parsebytes(one)["Message-ID"]) for one in self.received]


class Hatch:
    """What aiosmtpd hands messages to; it looks at every attribute for each connection, so there are no others."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 (its name there)
        """Keep the message, or refuse it."""
        if self.sink.refusal is not None:
            return self.sink.refusal
        self.sink.received.append(envelope.content)
        return "250 kept"


@contextmanager
def running() -> Iterator[Sink]:
    """A sink on a free port of this machine."""
    sink = Sink(processes.free_port())
    controller = Controller(Hatch(sink), hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
