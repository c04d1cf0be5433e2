"""The app for a server: `granian --interface wsgi wsgi:app`."""

import gc
import sys

from community.app import create_app
from config import ConfigFaults

try:
    app = create_app()
except ConfigFaults as faults:
    sys.exit(str(faults))  # what is wrong, without the way through the code to it

# What was made at the start stays: looking through it again and again would hold up a page in twenty.
gc.collect()
gc.freeze()
