"""What those who decide about the words do with tags: describe them, give them synonyms, merge two."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update

from community.content.actions_tags import tag_key
from community.content.models import Tag, TagSynonym
from community.content.queries import find_tag
from community.core.audit import audit
from community.core.db import db, get_locked, insert_once, lock
from community.core.errors import Invalid
from community.core.i18n import local
from community.core.tasks import enqueue_job
from community.core.versions import raise_version
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure

MAX_SYNONYMS = 50


@dataclass(frozen=True, kw_only=True)
class TagWords:
    """What a tag says in each language, and what else leads to it."""

    name: dict[str, str]
    description: dict[str, str]
    synonyms: tuple[str, ...] = ()


def change_tag(actor: Actor, tag: Tag, words: TagWords) -> None:
    """Give a tag other words and exactly these synonyms; Invalid for one that leads elsewhere."""
    ensure(actor, Permission.TAXONOMY_MANAGE)
    lock(tag)
    _ensure_settled(tag)
    keys = _synonym_keys(tag, words.synonyms)
    was_named = tag.name
    tag.name, tag.description = words.name, words.description
    _set_synonyms(tag, keys)
    raise_version("settings")
    if was_named != words.name:
        enqueue_job("mark_tagged", tag_id=tag.id)
    audit(actor.member_id, "tag.changed", ("tag", tag.id), synonyms=len(keys))


def _synonym_keys(tag: Tag, names: Iterable[str]) -> set[str]:
    keys = set()
    for name in names:
        key = tag_key(name)
        if not key:
            raise Invalid(_l("“%(name)s” holds no letters.", name=name[:40]), field="synonyms")
        other = find_tag(key)
        if other is not None and other.id != tag.id:
            raise Invalid(_taken(name, other), field="synonyms")
        keys.add(key)
    if len(keys) > MAX_SYNONYMS:
        raise Invalid(_l("Fifty synonyms are enough."), field="synonyms")
    return keys - {tag.key}


def _taken(name: str, other: Tag) -> str:
    if other.key == tag_key(name):
        message = _l("“%(name)s” is a tag of its own. Merge it into this one.", name=name[:40])
    else:
        message = _l(
            "“%(name)s” already leads to the tag “%(tag)s”.", name=name[:40], tag=local(other.name)
        )
    return str(message)


def _set_synonyms(tag: Tag, keys: set[str]) -> None:
    gone = delete(TagSynonym).where(TagSynonym.tag_id == tag.id, TagSynonym.key.not_in(keys))
    db.session.execute(gone)
    for key in sorted(keys):
        insert_once(TagSynonym, key=key, tag_id=tag.id)


def merge_tags(actor: Actor, tag: Tag, into_key: str) -> Tag:
    """Let a tag become a synonym of another, which is returned; the worker carries over what stands under it.

    From now on its word and all its synonyms mean the other tag.
    """
    ensure(actor, Permission.TAXONOMY_MANAGE)
    found = find_tag(tag_key(into_key))
    if found is None:
        raise Invalid(_l("There is no such tag."), field="into")
    if found.id == tag.id:
        raise Invalid(_l("A tag cannot be merged into itself."), field="into")
    for tag_id in sorted(
        (tag.id, found.id)
    ):  # always in this order, so that nobody waits in a ring
        _ensure_settled(get_locked(Tag, tag_id))
    tag.merged_into_id = found.id
    synonyms = update(TagSynonym).where(TagSynonym.tag_id == tag.id).values(tag_id=found.id)
    db.session.execute(synonyms.execution_options(synchronize_session=False))
    raise_version("settings")
    enqueue_job("carry_merged_tags")
    audit(actor.member_id, "tag.merged", ("tag", tag.id), into=found.id, key=tag.key)
    return found


def _ensure_settled(tag: Tag) -> None:
    """Invalid for a tag that is being merged, or into which another one is."""
    coming = select(Tag.id).where(Tag.merged_into_id == tag.id).limit(1)
    if tag.merged_into_id is not None or db.session.scalars(coming).first() is not None:
        message = _l("This tag is just being merged. Please try again in a minute.")
        raise Invalid(message, field="into")
