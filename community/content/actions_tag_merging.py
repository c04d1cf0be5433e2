"""Two tags become one, and two again."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update

from community.content.actions_tag_desk import ensure_settled
from community.content.actions_tags import tag_key
from community.content.models import Tag, TagSynonym
from community.content.models_tags import TagMerge
from community.content.queries import find_tag
from community.core.audit import audit
from community.core.clock import now
from community.core.db import db, get_locked
from community.core.errors import Conflict, Invalid, NotFound
from community.core.locking import lock_all
from community.core.tasks import enqueue_job
from community.core.versions import raise_version
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure


def merge_tags(actor: Actor, tag: Tag, into_key: str) -> Tag:
    """Let a tag become a synonym of another, which is returned; the worker carries over what stands under it.

    From now on its word and all its synonyms mean the other tag.
    """
    ensure(actor, Permission.TAGS_MANAGE)
    found = find_tag(tag_key(into_key))
    if found is None:
        raise Invalid(_l("There is no such tag."), field="into")
    if found.id == tag.id:
        raise Invalid(_l("A tag cannot be merged into itself."), field="into")
    both = lock_all(Tag, (tag.id, found.id))
    if len(both) < 2:
        raise NotFound
    for one in both:
        ensure_settled(one)
    tag.merged_into_id = found.id
    _note_merge(actor, tag, found)
    raise_version("settings")
    enqueue_job("carry_merged_tags")
    audit(actor.member_id, "tag.merged", ("tag", tag.id), into=found.id, key=tag.key)
    return found


def _note_merge(actor: Actor, tag: Tag, into: Tag) -> None:
    """Write down what can be undone, and let what led to the one lead to the other."""
    own = TagSynonym.tag_id == tag.id
    words = {"key": tag.key, "name": tag.name, "description": tag.description}
    keys = list(db.session.scalars(select(TagSynonym.key).where(own).order_by(TagSynonym.key)))
    merge = TagMerge(tag_id=tag.id, into_id=into.id, synonyms=keys, **words)
    merge.merged_by_id, merge.merged_at = actor.member_id, now()
    db.session.add(merge)
    db.session.flush()  # earlier merges name it
    earlier = update(TagMerge).where(TagMerge.into_id == tag.id)
    _run(earlier.values(into_id=None, within_id=merge.id))
    _run(update(TagSynonym).where(own).values(tag_id=into.id))


def _run(statement: Any) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))


def undo_merge(actor: Actor, merge_id: int) -> Tag:
    """Make the merged tag anew, with its words and synonyms; the worker brings back what it had.

    Conflict while it is carried over or back, and where the other tag was itself merged meanwhile.
    """
    ensure(actor, Permission.TAGS_MANAGE)
    merge, into = _lock_merge(merge_id)
    _run(delete(TagSynonym).where(TagSynonym.key == merge.key))
    tag = Tag(key=merge.key, name=merge.name, description=merge.description)
    db.session.add(tag)
    db.session.flush()  # its synonyms and earlier merges name it
    mine = (TagSynonym.key.in_(merge.synonyms), TagSynonym.tag_id == into.id)
    _run(update(TagSynonym).where(*mine).values(tag_id=tag.id))
    earlier = update(TagMerge).where(TagMerge.within_id == merge.id)
    _run(earlier.values(into_id=tag.id, within_id=None))
    merge.tag_id, merge.undone_at = tag.id, now()
    raise_version("settings")
    enqueue_job("bring_tags_back")
    audit(actor.member_id, "tag.merge_undone", ("tag", tag.id), out_of=into.id, key=tag.key)
    return tag


def _lock_merge(merge_id: int) -> tuple[TagMerge, Tag]:
    """The merge and the tag into which it went: tags are locked before merges, as by whoever merges."""
    known = db.session.get(TagMerge, merge_id, populate_existing=True)
    if known is None:
        raise NotFound
    into_id = known.into_id
    if known.may_be_undone and into_id is not None:
        into, merge = get_locked(Tag, into_id), get_locked(TagMerge, merge_id)
        if merge.may_be_undone and merge.into_id == into.id:
            ensure_settled(into)
            if into.key == merge.key:
                raise Conflict(_l("The other tag has this key now: give it another one first."))
            return merge, into
    raise Conflict(_l("This merge cannot be undone now. Reload the page to see what it is about."))
