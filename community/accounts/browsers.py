"""What a browser calls itself, in words that its owner recognises."""

import re
from typing import Final

PROGRAMS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser_name(agent: str) -> str:
    """`Firefox · Windows` and the like; the beginning of what it says where nothing is known."""
    found = [
        next((word for sign, word in table if sign in agent), None) for table in (PROGRAMS, SYSTEMS)
    ]
    known = " · ".join(word for word in found if word)
    return known or re.split(r"[/ ;]", agent, maxsplit=1)[0][:40] or "–"
