"""What those who decide about the words do with tags: describe them, give them synonyms and other keys."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, or_, select

from community.content.actions_dirty import mark_selected_dirty
from community.content.actions_tags import tag_key
from community.content.models import SubjectTag, Tag, TagSynonym
from community.content.models_tags import TagMerge
from community.content.queries import find_tag
from community.core.audit import audit
from community.core.db import db, insert_once, lock
from community.core.errors import Invalid
from community.core.i18n import local
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
    ensure(actor, Permission.TAGS_MANAGE)
    lock(tag)
    ensure_settled(tag)
    keys = _synonym_keys(tag, words.synonyms)
    was_named = tag.name
    tag.name, tag.description = words.name, words.description
    _set_synonyms(tag, keys)
    raise_version("settings")
    if was_named != words.name:
        _mark_tagged(tag)
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
    """What once was a key stays."""
    own = (TagSynonym.tag_id == tag.id, TagSynonym.is_former.is_(False))
    db.session.execute(delete(TagSynonym).where(*own, TagSynonym.key.not_in(keys)))
    for key in sorted(keys):
        insert_once(TagSynonym, key=key, tag_id=tag.id)


def rename_tag(actor: Actor, tag: Tag, word: str) -> bool:
    """Give a tag another key; False when it has that. The old one leads to it for ever. Invalid where it is taken."""
    ensure(actor, Permission.TAGS_MANAGE)
    lock(tag)
    ensure_settled(tag, field="key")
    key, old = tag_key(word), tag.key
    if not key:
        raise Invalid(_l("“%(name)s” holds no letters.", name=word[:40]), field="key")
    other = find_tag(key)
    if other is not None and other.id != tag.id:
        raise Invalid(_taken(word, other), field="key")
    if key == old:
        return False
    db.session.execute(delete(TagSynonym).where(TagSynonym.key == key))
    tag.key = key
    db.session.flush()  # the old key must be free before it becomes a synonym
    insert_once(TagSynonym, key=old, tag_id=tag.id, is_former=True)
    raise_version("settings")
    _mark_tagged(tag)
    audit(actor.member_id, "tag.renamed", ("tag", tag.id), old=old, new=key)
    return True


def _mark_tagged(tag: Tag) -> None:
    mark_selected_dirty(select(SubjectTag.subject_id).where(SubjectTag.tag_id == tag.id))


def ensure_settled(tag: Tag, field: str = "into") -> None:
    """Invalid for a tag that is being merged or parted, or into which or from which another one is."""
    coming = select(Tag.id).where(Tag.merged_into_id == tag.id).limit(1)
    parting = select(TagMerge.id).where(
        TagMerge.undone_at.is_not(None), or_(TagMerge.tag_id == tag.id, TagMerge.into_id == tag.id)
    )
    is_moving = tag.merged_into_id is not None or db.session.scalars(coming).first() is not None
    if is_moving or db.session.scalars(parting.limit(1)).first() is not None:
        message = _l("This tag is just being merged. Please try again in a minute.")
        raise Invalid(message, field=field)
