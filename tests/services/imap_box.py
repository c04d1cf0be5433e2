"""A mailbox behind a real socket that speaks as much IMAP as the portal asks for."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Box:
    """The letters in it, those that were seen, and where it listens."""

    port: int = 0
    letters: list[bytes] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    password: str = "tulip"


@contextmanager
def running() -> Iterator[Box]:
    """A box on a free port of this machine."""
    box = Box()

    class Talk(socketserver.StreamRequestHandler):
        def say(self, *lines: str) -> None:
            self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

        def handle(self) -> None:
            self.say("* OK ready")
            for raw in self.rfile:
                tag, _space, command = raw.decode().strip().partition(" ")
                if not self.answer(tag, command):
                    return

        def answer(self, tag: str, command: str) -> bool:
            word = command.upper()
            if word.startswith("CAPABILITY"):
                self.say("* CAPABILITY IMAP4rev1")
            elif word.startswith("LOGIN") and box.password not in command:
                self.say(f"{tag} NO wrong password")
                return True
            elif word.startswith("SELECT"):
                self.say(f"* {len(box.letters)} EXISTS")
            elif word.startswith("UID SEARCH"):
                unseen = [str(n) for n in range(1, len(box.letters) + 1) if n not in box.seen]
                self.say("* SEARCH " + " ".join(unseen))
            elif word.startswith("UID FETCH"):
                self.fetch(int(command.split()[2]))
            elif word.startswith("UID STORE"):
                box.seen.add(int(re.findall(r"\d+", command)[0]))
            elif word.startswith("LOGOUT"):
                self.say("* BYE", f"{tag} OK")
                return False
            self.say(f"{tag} OK done")
            return True

        def fetch(self, number: int) -> None:
            raw = box.letters[number - 1]
            self.wfile.write(f"* {number} FETCH (UID {number} BODY[]<0> {{{len(raw)}}}\r\n".encode())
            self.wfile.write(raw + b")\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        box.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield box
        server.shutdown()
