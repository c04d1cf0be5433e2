"""Texts that product managers keep to begin with."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from community.content import actions as content
from community.core.clock import now
from community.core.db import db, lock
from community.core.errors import Invalid
from community.core.i18n import LOCALES
from community.ideas.models import Meaning
from community.ideas.models_life import StatusTemplate
from community.ideas.text_variables import ensure_known
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure


def save_template(
    actor: Actor,
    template: StatusTemplate | None,
    name: str,
    body: dict[str, str],
    *,
    meaning: Meaning | None = None,
) -> StatusTemplate:
    """Keep a text in both languages, a new one for None; Invalid with the place of an unknown variable."""
    if template is not None:
        lock(template)
    ensure(actor, Permission.TAXONOMY_MANAGE)
    content.require(name, "name")
    for lang in LOCALES:
        content.require(body.get(lang, ""), f"body_{lang}")
        ensure_known(body[lang], field=f"body_{lang}")
    if _is_taken(name, template):
        raise Invalid(_l("Another template has this name."), field="name")
    kept = template or StatusTemplate()
    kept.name, kept.body, kept.meaning = name, body, meaning
    kept.updated_at, kept.updated_by_id = now(), actor.member_id
    db.session.add(kept)
    return kept


def delete_template(actor: Actor, template: StatusTemplate) -> None:
    """Keep a template no longer; texts that began with it stay."""
    lock(template)
    ensure(actor, Permission.TAXONOMY_MANAGE)
    db.session.delete(template)


def _is_taken(name: str, template: StatusTemplate | None) -> bool:
    statement = select(StatusTemplate.id).where(StatusTemplate.name == name)
    found = db.session.scalars(statement).first()
    return found is not None and (template is None or found != template.id)
