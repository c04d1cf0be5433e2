"""Work on tags that may take long: what stands under a merged tag is carried over, some at a time."""

from typing import Any

from sqlalchemy import delete, select

from community.content.models import DirtySubject, Follow, SubjectTag, Tag, TagSynonym, TargetKind
from community.core.clock import now
from community.core.db import db, insert_new, insert_once, upsert_all, writing
from community.core.tasks import enqueue_job
from community.core.versions import raise_version

BATCH = 500


def carry_merged_tags() -> int:
    """Finish the merges that were begun; how many tags are gone now. Begun again after a crash, it goes on."""
    done = 0
    waiting = select(Tag.id).where(Tag.merged_into_id.is_not(None)).order_by(Tag.id)
    for tag_id in list(db.session.scalars(waiting)):
        while _carry(tag_id):
            pass
        done += 1
    if done:
        enqueue_job("count_tags")
    return done


def _carry(tag_id: int) -> bool:
    """Carry a batch of subjects or followers; False once the tag itself is gone."""
    with writing():
        # Whole, not by `lock_all`: nobody may put it on anything between the last batch and its end.
        tag = db.session.get(Tag, tag_id, with_for_update=True, populate_existing=True)
        if tag is None or tag.merged_into_id is None:
            return False
        if _carry_subjects(tag) or _carry_followers(tag):
            return True
        key, into_id = tag.key, tag.merged_into_id
        db.session.delete(tag)
        db.session.flush()  # the key must be free before it becomes a synonym
        insert_once(TagSynonym, key=key, tag_id=into_id)
        raise_version("settings")
        return False


def _carry_subjects(tag: Tag) -> bool:
    statement = select(SubjectTag.subject_id).where(SubjectTag.tag_id == tag.id)
    ids = list(db.session.scalars(statement.order_by(SubjectTag.subject_id).limit(BATCH)))
    insert_new(SubjectTag, [{"subject_id": one, "tag_id": tag.merged_into_id} for one in ids])
    gone = delete(SubjectTag).where(SubjectTag.tag_id == tag.id, SubjectTag.subject_id.in_(ids))
    _run(gone)
    _mark_all(ids)
    return bool(ids)


def _carry_followers(tag: Tag) -> bool:
    here = (Follow.target_kind == TargetKind.TAG, Follow.target_id == tag.id)
    statement = select(Follow.member_id, Follow.state, Follow.created_at).where(*here)
    rows = db.session.execute(statement.order_by(Follow.member_id).limit(BATCH)).all()
    target = {"target_kind": TargetKind.TAG, "target_id": tag.merged_into_id}
    insert_new(Follow, [{**row._mapping, **target} for row in rows])
    _run(delete(Follow).where(*here, Follow.member_id.in_([row.member_id for row in rows])))
    return bool(rows)


def _run(statement: Any) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))


def _mark_all(subject_ids: list[int]) -> None:
    rows = [{"subject_id": one, "stamp": 1, "since": now()} for one in subject_ids]
    upsert_all(DirtySubject, rows, stamp=DirtySubject.stamp + 1, since=now())


def mark_tagged(tag_id: int) -> None:
    """Say of all that carries this tag that its search document is out of date."""
    after = 0
    while True:
        with writing():
            statement = select(SubjectTag.subject_id).where(
                SubjectTag.tag_id == tag_id, SubjectTag.subject_id > after
            )
            ids = list(db.session.scalars(statement.order_by(SubjectTag.subject_id).limit(BATCH)))
            _mark_all(ids)
        if len(ids) < BATCH:
            return
        after = ids[-1]
