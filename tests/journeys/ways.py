"""The ways in which a long story is told: with script, without it, and on a phone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page

from community.policies.actor import Role
from tests.journeys.test_by_thumb_and_by_keys import PHONE, fits
from tests.journeys.town import Person, Town
from tests.services.visit import axe_findings

WAYS: dict[str, tuple[bool, dict[str, Any]]] = {
    "script": (True, {}),
    "plain": (False, {}),
    "phone": (True, PHONE),
}
BOTH_WAYS = pytest.mark.parametrize(
    "has_script", [True, False], ids=["script", "plain"], indirect=True
)
OTHERS = [pytest.param(name, marks=pytest.mark.prove) for name in ("plain", "phone")]


@dataclass
class Story:
    """The town, and how its people look at it."""

    town: Town
    options: dict[str, Any]

    def person(self, *roles: Role, name: str, locale: str = "en") -> Person:
        """A member at the machine of this story."""
        person = self.town.person(*roles, name=name, locale=locale, **self.options)
        person.page.on("dialog", lambda dialog: dialog.accept())
        return person

    def sound(self, page: Page) -> None:
        """It is as wide as its window, and axe, which is a script, finds nothing."""
        fits(page)
        assert not self.town.has_script or axe_findings(page) == [], page.url
