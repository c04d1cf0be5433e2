"""The way back of `flask export help`: the same pages, addresses, links and pictures again."""

import hashlib
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any, Self

from sqlalchemy import select

from community.articles.models import Translation
from community.articles.texts import ArticleText, compose
from community.core.clock import now
from community.core.db import db, writing
from community.core.errors import Invalid
from community.core.files import KEY, StoredPicture, files, store_picture
from community.importing.actions import IMPORTER, Taken, begin_run, note_progress
from community.importing.actions_help import keep_picture
from community.importing.actions_tree import (
    Ground,
    find_ground,
    find_places,
    place_article,
    settle_ground,
)
from community.importing.actions_tree_redirects import settle_redirects
from community.importing.actions_tree_texts import (
    holds_draft,
    said_of,
    settle_article,
    settle_staleness,
    write_words,
)
from community.importing.export_help import tree_of
from community.importing.help_tree import (
    ARTICLES,
    REDIRECTS,
    Front,
    absolute,
    load_page,
    loaded,
    rewrite_targets,
    without_place,
)
from community.importing.left_out import LeftOut, Reason
from community.importing.menu_values import left_as_written
from community.importing.models import ImportKind
from community.importing.queries import find_addresses
from community.importing.runs import (
    BREATH_SECONDS,
    REFUSALS,
    Advance,
    Report,
    finish,
    one_by_one,
    reason_of,
)
from community.importing.tree_reading import PortalTree, TextFile, words
from community.policies.actor import SYSTEM

ARTICLES_AT_ONCE = 10
REDIRECTS_AT_ONCE = 200
Ready = tuple[TextFile, ArticleText]


def import_tree(
    tree: PortalTree,
    *,
    source: str,
    dry_run: bool = False,
    advance: Advance = lambda _pages: None,
) -> Report:
    """Bring the texts of a tree in; what stands here as the tree says is left alone, so a broken run is taken up."""
    report = Report(read=len(tree.texts), left_out=list(tree.left_out))
    present = Present.of_portal()
    news = [one for one in tree.texts if present.texts.get(one.path) != one.said]
    report.unchanged = len(tree.texts) - len(news)
    advance(report.unchanged)
    run = TreeRun(tree, source, report)
    if dry_run:
        run.foresee([one for one in news if one.is_draft and present.says_otherwise(one)])
    elif news or present.lacks(tree):
        run.take(news, advance)
    taken = [one for one in news if one.path not in run.outside]
    report.changed = sum(one.path in present.texts for one in taken)
    report.added = len(taken) - report.changed
    return report


@dataclass
class Present:
    """What the portal's own help center says now, as its export would say it; places among others apart."""

    texts: dict[str, tuple[Front, str]] = field(default_factory=dict)
    shelves: dict[str, Front] = field(default_factory=dict)
    redirects: list[Front] = field(default_factory=list)

    @classmethod
    def of_portal(cls) -> Self:
        """Read from the rows."""
        present = cls()
        for path, body in tree_of(SYSTEM):
            page = load_page(body.decode()) if path.endswith(".md") else None
            if page is not None:
                present.texts[path] = (without_place(page[0]), page[1])
            elif path == REDIRECTS:
                present.redirects = loaded(body.decode())
            elif path.startswith(f"{ARTICLES}/"):
                key = path.removeprefix(f"{ARTICLES}/").rpartition("/")[0]
                present.shelves[key] = without_place(loaded(body.decode()))
        return present

    def says_otherwise(self, file: TextFile) -> bool:
        """Whether the words here are others than the file's, whatever it says about them."""
        front, body = self.texts.get(file.path, ({}, ""))
        return (body, said_of(front)) != (file.body, said_of(file.front))

    def lacks(self, tree: PortalTree) -> bool:
        """Whether a shelf or an old address of the tree is not here, or not as it says."""
        shelves = (*tree.categories, *tree.sections)
        if any(self.shelves.get(one.key) != without_place(one.values) for one in shelves):
            return True
        known = {str(one) for one in self.redirects}
        return any(str(one) not in known for one in tree.redirects)


