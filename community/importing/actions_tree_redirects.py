"""Old addresses of a tree lead where they led."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from community.articles.addresses import old_slug_path
from community.articles.models import Translation
from community.articles.queries_redirects import ARTICLE, CATEGORY, EARLIER, SECTION, TRANSLATION
from community.content.actions_redirects import keep_redirect
from community.core.db import db
from community.importing.actions_tree import Ground
from community.importing.help_tree import Front, name_of
from community.importing.left_out import LeftOut, Reason
from community.importing.tree_reading import words
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure


def settle_redirects(
    actor: Actor, entries: Iterable[Front], ground: Ground, places: Mapping[str, int]
) -> list[LeftOut]:
    """Let the old addresses of the tree lead where they led; those that lead to nothing in it."""
    ensure(actor, Permission.IMPORT)
    names = {path: name_of(path) for path in sorted(places)}
    by_article = {name[0]: places[path] for path, name in names.items() if name}
    left_out = []
    for entry in entries:
        path, target = _path(entry, ground), _target(entry, ground, places, by_article)
        if path and target:
            own = f"{EARLIER}{target[1]}" if entry.get("earlier") is True else ""
            keep_redirect(path + own, *target)
        else:
            left_out.append(LeftOut("redirects.yaml", Reason.TARGET, str(entry)[:200]))
    return left_out


def _path(entry: Front, ground: Ground) -> str | None:
    if "in" not in entry:
        return words(entry, "path") or None
    section_id = ground.sections.get(words(entry, "in"))
    if section_id is None:
        return None
    return old_slug_path(section_id, words(entry, "locale"), words(entry, "slug"))


def _target(
    entry: Front, ground: Ground, places: Mapping[str, int], by_article: Mapping[str, int]
) -> tuple[str, int] | None:
    if key := places.get(words(entry, "text")):
        return TRANSLATION, key
    if key := by_article.get(words(entry, "article")):
        statement = select(Translation.article_id).where(Translation.id == key)
        return ARTICLE, db.session.scalars(statement).one()
    if key := ground.sections.get(words(entry, "section")):
        return SECTION, key
    if key := ground.categories.get(words(entry, "category")):
        return CATEGORY, key
    return None
