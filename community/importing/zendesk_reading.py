"""A Zendesk Help Center export, read into the same tree that the portal's own export is."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from pathlib import Path

from slugify import slugify

from community.articles.audiences import MEMBERS, PLAN, SEGMENT, STAFF
from community.core.i18n import DEFAULT, LOCALES
from community.importing.help_tree import ARTICLES, Front, text_path, without_empty
from community.importing.html_reading import markdown_of
from community.importing.left_out import LeftOut, Reason
from community.importing.source_values import whole_number
from community.importing.tree_reading import PortalTree, ShelfFile, TextFile
from community.importing.zendesk_links import Links, Text, name_of_article
from community.importing.zendesk_rows import (
    Row,
    ZendeskRows,
    language,
    listed,
    old_path,
    read_rows,
    words,
)


def read_zendesk(root: Path, *, known: Collection[str] = ()) -> PortalTree:
    """The tree of an export; `known` are the plans and segments here that a user segment may be named after."""
    return _Reading(read_rows(root), frozenset(known)).tree()


@dataclass
class _Reading:
    rows: ZendeskRows
    known: frozenset[str]
    left_out: list[LeftOut] = field(default_factory=list)

    def tree(self) -> PortalTree:
        """Everything that can be taken."""
        self.left_out += self.rows.left_out
        tree = PortalTree(self.rows.root)
        tree.categories = [self._shelf(one, "") for one in self.rows.all("categories")]
        tree.sections = list(self._sections())
        links = Links(self.rows, self.texts)
        tree.texts = [self._file(one, place, links) for place, one in enumerate(self.texts, 1)]
        tree.redirects = list(self._redirects())
        tree.people = {name: name for name in map(self._author, self.rows.all("articles")) if name}
        tree.files, tree.left_out = links.pictures, [*self.left_out, *links.left_out]
        return tree

    def _shelf(self, row: Row, category: str) -> ShelfFile:
        key = str(row["id"])
        spoken = language(row) or language(row, "source_locale")
        locale = spoken if spoken in LOCALES else DEFAULT
        name, description = words(row, "name") or words(row, "title"), _bare(row, "description")
        said = {"name": {locale: name or key}, "description": {locale: description}}
        for one, text in self._translated(row).items():
            # A language that was only begun takes nothing away.
            said["name"][one] = words(text, "title") or said["name"].get(one, "")
            said["description"][one] = _bare(text, "body") or said["description"].get(one, "")
        values = {**said, "position": whole_number(row.get("position"))}
        return ShelfFile(f"{category}/{key}" if category else key, category, values)

    def _translated(self, shelf: Row) -> dict[str, Row]:
        """Names of a category or a section in our languages, where translations tell of them."""
        found = {}
        for row in self.rows.all("translations"):
            is_its = str(row.get("source_id")) == str(shelf["id"])
            if is_its and words(row, "source_type") in {"Category", "Section"}:
                found[language(row)] = row
        return {locale: row for locale, row in found.items() if locale in LOCALES}

    def _sections(self) -> Iterator[ShelfFile]:
        for row in self.rows.all("sections"):
            category = str(row.get("category_id"))
            if self.rows.find("categories", category) is None:
                self.left_out.append(LeftOut(f"section {row['id']}", Reason.NO_SECTION))
            else:
                yield self._shelf(row, category)

    @cached_property
    def texts(self) -> list[Text]:
        """The texts that can be taken, by article in its place, each with its path."""
        return [one for article in self.rows.all("articles") for one in self._texts_of(article)]

    def _texts_of(self, article: Row) -> Iterator[Text]:
        section = self.rows.find("sections", article.get("section_id"))
        if section is None or self.rows.find("categories", section.get("category_id")) is None:
            self.left_out.append(LeftOut(name_of_article(article), Reason.NO_SECTION))
            return
        folder = f"{ARTICLES}/{section['category_id']}/{section['id']}"
        seen: set[str] = set()
        for row in self._languages(article):
            locale = language(row)
            if locale not in LOCALES or locale in seen:
                self.left_out.append(
                    LeftOut(name_of_article(article), Reason.LANGUAGE, words(row, "locale"))
                )
                continue
            seen.add(locale)
            is_draft = bool(row.get("draft", article.get("draft")))
            page = markdown_of(words(row, "body"))
            if page.markdown.strip():
                path = text_path(folder, str(article["id"]), locale, is_draft=is_draft)
                yield Text(article, row, locale, is_draft, page, path)
            else:
                self.left_out.append(LeftOut(name_of_article(article), Reason.NO_TEXT, locale))

    def _languages(self, article: Row) -> list[Row]:
        """The article's translations; an export without them has its one language in the article's row."""
        rows = self.translations.get(str(article["id"]), [])
        source = words(article, "source_locale") or words(article, "locale")
        if not any(words(row, "locale") == source for row in rows):
            rows = [article, *rows]
        return sorted(rows, key=lambda row: words(row, "locale") != source)

    @cached_property
    def translations(self) -> dict[str, list[Row]]:
        """Article → its translations."""
        found: dict[str, list[Row]] = {}
        for row in self.rows.all("translations"):
            if words(row, "source_type") in {"", "Article"} and not row.get("hidden"):
                found.setdefault(str(row.get("source_id")), []).append(row)
        return found

    def _file(self, text: Text, place: int, links: Links) -> TextFile:
        article, row = text.article, text.row
        published = words(row, "updated_at") or words(article, "edited_at")
        lagging = listed(article, "outdated_locales")
        outdated = row.get("outdated") or words(row, "locale") in lagging
        front: Front = {
            "title": words(row, "title") or words(article, "title") or words(article, "name"),
            "locale": text.locale,
            "position": place,
            "source": self._source(article),
            "draft": text.is_draft,
            "author": self._author(article),
            "created": words(article, "created_at"),
            "created_by": self._author(article),
            "published": published or words(article, "updated_at"),
            "first_published": words(row, "created_at") or words(article, "created_at"),
            "staleness": "out_of_date" if outdated and text.locale != self._source(article) else "",
            "audience": self._audience(article),
            "tags": [one for one in listed(article, "label_names") if isinstance(one, str)],
        }
        front["slug"] = slugify(str(front["title"]), max_length=80, word_boundary=True)
        section = text.path.removeprefix(f"{ARTICLES}/").rpartition("/")[0]
        name = text_path(f"{ARTICLES}/{section}", str(article["id"]), "xx").removesuffix(".xx.md")
        body = links.settled(text)
        return TextFile(
            text.path, name, section, text.locale, text.is_draft, without_empty(front), body
        )

    def _source(self, article: Row) -> str:
        spoken = language(article, "source_locale") or language(article)
        return spoken if spoken in LOCALES else DEFAULT

    def _author(self, article: Row) -> str:
        user = self.rows.find("users", article.get("author_id"))
        return words(user, "name") if user else ""

    def _audience(self, article: Row) -> list[str] | None:
        """Who sees it: None for everybody (as its section); what nobody here knows, only staff."""
        given = article.get("user_segment_ids") or article.get("user_segment_id")
        wanted = [one for one in (given if isinstance(given, list) else [given]) if one is not None]
        grants: list[str] = []
        for key in wanted:
            segment = self.rows.find("user_segments", key) or {}
            grant = self._grant(segment)
            if grant is None:
                detail = words(segment, "name") or str(key)
                self.left_out.append(LeftOut(name_of_article(article), Reason.SEGMENT, detail))
            grants.append(grant or STAFF)
        return sorted(set(grants)) if wanted else None

    def _grant(self, segment: Row) -> str | None:
        kind, key = words(segment, "user_type"), slugify(words(segment, "name"))
        if segment.get("built_in") and kind in {"signed_in_users", "staff"}:
            return MEMBERS if kind == "signed_in_users" else STAFF
        named = (f"{SEGMENT}{key}", f"{PLAN}{key}")
        return next((one for one in named if one in self.known), STAFF if kind == "staff" else None)

    def _redirects(self) -> Iterator[Front]:
        for kind, what in (("categories", "category"), ("sections", "section")):
            for row in self.rows.all(kind):
                key = str(row["id"])
                where = f"{row.get('category_id')}/{key}" if what == "section" else key
                yield from ({"path": path, what: where} for path in _paths(row, kind))
        for text in self.texts:
            for path in _paths(text.row, "articles", str(text.article["id"])):
                yield {"path": path, "text": text.path}
        for name in sorted(
            {one.path.rsplit("/", 1)[0] + f"/{one.article['id']}" for one in self.texts}
        ):
            yield {"path": f"/hc/articles/{name.rpartition('/')[2]}", "article": name}


def _paths(row: Row, kind: str, key: str = "") -> Iterator[str]:
    """The old addresses of a page: as it was linked, and without its title, which the old site did not ask for."""
    key, locale = key or str(row["id"]), words(row, "locale")
    if path := old_path(row):
        yield path
    short = f"/hc/{locale}/{kind}/{key}"
    if locale and short != old_path(row):
        yield short


def _bare(row: Row, key: str) -> str:
    """A text without the tags that it may be written in."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", words(row, key))).split())
