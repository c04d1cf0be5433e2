"""A folder of Markdown comes in as articles, from beginning to end."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from community.articles.texts import ArticleText, compose
from community.core import markup
from community.core.clock import now
from community.core.db import db, writing
from community.core.errors import Invalid
from community.core.files import StoredPicture, store_picture
from community.core.i18n import LOCALES
from community.importing.actions import IMPORTER, Taken, begin_run, note_progress
from community.importing.actions_help import (
    Shelf,
    keep_picture,
    page_key,
    place_page,
    settle_shelves,
    write_page,
)
from community.importing.left_out import LeftOut, Reason
from community.importing.markdown_links import anchor_key, anchors, settle_links
from community.importing.markdown_tree import PagePlan, TreePlan
from community.importing.menu_values import left_as_written
from community.importing.models import ImportedKind, ImportKind
from community.importing.queries import find_addresses, find_imported, hash_of
from community.importing.runs import BREATH_SECONDS, Advance, Report, finish, one_by_one

PAGES_AT_ONCE = 20
MAX_SUMMARY = 400


def import_help(
    plan: TreePlan,
    *,
    source: str,
    dry_run: bool = False,
    advance: Advance = lambda _pages: None,
) -> Report:
    """Bring the pages of a plan in; pages that stand here as they are change nothing."""
    report = Report(read=len(plan.pages), left_out=list(plan.left_out))
    run = _HelpRun(plan, source, report)
    news = run.news()
    report.unchanged = len(run.pages) - len(news)
    advance(report.unchanged)
    if dry_run:
        report.changed = sum(page.source in run.translations for page in news)
        report.added = len(news) - report.changed
    elif news:
        run.take(news, advance)
    return report


@dataclass
class _HelpRun:
    plan: TreePlan
    source: str
    report: Report
    translations: dict[str, int] = field(default_factory=dict)
    """Page in the tree → the translation that holds it."""
    new: set[str] = field(default_factory=set)

    @cached_property
    def pages(self) -> list[PagePlan]:
        """The pages in languages that the portal speaks."""
        kept = [page for page in self.plan.pages if page.locale in LOCALES]
        others = [page for page in self.plan.pages if page.locale not in LOCALES]
        self.report.left_out += [LeftOut(one.source, Reason.LANGUAGE, one.locale) for one in others]
        return kept

    def news(self) -> list[PagePlan]:
        """The pages that are new, or say something else than when they were taken."""
        keys = {page_key(self.source, page): page for page in self.pages}
        known = find_imported(ImportedKind.TRANSLATION, keys)
        self.translations = {keys[key].source: target for key, (target, _said) in known.items()}
        return [page for key, page in keys.items() if known.get(key, (0, ""))[1] != said_by(page)]

    def take(self, news: list[PagePlan], advance: Advance) -> None:
        """Places first, so that every link has somewhere to lead, then words."""
        run_id = self._place(news)
        pictures = self._store_pictures(news)
        addresses = find_addresses(self.translations.values())
        texts = _Texts(self, addresses, pictures)
        placed = [page for page in news if page.source in self.translations]
        advance(len(news) - len(placed))
        for batch in _parts(placed, PAGES_AT_ONCE):
            ready = [(page, text) for page in batch if (text := texts.text_of(page)) is not None]
            one_by_one(
                ready,
                lambda some: self._write(run_id, some),
                lambda one, why: self._refused(one[0], why),
            )
            advance(len(batch))
            time.sleep(BREATH_SECONDS)
        finish(run_id)

    def _place(self, news: list[PagePlan]) -> int:
        with writing():
            run_id = begin_run(IMPORTER, ImportKind.HELP, self.source)
            taken = Taken(run_id)
            shelf = settle_shelves(IMPORTER, self.plan, self.source, taken)
            note_progress(taken, cursor=0, at=now())
        order = {page.source: place for place, page in enumerate(self.pages, 1)}
        missing = [page for page in news if page.source not in self.translations]
        self.new = {page.source for page in missing}
        for batch in _parts(missing, PAGES_AT_ONCE):
            one_by_one(
                batch, lambda some: self._place_some(run_id, shelf, some, order), self._refused
            )
        return run_id

    def _place_some(
        self, run_id: int, shelf: Shelf, pages: list[PagePlan], order: Mapping[str, int]
    ) -> None:
        found: dict[str, int] = {}
        with writing():
            for page in pages:
                # One transaction a page to remember in: its translations look for its article.
                taken = Taken(run_id)
                found[page.source] = place_page(
                    IMPORTER,
                    page,
                    source=self.source,
                    section_id=shelf.sections[page.section],
                    position=order[page.source],
                    taken=taken,
                )
                note_progress(taken, cursor=0, at=now())
        self.translations |= found

    def _refused(self, page: PagePlan, why: str) -> None:
        self.report.left_out.append(LeftOut(page.source, Reason.NOT_TAKEN, why))

    def _store_pictures(self, news: Iterable[PagePlan]) -> dict[str, StoredPicture]:
        stored: dict[str, StoredPicture] = {}
        for source in sorted({picture for page in news for picture in page.pictures}):
            try:
                with (self.plan.root / source).open("rb") as stream:
                    stored[source] = store_picture(stream)
            except (Invalid, OSError) as error:
                why = str(error.message) if isinstance(error, Invalid) else "cannot be read"
                self.report.left_out.append(LeftOut(source, Reason.PICTURE_REFUSED, why))
        for batch in _parts(list(stored.items()), PAGES_AT_ONCE):
            with writing():
                for source, picture in batch:
                    keep_picture(IMPORTER, picture, Path(source).stem)
        return stored

    def _write(self, run_id: int, ready: list[tuple[PagePlan, ArticleText]]) -> None:
        with writing():
            taken = Taken(run_id)
            for page, text in ready:
                write_page(IMPORTER, page, translation_id=self.translations[page.source], text=text)
                key = page_key(self.source, page)
                taken.said.append((ImportedKind.TRANSLATION, key, said_by(page)))
                taken.changed += page.source not in self.new
            note_progress(taken, cursor=len(ready), at=now())
        self.report.changed += taken.changed
        self.report.added += len(ready) - taken.changed
        db.session.expunge_all()


@dataclass
class _Texts:
    """The words of pages with their links settled."""

    run: _HelpRun
    addresses: Mapping[int, str]
    pictures: Mapping[str, StoredPicture]
    anchors: dict[str, dict[str, str]] = field(default_factory=dict)

    @cached_property
    def by_source(self) -> dict[str, PagePlan]:
        """All pages by their file."""
        return {page.source: page for page in self.run.pages}

    def text_of(self, page: PagePlan) -> ArticleText | None:
        """The rendered page; None, with a line in the report, when it is longer than the portal takes."""
        body = settle_links(
            page.markdown,
            article=lambda source, anchor: self._address(page, source, anchor),
            picture=self._picture,
        )
        report = self.run.report
        try:
            text = compose(page.title, page.summary[:MAX_SUMMARY], body, lang=page.locale)
        except Invalid:
            report.left_out.append(LeftOut(page.source, Reason.TOO_LONG))
            return None
        report.left_out += left_as_written(page.source, body)
        return text

    def _address(self, page: PagePlan, source: str, anchor: str) -> str | None:
        heading = self._heading(source, anchor) if anchor else None
        end = f"#{heading}" if heading else ""
        if source == page.source:
            return end or None
        address = self.addresses.get(self.run.translations.get(source, 0))
        return f"{address}{end}" if address else None

    def _heading(self, source: str, anchor: str) -> str | None:
        """The id that the old anchor's heading has here."""
        if source not in self.anchors:
            page = self.by_source.get(source)
            toc = _headings(page) if page else ()
            self.anchors[source] = anchors(toc, page.anchors if page else ())
        return self.anchors[source].get(anchor_key(anchor))

    def _picture(self, source: str) -> str | None:
        stored = self.pictures.get(source)
        return f"/files/{stored.key}" if stored else None


def _headings(page: PagePlan) -> tuple[tuple[str, str], ...]:
    try:
        rendered = markup.render(page.markdown, lang=page.locale)
    except Invalid:
        return ()
    return tuple((identity, text) for _level, identity, text in rendered.toc)


def said_by(page: PagePlan) -> str:
    """The hash of what a page says and of where it stood."""
    return hash_of(
        page.title, page.summary, page.markdown, page.locale, page.section, page.old_paths
    )


def _parts(items: list, size: int) -> Iterable[list]:  # type: ignore[type-arg]
    return (items[place : place + size] for place in range(0, len(items), size))
