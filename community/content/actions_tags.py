"""What people do with tags."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from slugify import slugify
from sqlalchemy import delete, select

from community.content.actions import mark_dirty
from community.content.gathering import gathered
from community.content.models import AudienceGrant, Subject, SubjectTag, Tag
from community.content.queries import find_tag
from community.core.db import db, insert_once, is_pending
from community.core.errors import Invalid
from community.policies.actor import PUBLIC_AUDIENCE_ID

MAX_TAGS = 5


def tag_key(name: str) -> str:
    """How a tag stands in addresses: lower case, letters, numbers and hyphens, 40 at most."""
    return slugify(name, max_length=40)


def set_tags(subject: Subject, names: Iterable[str]) -> list[Tag]:
    """Give the subject exactly these tags (synonyms lead to their tag, new words become tags); Invalid over five.

    Everybody sees the words of tags, so that what few may see makes no new ones: Invalid.
    """
    tags: dict[int, Tag] = {}
    for name in names:
        if tag_key(name):
            _ensure_known(subject, name)
            tag = _tag(name)
            tags[tag.id] = tag
    if len(tags) > MAX_TAGS:
        raise Invalid(_l("Five tags are enough."), field="tags")
    if not is_pending(subject):
        db.session.execute(delete(SubjectTag).where(SubjectTag.subject_id == subject.id))
    db.session.add_all(SubjectTag(subject_id=subject.id, tag_id=tag_id) for tag_id in tags)
    mark_dirty(subject.id)
    return list(tags.values())


def makes_tags(subject: Subject) -> bool:
    """Whether new words on this subject become tags: everybody sees it, and so may see them."""
    if subject.audience_id == PUBLIC_AUDIENCE_ID:
        return True
    return db.session.get(AudienceGrant, (subject.audience_id, "public")) is not None


def _ensure_known(subject: Subject, name: str) -> None:
    if makes_tags(subject) or find_tag(tag_key(name)) is not None:
        return
    message = _l(
        "“%(name)s” is no tag yet, and everybody would see the word. Here, please use tags that exist.",
        name=name.strip()[:40],
    )
    raise Invalid(message, field="tags")


def _tag(name: str) -> Tag:
    key, bulk = tag_key(name), gathered()
    if bulk is None:
        return _settle_tag(key, name)
    if key not in bulk.tags:
        bulk.tags[key] = _settle_tag(key, name)
    return bulk.tags[key]


def _settle_tag(key: str, name: str) -> Tag:
    found = find_tag(key)
    if found is None:
        insert_once(
            Tag, key=key, name={"en": name.strip()[:40], "fr": name.strip()[:40]}, description={}
        )
    return found or db.session.scalars(select(Tag).where(Tag.key == key)).one()
