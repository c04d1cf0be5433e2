"""Once a week each owner reads what his articles ask of him: one letter, never an empty one, never a second."""

from datetime import datetime
from typing import Any

from community.accounts.queries import get_actor
from community.articles.addresses import article_address
from community.articles.queries_tasks import TaskRow, list_digest, list_task_owners
from community.content.queries import list_audience_ids
from community.core.clock import now
from community.core.db import db, writing
from community.core.i18n import zone
from community.notifications.actions import tell
from community.notifications.kinds import Kind
from community.policies.actor import Actor

BATCH = 50
# On Monday from this hour of the owner's day; until Wednesday for a worker that was away.
HOUR, LAST_DAY = 7, 2
SHOWN = 20
MOST = 500


def send_article_digests() -> int:
    """Tell the owners whose Monday has begun and who were not told this week; how many that were."""
    after = told = 0
    while owner_ids := list_task_owners(after, BATCH):
        for owner_id in owner_ids:
            told += _tell_owner(owner_id)
        after = owner_ids[-1]
    db.session.rollback()
    return told


def _tell_owner(owner_id: int) -> bool:
    owner = get_actor(owner_id, list_audience_ids)
    local = now().astimezone(zone(owner.time_zone))
    if not is_time(local):
        return False
    tasks = list_digest(owner, MOST)
    if not tasks:
        return False
    return _tell_once_a_week(Kind.ARTICLE_TASKS, owner_id, local, _words(owner, tasks))


def _tell_once_a_week(kind: Kind, member_id: int, local: datetime, words: dict[str, Any]) -> bool:
    year, week, _day = local.isocalendar()
    with writing():
        return tell(
            f"{kind.value}:{member_id}:{year}-W{week:02}",
            kind,
            subject_id=None,
            thread_id=None,
            actor_id=None,
            words=words,
        )


def is_time(local: datetime) -> bool:
    """Whether a weekly letter may leave at this hour of the reader's week."""
    began = local.weekday() > 0 or local.hour >= HOUR
    return began and local.weekday() <= LAST_DAY


def _words(owner: Actor, tasks: list[TaskRow]) -> dict[str, Any]:
    return {
        "member_id": owner.member_id,
        "path": "/desk/articles/tasks",
        "number": len({task.article_id for task in tasks}),
        "more": max(0, len(tasks) - SHOWN),
        "tasks": [_task(task) for task in tasks[:SHOWN]],
    }


def _task(task: TaskRow) -> dict[str, Any]:
    return {
        "kind": task.kind.value,
        "title": task.title,
        "path": article_address(task.locale, task.section_slug, task.slug),
        "is_overdue": task.is_overdue,
    }
