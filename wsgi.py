"""The portal's server, `python wsgi.py --workers 2 --port 8000` (options: granian's), and its app for any other server.

The processes of the server are forked from one that has imported the portal: they start in a third of the time and
share its memory. Each makes its own app, so that nobody inherits a connection.
"""

import gc
import sys

gc.disable()  # nearly all that is imported stays: looking through it again and again takes a tenth of the start

from community.app import create_app  # noqa: E402 (imported without it)
from config import ConfigFaults  # noqa: E402

gc.enable()

SERVED = ("--interface", "wsgi", "wsgi:app", "--blocking-threads", "4")

if __name__ == "__main__":
    from granian.cli import cli

    gc.freeze()
    cli([*SERVED, *sys.argv[1:]], auto_envvar_prefix="GRANIAN")
elif __name__ != "__mp_main__":  # how a process that was not forked calls what is above
    try:
        app = create_app()
    except ConfigFaults as faults:
        sys.exit(str(faults))  # what is wrong, without the way through the code to it

    # What was made at the start stays: looking through it again and again would hold up a page in twenty.
    gc.collect()
    gc.freeze()
