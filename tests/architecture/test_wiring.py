"""The tables of who is connected to what say each thing once: a second line would silently replace the first."""

from __future__ import annotations

import ast
from collections import Counter

from tests.architecture.tree import ROOT, python_files

PLANTED = "SUBSCRIBERS = {events.FlagUpheld: (one,), events.FlagUpheld: (other,)}"


def said_twice(source: str) -> list[str]:
    """The keys that a table has more than once."""
    tables = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Dict)]
    counts = [Counter(ast.unparse(key) for key in table.keys if key) for table in tables]
    return [key for count in counts for key, times in count.items() if times > 1]


def test_no_table_says_a_thing_twice() -> None:
    paths = [path for path in python_files("community") if "wiring" in path]
    assert len(paths) == 4
    twice = [key for path in paths for key in said_twice((ROOT / path).read_text())]
    assert twice == []


def test_a_line_that_replaces_another_is_found() -> None:
    assert said_twice(PLANTED) == ["events.FlagUpheld"]
