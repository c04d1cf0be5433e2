"""Writers are told what they can write, and which of their pictures say nothing to some readers."""

from __future__ import annotations

from flask import Flask

from community.policies.actor import Role
from tests.makers import make_article, make_member
from tests.service_levels.stories import publish_demo
from tests.services.client import PortalClient

SILENT = f"One.\n\n![](/files/{'0f' * 20}_800x600.png)\n"


def test_a_picture_without_words_is_named_with_its_line_and_kept(
    app: Flask, client: PortalClient
) -> None:
    article = make_article(body=SILENT)
    client.sign_in(make_member("", Role.EDITOR))
    page = client.get(f"/desk/articles/{article.id}/en").text
    assert "The picture on line 3 says nothing" in page
    assert "![](/files/" in page


def test_a_picture_with_words_is_fine(app: Flask, client: PortalClient) -> None:
    article = make_article(body=SILENT.replace("![]", "![A till]"))
    client.sign_in(make_member("", Role.EDITOR))
    assert "says nothing" not in client.get(f"/desk/articles/{article.id}/en").text


def test_the_editor_lists_what_can_be_quoted_today(app: Flask, client: PortalClient) -> None:
    article = make_article()
    client.sign_in(make_member("", Role.EDITOR))
    address = f"/desk/articles/{article.id}/en"
    assert "{{ tokens:" not in client.get(address).text
    publish_demo()
    page = client.get(address).text
    assert "{{ tokens:" in page
    assert "{{ first_response:" in page
