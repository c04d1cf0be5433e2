"""What a process keeps in memory of the company's own texts names nobody who was forgotten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask import Flask

from community.accounts import actions_erasure
from community.accounts.models_erasure import EraseReason
from community.core.db import writing
from community.policies.actor import SYSTEM
from community.service_levels.actions_menu import install_menu
from community.service_levels.catalogue import demo_menu
from tests.glossary.stories import define
from tests.makers import make_member
from tests.service_levels.stories import LONG_AGO
from tests.services.client import PortalClient
from tests.services.worker import Worker


def test_menu_and_glossary_name_nobody_who_was_forgotten(
    app: Flask, new_client: Callable[[], PortalClient], drain: Worker
) -> None:
    member, client = make_member("Zenobia"), new_client()
    handle = member.handle
    at_him = f"@{handle}"
    menu, said = demo_menu((2026,)), {"en": f"Ask {at_him} about it."}
    severities = tuple(replace(one, definition=said) for one in menu.severities)
    with writing():
        install_menu(replace(menu, severities=severities), LONG_AGO)
    define("till", f"Where {at_him} takes the money.")
    drain()
    pages = ("/services/en", "/glossary/en")
    assert [handle in client.get(page).text for page in pages] == [True] * 2
    with writing():
        actions_erasure.erase(SYSTEM, member.id, EraseReason.ASKED, with_posts=False)
    drain()
    assert [handle in client.get(page).text for page in pages] == [False] * 2
