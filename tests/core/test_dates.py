"""Instants in words: whatever a database holds can be told."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask_babel import force_locale

from community.core.dates import FORMATS, say

FIRST, LAST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("at", [FIRST, LAST])
@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
def test_the_first_and_the_last_day_are_told_in_each_zone(
    app: Flask, monkeypatch: pytest.MonkeyPatch, name: str, at: datetime, zone: str
) -> None:
    monkeypatch.setattr(app.extensions["babel"], "timezone_selector", lambda: zone)
    with app.test_request_context("/"), force_locale("en"):
        assert say(name, at, "short")
