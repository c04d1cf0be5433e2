"""Tasks of owners are opened and closed by what the rows say, whoever changed them; some are also done by hand."""

from collections.abc import Collection

from flask_babel import lazy_gettext as _l

from community.articles.models import Article
from community.articles.models_work import ArticleTask
from community.articles.queries_tasks import (
    Key,
    Wanted,
    agrees,
    list_open,
    list_translation_ids,
    list_wanted,
)
from community.articles.states_work import TaskKind
from community.core.clock import now
from community.core.db import db, get_locked, insert_once
from community.core.errors import Conflict
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure

MANY = 1000


def settle_article_tasks(article_id: int, *, by_id: int | None = None) -> int:
    """Bring the tasks of one article to what its rows call for; how many changed."""
    db.session.flush()  # the statements below read what the act has just written
    return settle_tasks(list_translation_ids(0, MANY, article_id=article_id), by_id=by_id)


def settle_tasks(translation_ids: Collection[int], *, by_id: int | None = None) -> int:
    """Open what is called for and not open, close what is no longer called for; how many tasks changed.

    A second time changes nothing. `by_id` is who did what closes them.
    """
    held, wanted = list_open(translation_ids), list_wanted(translation_ids)
    for key in held.keys() - wanted.keys():
        held[key].done_at, held[key].done_by_id = now(), by_id
    changed = len(held.keys() - wanted.keys())
    for key, one in wanted.items():
        changed += _adjust(held[key], one) if key in held else _open(key, one)
    return changed


def _adjust(task: ArticleTask, wanted: Wanted) -> bool:
    if agrees(task, wanted):
        return False
    task.owner_id, task.due_at = wanted.owner_id, wanted.due_at
    task.revision_id = wanted.revision_id
    return True


def _open(key: Key, wanted: Wanted) -> bool:
    translation_id, kind = key
    return insert_once(
        ArticleTask,
        translation_id=translation_id,
        kind=kind,
        owner_id=wanted.owner_id,
        revision_id=wanted.revision_id,
        opened_at=now(),
        due_at=wanted.due_at,
    )


def finish_task(actor: Actor, task_id: int, article: Article) -> None:
    """Say that one has looked into it; only what readers said ends so, all else ends with its cause."""
    ensure(actor, Permission.ARTICLE_WRITE, article)
    task = get_locked(ArticleTask, task_id)
    if task.kind is not TaskKind.UNHELPFUL:
        raise Conflict(_l("This task closes by itself once the article is right again."))
    if task.done_at is None:
        task.done_at, task.done_by_id = now(), actor.member_id
