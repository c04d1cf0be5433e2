"""Code stays of a size that one can read, and the run prints the largest of each."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import cache

import pytest

from tests.architecture.house_rules import functions, role_of
from tests.architecture.tree import ROOT, python_files

pytestmark = pytest.mark.both
LONGEST_FUNCTION = 40
LONGEST_FILE = 300
LONGEST_OF_ROLE = {"models": 400, "views": 400}
POSITIONAL = 4
CODE = python_files("community", "config.py", "wsgi.py", "tools")
TESTS = python_files("tests")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def lines_of(path: str) -> int:
    return len((ROOT / path).read_text().splitlines())


@cache
def functions_of(path: str) -> list[Function]:
    return list(functions(ast.parse((ROOT / path).read_text())))


def length(function: Function) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


def positional(function: Function) -> int:
    names = [argument.arg for argument in [*function.args.posonlyargs, *function.args.args]]
    return len([name for name in names if name not in {"self", "cls"}])


def test_no_file_is_too_long() -> None:
    lengths = {path: lines_of(path) for path in CODE + TESTS}
    bounds = {path: LONGEST_OF_ROLE.get(role_of(path), LONGEST_FILE) for path in lengths}
    faults = [f"{path}: {count}" for path, count in lengths.items() if count > bounds[path]]
    assert not faults, "\n".join(faults)


def test_no_function_is_too_long() -> None:
    found = [
        (path, each.name, length(each)) for path in CODE + TESTS for each in functions_of(path)
    ]
    faults = [
        f"{path}: {name} has {count}" for path, name, count in found if count > LONGEST_FUNCTION
    ]
    assert not faults, "\n".join(faults)


def test_no_function_takes_a_row_of_unnamed_values() -> None:
    found = [(path, each.name, positional(each)) for path in CODE for each in functions_of(path)]
    faults = [f"{path}: {name} takes {count}" for path, name, count in found if count > POSITIONAL]
    assert not faults, "\n".join(faults)


def test_the_measures_are_printed(record_property: Callable[[str, object], None]) -> None:
    longest = max((length(each), path, each.name) for path in CODE for each in functions_of(path))
    largest = max((lines_of(path), path) for path in CODE)
    lengths = [length(each) for path in CODE for each in functions_of(path)]
    short = sum(each <= 20 for each in lengths) / len(lengths)
    ratio = sum(map(lines_of, TESTS)) / sum(map(lines_of, CODE))
    record_property(
        "figure",
        f"longest function {longest[0]} lines ({longest[1]}: {longest[2]}), longest file {largest[0]} lines"
        f" ({largest[1]}), {short:.1%} of functions within 20 lines, tests to code {ratio:.2f}",
    )
    assert ratio > 0


def test_a_long_function_would_be_seen() -> None:
    body = "def long() -> None:\n" + "    pass\n" * 41
    assert [length(each) for each in functions(ast.parse(body))] == [42]


def test_too_many_positional_parameters_would_be_seen() -> None:
    tree = ast.parse("def f(self, a, b, c, d, e, *, g): ...")
    assert [positional(each) for each in functions(tree)] == [5]
