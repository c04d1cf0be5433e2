"""What the worker does for writers: opens and closes tasks as time passes, looks at links again."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import current_app

from community.articles.actions_links import are_kept, keep_links, survey_links
from community.articles.actions_tasks import settle_tasks
from community.articles.queries_faults import list_concerned, list_texts
from community.articles.queries_tasks import agrees, list_open, list_translation_ids, list_wanted
from community.core.db import db, writing

BATCH = 200


def settle_article_tasks() -> int:
    """Bring every article's tasks to what its rows call for; how many changed. Writes only where something changes."""
    after = changed = 0
    while ids := list_translation_ids(after, BATCH):
        if _differ(ids):
            with writing():
                changed += settle_tasks(ids)
        after = ids[-1]
    db.session.rollback()
    return changed


def _differ(ids: list[int]) -> bool:
    held, wanted = list_open(ids), list_wanted(ids)
    if held.keys() != wanted.keys():
        return True
    return not all(agrees(task, wanted[key]) for key, task in held.items())


def check_article_links(progress: Callable[[int], object] = lambda _done: None) -> int:
    """Look at the links of all published texts again; in how many texts something changed."""
    return _check(None, progress)


def check_links_of(subject_id: int) -> int:
    """Look at the links of an article, and at those that lead to this subject; how many texts changed."""
    return _check(list_concerned(subject_id))


def _check(
    only: Sequence[int] | None, progress: Callable[[int], object] = lambda _done: None
) -> int:
    after = changed = 0
    while texts := list_texts(after, BATCH, only=only):
        for text in texts:
            changed += _look_at(text)
        after = texts[-1].id
        progress(len(texts))
    db.session.rollback()
    return changed


def _look_at(text: Any) -> bool:
    links = survey_links(text, site=current_app.config["PORTAL"].public_url)
    if are_kept(text.id, links):
        return False
    with writing():
        keep_links(text.id, text.published_revision_id, links)
    return True
