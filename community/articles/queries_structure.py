"""The shelves of the help center as writers arrange them, and the people who look after them."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from community.accounts.models import Member
from community.accounts.queries import get_member
from community.articles.models import (
    HelpCategory,
    HelpSection,
)
from community.articles.queries import total_container
from community.content.queries import kept_totals
from community.core.db import db
from community.core.errors import Invalid, NotFound


def list_categories() -> list[HelpCategory]:
    """All categories with their sections and slugs, in order (the structure page)."""
    statement = (
        select(HelpCategory)
        .options(selectinload(HelpCategory.sections).selectinload(HelpSection.slugs))
        .order_by(HelpCategory.position, HelpCategory.id)
    )
    categories = list(db.session.scalars(statement))
    for category in categories:
        category.sections.sort(key=lambda one: (one.position, one.id))
    return categories


def list_totals(categories: Iterable[HelpCategory]) -> dict[int, int]:
    """How many articles the sections of these categories hold for readers, by section; one statement."""
    containers = {total_container(one.id): one.id for row in categories for one in row.sections}
    totals = kept_totals(list(containers))
    return {containers[container]: total for (container, _state), total in totals.items()}


def get_category(category_id: int) -> HelpCategory:
    """The category; NotFound when there is none."""
    found = db.session.get(HelpCategory, category_id)
    if found is None:
        raise NotFound
    return found


def get_section(section_id: int) -> HelpSection:
    """The section with its slugs and its category; NotFound when there is none."""
    statement = (
        select(HelpSection)
        .options(selectinload(HelpSection.slugs), joinedload(HelpSection.category))
        .where(HelpSection.id == section_id)
    )
    found = db.session.scalars(statement).first()
    if found is None:
        raise NotFound
    return found


def find_owner_id(handle: str | None) -> int | None:
    """The member of this handle, None for no handle; Invalid on the field `owner` when nobody has it."""
    if not handle:
        return None
    try:
        return get_member(handle.removeprefix("@")).id
    except NotFound as unknown:
        raise Invalid(_l("Nobody has this handle."), field="owner") from unknown


def find_handle(member_id: int | None) -> str:
    """The handle of a member, empty for nobody."""
    member = db.session.get(Member, member_id) if member_id is not None else None
    return member.handle if member else ""
