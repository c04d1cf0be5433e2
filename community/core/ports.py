"""The port that the portal is served on."""

import socket
import sys


def refuse_port(host: str, port: int, *, instead: str) -> None:
    """End with a sentence where somebody listens already: Granian would share the port with him."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        sys.exit(f"{host}:{port} cannot be used ({error.strerror}): {instead}")
