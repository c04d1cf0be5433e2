"""The things that operators name (areas, tags, people), found in one statement."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from slugify import slugify
from sqlalchemy import Select, String, cast, exists, literal, null, select, union_all

from community.accounts.models import Member
from community.accounts.models import fold as fold_handle
from community.content.models import ProductArea, Subject, SubjectTag, Tag, TagSynonym
from community.content.queries import is_seen_by
from community.core.db import db
from community.core.search_engine.analysis import fold
from community.policies.actor import Actor
from community.search.language import MYSELF, Name, Narrowing


def tag_key(name: str) -> str:
    """How a tag stands in addresses."""
    return slugify(name, max_length=40)


@dataclass(frozen=True, slots=True)
class Names:
    """What was named → what it is in the index: areas and people by id, tags by key."""

    areas: Mapping[str, int] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, int] = field(default_factory=dict)

    def area_of(self, narrowings: Iterable[Narrowing]) -> int | None:
        """The product area that these narrow to; None for none and for several."""
        wanted = (one for one in narrowings if one.name is Name.AREA and not one.refused)
        found = {self.areas[value] for one in wanted for value in one.values if value in self.areas}
        return found.pop() if len(found) == 1 else None


def find_names(actor: Actor, narrowings: Iterable[Narrowing]) -> Names:
    """Those of the named areas, tags and people that there are; no statement where none is named."""
    asked: dict[Name, set[str]] = {}
    for one in narrowings:
        asked.setdefault(one.name, set()).update(one.values)
    people = asked.get(Name.AUTHOR, set())
    parts = [
        *(_areas() if Name.AREA in asked else ()),
        *(_tags(actor, asked[Name.TAG]) if Name.TAG in asked else ()),
        *(_people(people - MYSELF) if people - MYSELF else ()),
    ]
    rows = db.session.execute(union_all(*parts)).all() if parts else []
    return Names(
        areas=_named_areas(rows, asked.get(Name.AREA, set())),
        tags=_named_tags(rows, asked.get(Name.TAG, set())),
        people=_named_people(rows, people, actor),
    )


def _areas() -> tuple[Select[*tuple[Any, ...]], ...]:
    words = cast(ProductArea.name, String)
    return (select(literal("area"), ProductArea.id, ProductArea.key, words),)


def _tags(actor: Actor, names: set[str]) -> tuple[Select[*tuple[Any, ...]], ...]:
    """Of the tags that stand on something the actor may see: the name of any other tells what is kept from him."""
    keys = {tag_key(name) for name in names}
    seen = exists().where(
        SubjectTag.tag_id == Tag.id, Subject.id == SubjectTag.subject_id, is_seen_by(actor)
    )
    own = select(literal("tag"), Tag.id, Tag.key, Tag.key).where(Tag.key.in_(keys), seen)
    other = select(literal("tag"), Tag.id, TagSynonym.key, Tag.key)
    joined = other.join(TagSynonym, TagSynonym.tag_id == Tag.id)
    return own, joined.where(TagSynonym.key.in_(keys), seen)


def _people(handles: set[str]) -> tuple[Select[*tuple[Any, ...]], ...]:
    keys = {fold_handle(handle) for handle in handles}
    columns = select(literal("by"), Member.id, Member.handle_key, cast(null(), String))
    return (columns.where(Member.handle_key.in_(keys)),)


def _named_areas(rows: Iterable[Any], names: set[str]) -> dict[str, int]:
    """By key, or by name in any language."""
    areas: dict[str, int] = {}
    for what, area_id, key, words in rows:
        if what == "area":
            called = {fold(key), *(fold(word) for word in json.loads(words).values())}
            areas |= dict.fromkeys(names & called, area_id)
    return areas


def _named_tags(rows: Iterable[Any], names: set[str]) -> dict[str, str]:
    keys = {key: tag for what, _id, key, tag in rows if what == "tag"}
    return {name: keys[tag_key(name)] for name in names if tag_key(name) in keys}


def _named_people(rows: Iterable[Any], handles: set[str], actor: Actor) -> dict[str, int]:
    keys = {key: member_id for what, member_id, key, _ in rows if what == "by"}
    people = {one: keys[fold_handle(one)] for one in handles if fold_handle(one) in keys}
    mine = {one: actor.member_id for one in handles & MYSELF if actor.member_id is not None}
    return people | mine
