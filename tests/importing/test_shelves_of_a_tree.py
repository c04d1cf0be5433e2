"""What the file of a section says is taken as far as a writer could have typed it; the rest is reported."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from community.articles.models import HelpSection
from community.core.db import db
from community.importing.left_out import Reason
from tests.importing.test_help_tree import take


@pytest.mark.parametrize(("days", "kept"), [("6", None), ("7", 7), ("3651", None), ("often", None)])
def test_days_between_checks_that_a_writer_could_not_type_are_reported(
    app: Flask, tmp_path: Path, days: str, kept: int | None
) -> None:
    (folder := tmp_path / "articles/guides/till").mkdir(parents=True)
    (folder / "section.yaml").write_text(f"verification_days: {days}\n")
    told = [(one.reason, one.source, one.detail) for one in take(tmp_path).left_out]
    line = (Reason.BAD_FIELD, "guides/till", f"verification_days: {days}")
    assert told == ([] if kept else [line])
    assert db.session.scalars(select(HelpSection.verification_days)).one() == kept
