"""A tree of the portal's own becomes shelves and articles again; what stands here as it says is left alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from community.accounts.actions import NewMember, add_member
from community.accounts.models import Member, fold
from community.articles import actions as articles
from community.articles.actions_structure import (
    SectionWords,
    change_category,
    change_section,
    create_category,
    create_section,
)
from community.articles.addresses import old_slug_path, slug_of
from community.articles.audiences import PUBLIC
from community.articles.models import (
    Article,
    HelpCategory,
    HelpSection,
    SectionSlug,
    Translation,
)
from community.articles.queries_redirects import TRANSLATION
from community.content.models import ProductArea, SlugRedirect
from community.core.db import db, get_locked, insert_once
from community.core.i18n import DEFAULT, LOCALES, local
from community.core.outbox import record
from community.events import AreaAdded
from community.importing.help_tree import Front, free_key
from community.importing.left_out import LeftOut, Reason
from community.importing.source_values import whole_number
from community.importing.tree_reading import (
    PortalTree,
    ShelfFile,
    TextFile,
    grants_of,
    instant_of,
    listed,
    translated,
    words,
)
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.settings_catalogue import FEWEST_CHECK_DAYS, MOST_CHECK_DAYS


@dataclass
class Ground:
    """What the texts of a tree stand on: rows by the keys that the tree has for them."""

    people: dict[str, int] = field(default_factory=dict)
    areas: dict[str, int] = field(default_factory=dict)
    categories: dict[str, int] = field(default_factory=dict)
    sections: dict[str, int] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)


@dataclass(frozen=True)
class Known:
    """The shelves that an earlier run brought, by their keys in the source: those are left as they are here."""

    categories: Mapping[str, int]
    sections: Mapping[str, int]


def settle_ground(actor: Actor, tree: PortalTree, known: Known | None = None) -> Ground:
    """People, areas, categories and sections as the tree has them; what is missing is made, nothing is removed.

    Without `known` shelves are found by their names and addresses, and brought to what the tree says.
    """
    ensure(actor, Permission.IMPORT)
    ground = Ground(people=_people(tree.people), areas=_areas(tree.areas))
    present = _present_categories() if known is None else {}
    before = known or Known({}, {})
    ground.categories |= before.categories
    ground.sections |= before.sections
    for one in tree.categories:
        if one.key not in before.categories:
            ground.categories[one.key] = _category(actor, one, present.get(one.key), ground)
    for one in tree.sections:
        if one.key not in before.sections:
            ground.sections[one.key] = _section(actor, one, ground, is_own=known is None)
    return ground


def _people(names: Mapping[str, str]) -> dict[str, int]:
    """The members of these handles; unknown ones become members without an address, to be claimed."""
    keys = {fold(handle): handle for handle in names}
    rows = db.session.execute(
        select(Member.handle_key, Member.id).where(Member.handle_key.in_(keys))
    )
    found = {keys[row.handle_key]: row.id for row in rows}
    for handle, name in names.items():
        if handle not in found:
            source_key = f"handle:{handle}"[:200]
            known = db.session.scalars(
                select(Member.id).where(Member.source_key == source_key)
            ).first()
            new = NewMember(name=name or handle, handle=handle, source_key=source_key)
            found[handle] = known or add_member(new).id
    return found


def _areas(names: Iterable[tuple[str, dict[str, str]]]) -> dict[str, int]:
    for position, (key, name) in enumerate(names, 1):
        if insert_once(ProductArea, key=key[:40], name=name or {DEFAULT: key}, position=position):
            record(AreaAdded(area_key=key[:40]))
    return {row.key: row.id for row in db.session.execute(select(ProductArea.key, ProductArea.id))}


def _present_categories() -> dict[str, HelpCategory]:
    taken: set[str] = set()
    rows = db.session.scalars(
        select(HelpCategory).order_by(HelpCategory.position, HelpCategory.id)
    ).all()
    return {free_key(slug_of(local(one.name, DEFAULT), "category"), taken): one for one in rows}


def _position(values: Front) -> int:
    return whole_number(values.get("position"))


def _grants(path: str, values: Front, ground: Ground) -> list[str] | None:
    grants, unknown = grants_of(values)
    ground.left_out += [LeftOut(path, Reason.AUDIENCE, one) for one in unknown]
    return grants


def _category(actor: Actor, file: ShelfFile, present: HelpCategory | None, ground: Ground) -> int:
    name, description = translated(file.values, "name"), translated(file.values, "description")
    grants, position = _grants(file.key, file.values, ground) or [PUBLIC], _position(file.values)
    said = {"description": description, "grants": grants, "position": position}
    if present is None:
        made = create_category(
            actor, name, description=description, grants=grants, position=position
        )
        return made.id
    if said | {"name": name} != {
        "name": present.name,
        "description": present.description,
        "grants": present.grants,
        "position": present.position,
    }:
        change_category(
            actor, present, name, description=description, grants=grants, position=position
        )
    return present.id


def _section(actor: Actor, file: ShelfFile, ground: Ground, *, is_own: bool) -> int:
    """The section of this file; one of another system gets a free address of its name."""
    slugs = _slugs(file) if is_own else translated(file.values, "slugs")
    category = db.session.get_one(HelpCategory, ground.categories[file.category])
    said = SectionWords(
        name=translated(file.values, "name"),
        description=translated(file.values, "description"),
        slugs=slugs,
        grants=_grants(file.key, file.values, ground),
        position=_position(file.values),
        verification_days=_check_days(file, ground),
        owner_id=ground.people.get(words(file.values, "owner")),
    )
    present = _find_section(slugs) if is_own else None
    if present is None:
        return create_section(actor, category, said).id
    if _said(present) != (category.id, said.name, said.description, said.grants, said.position) or (
        present.verification_days,
        present.owner_id,
    ) != (said.verification_days, said.owner_id):
        change_section(actor, present, category, said)
    return present.id


def _check_days(file: ShelfFile, ground: Ground) -> int | None:
    said = file.values.get("verification_days")
    days = whole_number(said)
    if FEWEST_CHECK_DAYS <= days <= MOST_CHECK_DAYS:
        return days
    if said is not None:
        ground.left_out.append(
            LeftOut(file.key, Reason.BAD_FIELD, f"verification_days: {said}"[:80])
        )
    return None


def _slugs(file: ShelfFile) -> dict[str, str]:
    return translated(file.values, "slugs") or {DEFAULT: file.key.rpartition("/")[2]}


def _said(section: HelpSection) -> tuple[object, ...]:
    return (
        section.category_id,
        section.name,
        section.description,
        section.grants,
        section.position,
    )


def _find_section(slugs: Mapping[str, str]) -> HelpSection | None:
    for locale in (DEFAULT, *LOCALES):
        statement = (
            select(HelpSection)
            .join(SectionSlug, SectionSlug.section_id == HelpSection.id)
            .where(SectionSlug.locale == locale, SectionSlug.slug == slugs.get(locale, ""))
        )
        found = db.session.scalars(statement).first()
        if found is not None:
            return found
    return None


def find_ground(tree: PortalTree) -> Ground:
    """The sections of the tree that are here, by their addresses; nothing is made."""
    found = {one.key: _find_section(_slugs(one)) for one in tree.sections}
    return Ground(sections={key: one.id for key, one in found.items() if one is not None})


def find_places(texts: Iterable[TextFile], ground: Ground) -> dict[str, int]:
    """File → the translation that stands, or stood, at its address."""
    found: dict[str, int] = {}
    for text in texts:
        section_id = ground.sections[text.section]
        here = select(Translation.id).where(
            Translation.section_id == section_id,
            Translation.locale == text.locale,
            Translation.slug == text.slug,
        )
        old = select(SlugRedirect.target_id).where(
            SlugRedirect.path == old_slug_path(section_id, text.locale, text.slug),
            SlugRedirect.target_kind == TRANSLATION,
        )
        key = db.session.scalars(here).first() or db.session.scalars(old).first()
        if key is not None:
            found[text.path] = key
    return found


def place_article(
    actor: Actor, texts: list[TextFile], ground: Ground, places: dict[str, int]
) -> None:
    """An article with a place for each of its texts, as yet without words; `places` learns of them."""
    known = [places[one.path] for one in texts if one.path in places]
    statement = select(Translation.article_id).where(Translation.id.in_(known))
    article_id = db.session.scalars(statement.limit(1)).first() if known else None
    if article_id is None:
        front = texts[0].front
        section = db.session.get_one(HelpSection, ground.sections[texts[0].section])
        made = articles.create_article(
            actor,
            section,
            lang=words(front, "source") or texts[0].locale,
            created_at=instant_of(front, "created"),
            author_id=ground.people.get(words(front, "created_by")),
        )
        article_id = made.id
    article = get_locked(Article, article_id)
    by_locale: dict[str, int] = {}
    for text in texts:
        if text.path not in places:
            key = by_locale.get(text.locale) or _translation(actor, article, text)
            places[text.path] = key
        by_locale[text.locale] = places[text.path]


def _translation(actor: Actor, article: Article, text: TextFile) -> int:
    present = articles.locked_translation(article, text.locale)
    if present is not None:
        return present.id
    return articles.add_translation(
        actor,
        article,
        text.locale,
        title=words(text.front, "title"),
        slug=text.slug,
        position=text.position,
    ).id


def areas_of(front: Front, ground: Ground) -> list[int]:
    """The product areas that front matter names."""
    return [ground.areas[key] for key in listed(front, "areas") if key in ground.areas]
