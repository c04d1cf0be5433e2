"""What 100,000 questions and 300,000 answers cost: statements, plans, and pages as ratios to hello in the same run.

python -m benchmarks.questions [--questions N] [--databases sqlite,postgresql] [--seconds S]
"""

from __future__ import annotations

import argparse
import time

from flask import Flask

from benchmarks.asking import look_closely, measure_at_size
from benchmarks.town import count_rows, found_town, grow
from benchmarks.visits import Guests, Visit, count_statements, invite, pages, visits

FEW = 10


def fill(
    app: Flask, options: argparse.Namespace
) -> tuple[list[Visit], Guests, dict[tuple[str, str], int]]:
    """A town of few questions, counted, then of so many, counted again and its plans read; says what it finds."""
    town = found_town()
    grow(town, FEW)
    guests = invite(town)
    asked = visits(pages(town))
    few = count_statements(app, asked, guests)
    began = time.perf_counter()
    grow(town, options.questions)
    rows = count_rows()
    print(f"  filled in {time.perf_counter() - began:.0f} s: {rows}", flush=True)
    many = look_closely(app, asked, guests, few, FEW, options.questions)
    return asked, guests, many


if __name__ == "__main__":
    measure_at_size(__doc__, fill, questions=100_000)
