"""The port that the portal is served on."""

import errno
import socket
import sys
import time

# So long a server that was just killed may take to let its port go.
PATIENCE_SECONDS, LOOK_SECONDS = 2, 0.1


def refuse_port(host: str, port: int, *, instead: str) -> None:
    """End with a sentence where somebody listens already: Granian would share the port with him."""
    until = time.monotonic() + PATIENCE_SECONDS
    while error := _why_not(host, port):
        if error.errno != errno.EADDRINUSE or time.monotonic() > until:
            sys.exit(f"{host}:{port} cannot be used ({error.strerror}): {instead}")
        time.sleep(LOOK_SECONDS)


def _why_not(host: str, port: int) -> OSError | None:
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        return error
    return None
