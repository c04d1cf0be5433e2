"""A real SMTP server that keeps what it is sent."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.services import processes


@dataclass
class Sink:
    """The messages received so far, in order, and where to send more."""

    port: int
    messages: list[EmailMessage] = field(default_factory=list)
    refusal: str | None = None  # such as "451 try again": what the next messages are answered

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 (its name there)
        """Called by aiosmtpd for each message."""
        if self.refusal is not None:
            return self.refusal
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.messages.append(message)
        return "250 kept"


@contextmanager
def running() -> Iterator[Sink]:
    """A sink on a free port of this machine."""
    sink = Sink(processes.free_port())
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
