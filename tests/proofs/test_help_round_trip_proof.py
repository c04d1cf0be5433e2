"""A whole help center goes from one database to the other as files: the same pages, addresses and links.

The demo's content always; help centers from outside where HELP_DATA names a folder of them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from community.articles.models import ArticleRevision, Translation
from community.content.models import SlugRedirect
from community.core.db import db
from community.demo.seed import seed
from community.importing import runs_tree
from community.importing.export_help import export_help
from community.importing.left_out import Reason
from community.importing.markdown_tree import read_tree
from community.importing.queries import find_addresses
from community.importing.runs_help import import_help
from community.importing.runs_tree import import_tree
from community.importing.tree_reading import read_portal_tree
from community.policies.actor import SYSTEM, Role
from tests.makers import make_member
from tests.services.client import PortalClient
from tests.services.databases import ENGINES
from tests.services.portals import Portal

pytestmark = pytest.mark.prove
HREF = re.compile(r'href="(/[^"#]+)')
Portals = Callable[[str], Portal]
Note = Callable[[str, object], None]
DATA = os.environ.get("HELP_DATA", "")


@dataclass(frozen=True)
class Center:
    """A help center as readers meet it: pages by address, where old addresses lead, how links answer."""

    pages: dict[str, tuple[str, str]]
    redirects: dict[str, str | None]
    links: dict[str, int]


def demo(_folder: Path) -> int:
    """The demo's help center; how many texts."""
    seed()
    return len(db.session.scalars(select(Translation.id)).all())


def outside(_folder: Path) -> int:
    """Each help center of the folder that HELP_DATA names."""
    folders = sorted(Path(DATA).iterdir())
    reports = [import_help(read_tree(one), source=one.name) for one in folders]
    return sum(one.added for one in reports)


def reader(portal: Portal) -> PortalClient:
    """Somebody who sees everything."""
    client = PortalClient(portal.app, portal.app.response_class, use_cookies=True)
    return client.sign_in(make_member("Ada Reader", Role.ADMIN))


def center(portal: Portal) -> Center:
    """What stands in a portal."""
    db.session.rollback()
    statement = select(Translation.id, ArticleRevision.title, ArticleRevision.html).join(
        ArticleRevision, ArticleRevision.id == Translation.published_revision_id
    )
    rows = db.session.execute(statement).all()
    addresses = find_addresses([row.id for row in rows])
    pages = {addresses[row.id]: (row.title, row.html) for row in rows}
    paths = select(SlugRedirect.path).where(SlugRedirect.path.startswith("/"))
    client, old = reader(portal), sorted(db.session.scalars(paths))
    hrefs = {one for _title, html in pages.values() for one in HREF.findall(html)}
    return Center(
        pages,
        {path: client.get(path).location for path in old},
        {href: client.get(href).status_code for href in sorted(hrefs)},
    )


def files_of(folder: Path) -> dict[str, bytes]:
    """The bytes of every file."""
    files = (one for one in folder.rglob("*") if one.is_file())
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in files}


def move(
    portals: Portals, fill: Callable[[Path], int], way: tuple[str, str], folder: Path
) -> tuple[Center, Center, int]:
    """A help center before and after it went from one engine to the other; how many texts."""
    first, second = portals(way[0]), portals(way[1])
    first.reset()
    with first.app.app_context():
        texts = fill(folder)
        export_help(SYSTEM, folder / "out")
        before = center(first)
        db.session.remove()
    second.reset()
    with second.app.app_context():
        report = import_tree(read_portal_tree(folder / "out"), source="moved")
        # A new portal has no menu yet: what texts quote of it stays as it was written, and is said.
        assert {one.reason for one in report.left_out} <= {Reason.MENU_VALUE}
        export_help(SYSTEM, folder / "again")
        after = center(second)
        db.session.remove()
    return before, after, texts


@pytest.mark.parametrize("way", [ENGINES, ENGINES[::-1]], ids="-to-".join)
@pytest.mark.parametrize("fill", [demo, outside] if DATA else [demo])
def test_a_help_center_goes_from_one_database_to_the_other_unchanged(
    portals: Portals,
    fill: Callable[[Path], int],
    way: tuple[str, str],
    tmp_path: Path,
    record_property: Note,
) -> None:
    before, after, texts = move(portals, fill, way, tmp_path)
    assert before == after
    assert files_of(tmp_path / "out") == files_of(tmp_path / "again")
    record_property(
        "figure",
        f"help round trip, {fill.__name__}, {' to '.join(way)}: {texts} texts, {len(after.redirects)} "
        f"old addresses, {len(after.links)} links, files equal to the byte",
    )


def test_an_import_that_leaves_links_as_they_lie_in_files_is_found_out(
    portals: Portals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_property: Note
) -> None:
    monkeypatch.setattr(runs_tree, "rewrite_targets", lambda text, _resolve: text)
    before, after, _texts = move(portals, demo, (ENGINES[0], ENGINES[0]), tmp_path)
    assert before != after
    wrong = sum(after.pages[one] != before.pages[one] for one in before.pages)
    record_property(
        "figure", f"help round trip, control: {wrong} pages with links as in files differ"
    )
