"""A mailbox behind a real socket that speaks as much IMAP as the portal asks for."""

from __future__ import annotations

import re
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.services.serving import serving


@dataclass
class Box:
    """The letters in it, those that were seen, and where it listens."""

    port: int = 0
    letters: list[bytes] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    password: str = "tulip"

    def answer(self, command: str) -> bytes:
        """What is said before the OK."""
        numbers = [int(one) for one in re.findall(r"\d+", command)]
        if command.startswith("CAPABILITY"):
            return b"* CAPABILITY IMAP4rev1\r\n"
        if command.startswith("SELECT"):
            return f"* {len(self.letters)} EXISTS\r\n".encode()
        if command.startswith("UID SEARCH"):
            every = range(1, len(self.letters) + 1)
            unseen = " ".join(str(number) for number in every if number not in self.seen)
            return f"* SEARCH {unseen}\r\n".encode()
        if command.startswith("UID FETCH"):
            raw = self.letters[numbers[0] - 1]
            head = f"* {numbers[0]} FETCH (UID {numbers[0]} BODY[]<0> {{{len(raw)}}}\r\n"
            return head.encode() + raw + b")\r\n"
        if command.startswith("UID STORE"):
            self.seen.add(numbers[0])
        return b""


class Talk(socketserver.StreamRequestHandler):
    """One client."""

    box: Box

    def handle(self) -> None:
        """Answer line by line until it leaves."""
        self.wfile.write(b"* OK ready\r\n")
        for raw in self.rfile:
            tag, _space, command = raw.decode().strip().partition(" ")
            if command.startswith("LOGIN") and self.box.password not in command:
                self.wfile.write(f"{tag} NO wrong password\r\n".encode())
                continue
            self.wfile.write(self.box.answer(command) + f"{tag} OK done\r\n".encode())
            if command.startswith("LOGOUT"):
                return


@contextmanager
def running() -> Iterator[Box]:
    """A box on a free port of this machine."""
    box = Box()
    handler = type("TalkToBox", (Talk,), {"box": box})
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    box.port = server.server_address[1]
    with serving(server):
        yield box