@dataclass
class TreeRun:
    """One run over a tree; kinds of trees differ in how they know again what they brought before."""

    tree: PortalTree
    source: str
    report: Report
    ground: Ground = field(default_factory=Ground)
    places: dict[str, int] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    """File of a picture → its key here."""
    addresses: dict[str, str] = field(default_factory=dict)
    outside: set[str] = field(default_factory=set)
    """Files whose words were not taken."""

    def foresee(self, drafts: list[TextFile]) -> None:
        """Leave out the drafts that `take` would: somebody here is writing them."""
        for path, key in self.find(drafts).items():
            if holds_draft(key):
                self.outside.add(path)
                self.report.left_out.append(LeftOut(path, Reason.OPEN_DRAFT))

    def find(self, texts: list[TextFile]) -> dict[str, int]:
        """File → its translation, of the texts that are here."""
        ground = find_ground(self.tree)
        return find_places([one for one in texts if one.section in ground.sections], ground)

    def take(self, news: list[TextFile], advance: Advance) -> None:
        """Shelves and places first, so that every link has somewhere to lead, then words, then old addresses."""
        with writing():
            run_id = begin_run(IMPORTER, ImportKind.HELP, self.source)
            self.settle(run_id)
        self.report.left_out += self.ground.left_out
        self._place(run_id)
        self._store_pictures()
        by_key = find_addresses(set(self.places.values()))
        self.addresses = {path: by_key[key] for path, key in self.places.items()}
        for texts in _by_article(self.tree.texts):
            changed = [one for one in texts if one in news]
            if changed and all(one.path in self.places for one in texts):
                self._write(run_id, texts, changed)
                advance(len(changed))
                time.sleep(BREATH_SECONDS)
        self._redirect()
        finish(run_id)

    def settle(self, run_id: int) -> None:
        """Shelves, and the places of texts that are here: found by their addresses."""
        self.ground = settle_ground(IMPORTER, self.tree)
        self.places = find_places(self.tree.texts, self.ground)

    def remember_places(
        self, run_id: int, texts: list[TextFile], places: Mapping[str, int]
    ) -> None:
        """Note what became of texts that have got a place."""

    def remember_words(self, taken: Taken, texts: list[TextFile]) -> None:
        """Note what texts said when they were taken."""

    def _place(self, run_id: int) -> None:
        homeless = [
            texts
            for texts in _by_article(self.tree.texts)
            if any(one.path not in self.places for one in texts)
        ]
        for batch in _parts(homeless, ARTICLES_AT_ONCE):
            one_by_one(
                batch,
                lambda some: self._place_some(run_id, some),
                lambda texts, why: self._refused(why, texts),
            )

    def _place_some(self, run_id: int, articles: list[list[TextFile]]) -> None:
        places = dict(self.places)
        with writing():
            for texts in articles:
                missing = [one for one in texts if one.path not in places]
                place_article(IMPORTER, texts, self.ground, places)
                self.remember_places(run_id, missing, places)
        self.places = places

    def _store_pictures(self) -> None:
        stored = [(name, self._store(path)) for name, path in sorted(self.tree.files.items())]
        kept = [(name, one) for name, one in stored if one is not None]
        self.pictures = {name: one.key for name, one in kept}
        for batch in _parts(kept, ARTICLES_AT_ONCE):
            with writing():
                for name, one in batch:
                    keep_picture(IMPORTER, one, PurePosixPath(name).stem)

    def _store(self, path: Path) -> StoredPicture | None:
        try:
            body = path.read_bytes()
            if KEY.fullmatch(path.name) and hashlib.sha256(body).hexdigest()[:40] == path.name[:40]:
                return files().take_back(path.name, body)
            return store_picture(BytesIO(body))
        except (Invalid, OSError) as error:
            why = str(error.message) if isinstance(error, Invalid) else "cannot be read"
            self.report.left_out.append(LeftOut(path.name, Reason.PICTURE_REFUSED, why))
            return None

    def _write(self, run_id: int, texts: list[TextFile], changed: list[TextFile]) -> None:
        """One article in one transaction: its texts, published before drafts, then what is said of it."""
        ready = [one for file in changed if (one := self._ready(file)) is not None]
        left_out: list[LeftOut] = []
        try:
            with writing():
                for file, text in sorted(ready, key=lambda one: one[0].is_draft):
                    key, ground = self.places[file.path], self.ground
                    left_out += write_words(IMPORTER, file, text, translation_id=key, ground=ground)
                kept = {one.source for one in left_out}
                for file in (one for one in texts if not one.is_draft):
                    settle_staleness(file, self.places[file.path])
                article_id = _article_of(self.places[texts[0].path])
                left_out += settle_article(IMPORTER, texts, article_id, self.ground)
                taken = Taken(run_id)
                self.remember_words(taken, [file for file, _ in ready if file.path not in kept])
                note_progress(taken, cursor=len(ready), at=now())
            self.report.left_out += left_out
            self.outside |= kept
        except REFUSALS as error:
            self._refused(reason_of(error), [texts[0], *(file for file, _text in ready)])
        db.session.expunge_all()

    def _refused(self, why: str, texts: list[TextFile]) -> None:
        self.outside |= {one.path for one in texts}
        self.report.left_out.append(LeftOut(texts[0].path, Reason.NOT_TAKEN, why))

    def _ready(self, file: TextFile) -> Ready | None:
        body = rewrite_targets(file.body, lambda target: self._target(file, target))
        title, summary = words(file.front, "title"), words(file.front, "summary")
        try:
            text = compose(title, summary, body, lang=file.locale)
        except Invalid as error:
            self._refused(reason_of(error), [file])
            return None
        self.report.left_out += left_as_written(file.path, body)
        return file, text

    def _target(self, file: TextFile, target: str) -> str:
        path, mark, anchor = target.partition("#")
        found = absolute(path, file.folder)
        if found in self.pictures:
            return f"/files/{self.pictures[found]}"
        address = self.addresses.get(found) if path else None
        return f"{address}{mark}{anchor}" if address else target

    def _redirect(self) -> None:
        for batch in _parts(self.tree.redirects, REDIRECTS_AT_ONCE):
            with writing():
                left_out = settle_redirects(IMPORTER, batch, self.ground, self.places)
            self.report.left_out += left_out


def _article_of(translation_id: int) -> int:
    statement = select(Translation.article_id).where(Translation.id == translation_id)
    return db.session.scalars(statement).one()


def _by_article(texts: Iterable[TextFile]) -> Iterator[list[TextFile]]:
    """The texts of each article together, in the order of the first; that of the source language first."""
    groups: dict[str, list[TextFile]] = {}
    for one in texts:
        groups.setdefault(one.article, []).append(one)
    for group in groups.values():
        yield sorted(
            group, key=lambda one: (one.locale != words(one.front, "source"), one.locale, one.path)
        )


def _parts(items: list[Any], size: int) -> Iterator[list[Any]]:
    return (items[place : place + size] for place in range(0, len(items), size))
