"""A small Zendesk Help Center export of our own words, as its API's lists have them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PIL import Image

HOST = "https://brindille.example"
PRINT = (
    '<h2 id="h_01">Which paper</h2><p>Open the order &amp; choose <strong>Print</strong>.</p>'
    '<p class="callout-warning">Mind the ink.</p>'
    '<p><img src="/hc/article_attachments/71/till.png" alt="The till"></p>'
    '<p>Then <a href="https://brindille.example/hc/en-us/articles/2002-Take-stock#h_02">take stock</a>, '
    'or see <a href="/hc/en-us/articles/9999">nothing</a>.</p>'
)
STOCK = '<p>Count, then <a href="#h_02">note</a>.</p><h3><a name="h_02"></a>Note it</h3><p>In {{dc.till}}.</p>'


def article(key: int, title: str, body: str, **more: Any) -> dict[str, Any]:
    return {
        "id": key,
        "section_id": 1001,
        "title": title,
        "body": body,
        "locale": "en-us",
        "source_locale": "en-us",
        "author_id": 31,
        "draft": False,
        "outdated_locales": [],
        "user_segment_id": None,
        "label_names": [],
        "position": key - 2000,
        "html_url": f"{HOST}/hc/en-us/articles/{key}-{title.replace(' ', '-')}",
        "created_at": "2023-04-05T06:07:08Z",
        "updated_at": "2024-05-06T07:08:09Z",
        **more,
    }


def translation(source: int, locale: str, title: str, body: str, **more: Any) -> dict[str, Any]:
    return {
        "id": source * 1000 + sum(map(ord, locale)),
        "source_id": source,
        "source_type": "Article",
        "locale": locale,
        "title": title,
        "body": body,
        "draft": False,
        "outdated": False,
        "html_url": f"{HOST}/hc/{locale}/articles/{source}-{title.replace(' ', '-')}",
        "created_at": "2023-06-05T06:07:08Z",
        "updated_at": "2024-06-06T07:08:09Z",
        **more,
    }


def rows() -> dict[str, list[dict[str, Any]]]:
    """Every kind of row, with what imports stumble over."""
    shelf = {"locale": "en-us", "position": 0}
    return {
        "categories": [
            {"id": 901, "name": "Shop", "html_url": f"{HOST}/hc/en-us/categories/901-Shop", **shelf}
        ],
        "sections": [
            {
                "id": 1001,
                "category_id": 901,
                "name": "Till",
                "html_url": f"{HOST}/hc/en-us/sections/1001-Till",
                **shelf,
            }
        ],
        "articles": [
            article(2001, "Print a note", PRINT, label_names=["paper", "till"]),
            article(2002, "Take stock", STOCK, user_segment_id=41),
            article(2003, "Our margins", "<p>Thirty.</p>", user_segment_id=43),
            article(2004, "Not yet", "<p>Soon.</p>", draft=True),
            article(2005, "Lost", "<p>Where?</p>", section_id=7),
        ],
        "translations": [
            translation(2001, "fr", "Imprimer un bon", "<p>Voilà.</p>", outdated=True),
            translation(2001, "de", "Drucken", "<p>So.</p>"),
        ],
        "user_segments": [
            {"id": 41, "name": "Signed-in users", "user_type": "signed_in_users", "built_in": True},
            {"id": 43, "name": "Resellers", "user_type": "signed_in_users", "built_in": False},
        ],
        "users": [{"id": 31, "name": "Rosa Linde"}],
        "article_attachments": [
            {"id": 71, "article_id": 2001, "file_name": "till.png", "inline": True},
            {"id": 72, "article_id": 2001, "file_name": "prices.pdf", "inline": False},
        ],
    }


def write_export(folder: Path, lists: dict[str, list[dict[str, Any]]] | None = None) -> Path:
    """The export in a folder, its articles in two pages as the API gives them."""
    lists = lists or rows()
    (folder / "attachments").mkdir(parents=True, exist_ok=True)
    for kind, values in lists.items():
        (folder / f"{kind}.json").write_text(json.dumps({kind: values, "count": len(values)}))
    first, rest = lists["articles"][:2], lists["articles"][2:]
    (folder / "articles.json").write_text(json.dumps({"articles": first, "next_page": "…"}))
    (folder / "articles-2.json").write_text(json.dumps({"articles": rest}))
    Image.new("RGB", (30, 20), "green").save(folder / "attachments/71-till.png")
    (folder / "attachments/72-prices.pdf").write_bytes(b"%PDF")
    return folder
