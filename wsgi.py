"""The portal's server, `python wsgi.py --workers 2 --port 8000` (options: granian's), and its app for any other server.

The processes of the server are forked from one that has imported the portal: they start in a third of the time and
share its memory. Each makes its own app, so that nobody inherits a connection.
"""

import gc
import sys
from typing import Any

gc.disable()  # nearly all that is imported stays: looking through it again and again takes a tenth of the start

from community.app import create_app  # noqa: E402 (imported without it)
from community.core.metrics import METRICS  # noqa: E402
from community.core.ports import refuse_port  # noqa: E402
from community.demo.presence import refuse_demo  # noqa: E402
from config import ConfigFaults, load  # noqa: E402

gc.enable()

# A process that was killed is made anew; what lets none start is found before the first.
SERVED = ("--interface", "wsgi", "wsgi:app", "--blocking-threads", "4", "--respawn-failed-workers")


def refuse_faults() -> None:
    """End with a sentence where no process could start: each would be made anew for ever."""
    try:
        refuse_demo(load())
    except ConfigFaults as faults:
        sys.exit(str(faults))  # what is wrong, without the way through the code to it


if __name__ == "__main__":
    from granian.cli import cli

    serve: Any = cli.callback

    def serve_alone(**options: Any) -> None:
        """Serve as these options say, if the portal can start and nobody else serves there."""
        refuse_faults()
        if not options["uds"]:
            refuse_port(options["host"], options["port"], instead="take another --port.")
        # Here as well, so that what was counted outlives a process that serves alone.
        METRICS.share(load().data_folder / "metrics")
        serve(**options)

    gc.freeze()
    cli.callback = serve_alone
    cli([*SERVED, *sys.argv[1:]], auto_envvar_prefix="GRANIAN")
elif __name__ != "__mp_main__":  # how a process that was not forked calls what is above
    try:
        config = load()
        app = create_app(config)
    except ConfigFaults as faults:
        sys.exit(str(faults))  # what is wrong, without the way through the code to it

    METRICS.share(config.data_folder / "metrics")

    # What was made at the start stays: looking through it again and again would hold up a page in twenty.
    gc.collect()
    gc.freeze()
