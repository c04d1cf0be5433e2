"""The help center as a tree of Markdown: the same content gives the same bytes, whatever database it lies in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from community.articles.addresses import article_address, slug_of
from community.articles.models import HelpCategory, HelpSection
from community.core.audit import audit
from community.core.db import writing
from community.core.errors import NotFound
from community.core.files import KEY, files, write_out
from community.core.i18n import DEFAULT, LOCALES, local
from community.importing import queries_export as queries
from community.importing.export_front import closed, in_order, of_article, of_published, words_of
from community.importing.help_tree import (
    ARTICLES,
    CATEGORY_FILE,
    FORMAT,
    HEAD,
    PEOPLE,
    PICTURES,
    REDIRECTS,
    SECTION_FILE,
    dump_page,
    dumped,
    free_key,
    instant,
    relative,
    rewrite_targets,
    text_path,
    without_empty,
)
from community.importing.queries_export import PlaceRow, Words
from community.importing.redirects_export import list_redirect_entries
from community.policies.actor import Actor

FILES = "/files/"


def export_help(actor: Actor, folder: Path) -> int:
    """Write what the actor sees of the help center into an empty folder; how many texts."""
    texts = 0
    for path, body in tree_of(actor):
        write_out(folder, path, body)
        texts += path.endswith(".md")
    with writing():
        audit(actor.member_id, "help.exported", texts=texts)
    return texts


def tree_of(actor: Actor) -> Iterator[tuple[str, bytes]]:
    """The files of the tree as (path, bytes): shelves, texts, pictures, then what names them all."""
    tree = _Tree(actor)
    for path, values in tree.shelves():
        yield path, dumped(without_empty(values)).encode()
    for path, page in tree.texts():
        yield path, page.encode()
    for key in sorted(tree.pictures):
        yield f"{PICTURES}/{key}", _bytes_of(key)
    areas = [
        {"key": key, "name": in_order(name)}
        for key, name in queries.list_area_names()
        if key in tree.areas
    ]
    yield HEAD, dumped(without_empty({"format": FORMAT, "areas": areas})).encode()
    names = queries.list_names(tree.people)
    people = [{"handle": one, "name": names[one]} for one in sorted(names)]
    yield PEOPLE, dumped(people).encode()
    entries = list_redirect_entries(tree.category_keys, tree.section_keys, tree.paths)
    yield REDIRECTS, dumped(entries).encode()


def _bytes_of(key: str) -> bytes:
    with files().open_file(key) as stream:
        return stream.read()


@dataclass
class _Tree:
    actor: Actor
    pictures: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)
    areas: set[str] = field(default_factory=set)

    @cached_property
    def categories(self) -> list[HelpCategory]:
        return queries.list_categories(self.actor)

    @cached_property
    def sections(self) -> list[HelpSection]:
        return queries.list_sections(self.actor)

    @cached_property
    def slugs(self) -> dict[int, dict[str, str]]:
        return queries.list_section_slugs()

    @cached_property
    def category_keys(self) -> dict[int, str]:
        """Category → its folder."""
        taken: set[str] = set()
        return {
            one.id: free_key(slug_of(local(one.name, DEFAULT), "category"), taken)
            for one in self.categories
        }

    @cached_property
    def section_keys(self) -> dict[int, str]:
        """Section → its folder, with its category's."""
        return {
            one.id: f"{self.category_keys[one.category_id]}/{self.slugs[one.id][DEFAULT]}"
            for one in self.sections
        }

    @cached_property
    def places(self) -> list[PlaceRow]:
        rows = queries.list_places(self.actor)
        return [one for one in rows if one.section_id in self.section_keys]

    @cached_property
    def articles(self) -> dict[int, str]:
        """Article → its path without language: the slug of the language it was written in."""
        first: dict[int, PlaceRow] = {}
        for one in sorted(self.places, key=_nearness):
            first.setdefault(one.article_id, one)
        taken: set[str] = set()
        by_name = sorted(first.values(), key=lambda one: (LOCALES.index(one.locale), one.slug))
        return {
            one.article_id: free_key(f"{self._folder(one.section_id)}/{one.slug}", taken)
            for one in by_name
        }

    @cached_property
    def paths(self) -> dict[int, str]:
        """Translation → the file of its text, of its draft where there is nothing else."""
        return {
            one.translation_id: self._path(one, is_draft=not one.has_text) for one in self.places
        }

    @cached_property
    def addresses(self) -> dict[str, str]:
        """Where readers find a text → its file."""
        return {
            article_address(
                one.locale, self.slugs[one.section_id][one.locale], one.slug
            ): self.paths[one.translation_id]
            for one in self.places
            if one.has_text
        }

    def _folder(self, section_id: int) -> str:
        return f"{ARTICLES}/{self.section_keys[section_id]}"

    def _path(self, one: PlaceRow, *, is_draft: bool) -> str:
        folder, _, name = self.articles[one.article_id].rpartition("/")
        return text_path(folder, name, one.locale, is_draft=is_draft)

    def shelves(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The files of categories and sections."""
        for position, category in enumerate(self.categories, 1):
            path = f"{ARTICLES}/{self.category_keys[category.id]}/{CATEGORY_FILE}"
            yield path, {**words_of(category, position), "audience": closed(category.grants)}
        owners = queries.find_handles({one.owner_id for one in self.sections if one.owner_id})
        self.people |= set(owners.values())
        places: dict[int, int] = {}
        for section in self.sections:
            place = places[section.category_id] = places.get(section.category_id, 0) + 1
            yield (
                f"{self._folder(section.id)}/{SECTION_FILE}",
                {
                    **words_of(section, place),
                    "slugs": self.slugs[section.id],
                    "audience": None if section.grants is None else list(section.grants),
                    "verification_days": section.verification_days,
                    "owner": owners.get(section.owner_id or 0),
                },
            )

    def texts(self) -> Iterator[tuple[str, str]]:
        """The files of texts, a section at a time."""
        for section in self.sections:
            here = [one for one in self.places if one.section_id == section.id]
            facts = self._facts({one.article_id for one in here})
            for is_draft in (False, True):
                wanted = {
                    one.translation_id
                    for one in here
                    if (one.has_draft if is_draft else one.has_text)
                }
                words = queries.list_words(wanted, drafts=is_draft)
                for position, one in enumerate(here, 1):
                    if one.translation_id in words:
                        path = self._path(one, is_draft=is_draft)
                        text = words[one.translation_id]
                        front = self._front(one, text, facts[one.article_id], is_draft=is_draft)
                        front["position"] = position
                        yield path, dump_page(front, self._body(text.body, path))

    def _facts(self, article_ids: set[int]) -> dict[int, dict[str, Any]]:
        areas, tags = queries.list_areas(article_ids), queries.list_tags(article_ids)
        credits_ = queries.list_credits(article_ids)
        found = {}
        for key, facts in queries.list_facts(article_ids).items():
            self.areas |= set(areas.get(key, ()))
            self.people |= {one for one in (facts.owner, facts.created_by) if one}
            self.people |= {handle for handle, _kind, _at in credits_.get(key, ())}
            found[key] = of_article(facts) | {
                "areas": areas.get(key),
                "tags": tags.get(key),
                "credits": [
                    {"who": handle, "for": str(kind), "at": instant(at)}
                    for handle, kind, at in credits_.get(key, ())
                ],
            }
        return found

    def _front(
        self, one: PlaceRow, words: Words, facts: dict[str, Any], *, is_draft: bool
    ) -> dict[str, Any]:
        self.people |= {name for name in (words.author, words.verified_by) if name}
        front = {
            "title": words.title,
            "summary": words.summary,
            "locale": one.locale,
            "slug": one.slug,
            "position": 0,
            "draft": is_draft,
            "significance": str(words.significance),
            "note": words.note,
            "author": words.author,
        }
        return front | ({} if is_draft else of_published(words)) | facts

    def _body(self, markdown: str, path: str) -> str:
        folder = path.rpartition("/")[0]

        def resolve(target: str) -> str:
            if target.startswith(FILES):
                return self._picture(target, folder)
            address, mark, anchor = target.partition("#")
            file = self.addresses.get(address)
            return f"{relative(file, folder)}{mark}{anchor}" if file else target

        return rewrite_targets(markdown, resolve)

    def _picture(self, target: str, folder: str) -> str:
        key = target.removeprefix(FILES)
        if not KEY.fullmatch(key) or not _is_there(key):
            return target
        self.pictures.add(key)
        return relative(f"{PICTURES}/{key}", folder)


def _is_there(key: str) -> bool:
    try:
        files().open_file(key).close()
    except NotFound:
        return False
    return True


def _nearness(one: PlaceRow) -> tuple[bool, int]:
    """The language that an article was written in comes first, then ours in their order."""
    return one.locale != one.source, LOCALES.index(one.locale)
