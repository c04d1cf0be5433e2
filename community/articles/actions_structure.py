"""What writers do with the shelves: categories and sections, their words, addresses and audiences."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update

from community.articles.addresses import section_address, slug_of
from community.articles.models import HelpCategory, HelpSection, SectionSlug
from community.articles.queries_redirects import SECTION
from community.content.actions import keep_redirect
from community.content.models import Audience, AudienceGrant
from community.core.db import db, lock
from community.core.errors import Invalid
from community.core.i18n import LOCALES, local
from community.core.versions import raise_version
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure

PUBLIC, MEMBERS, STAFF = "public", "members", "staff"
STRUCTURE = "help"


@dataclass(frozen=True, kw_only=True)
class SectionWords:
    """What a section is called and how it is kept; `grants` None is as its category, `slugs` from the names."""

    name: Mapping[str, str]
    description: Mapping[str, str] = field(default_factory=dict)
    slugs: Mapping[str, str] = field(default_factory=dict)
    grants: Sequence[str] | None = None
    position: int = 0
    verification_days: int | None = None
    owner_id: int | None = None


def create_category(
    actor: Actor,
    name: Mapping[str, str],
    *,
    description: Mapping[str, str] | None = None,
    grants: Iterable[str] = (PUBLIC,),
    position: int = 0,
) -> HelpCategory:
    """A new shelf."""
    ensure(actor, Permission.HELP_STRUCTURE)
    require_name(name)
    category = HelpCategory(name=dict(name), description=dict(description or {}))
    category.grants, category.position = closed_to(grants), position
    db.session.add(category)
    db.session.flush()  # sections name its key
    raise_version(STRUCTURE)
    return category


def change_category(
    actor: Actor,
    category: HelpCategory,
    name: Mapping[str, str],
    *,
    description: Mapping[str, str],
    grants: Iterable[str],
    position: int,
) -> None:
    """Other words, place or audience; its sections follow in the same transaction."""
    ensure(actor, Permission.HELP_STRUCTURE)
    lock(category)
    require_name(name)
    category.name, category.description = dict(name), dict(description)
    category.grants, category.position = closed_to(grants), position
    sections = select(HelpSection).where(HelpSection.category_id == category.id)
    for section in db.session.scalars(sections):
        grant(section.audience_id, effective(category.grants, section.grants))
    raise_version(STRUCTURE)


def create_section(actor: Actor, category: HelpCategory, words: SectionWords) -> HelpSection:
    """A new section, with an audience row of its own that its articles will point at."""
    ensure(actor, Permission.HELP_STRUCTURE)
    require_name(words.name)
    section = HelpSection(category_id=category.id, audience_id=_own_audience(), slugs=[])
    _say(section, category, words)
    db.session.add(section)
    db.session.flush()  # slugs and the audience's name carry its key
    name_audience = update(Audience).where(Audience.id == section.audience_id)
    db.session.execute(name_audience.values(key=f"section:{section.id}"))
    taken = {locale: _free_slug(section.id, locale, words) for locale in LOCALES}
    section.slugs.extend(SectionSlug(locale=key, slug=slug) for key, slug in taken.items())
    db.session.flush()  # articles are addressed by them
    raise_version(STRUCTURE)
    return section


def change_section(
    actor: Actor, section: HelpSection, category: HelpCategory, words: SectionWords
) -> None:
    """Other words, shelf, audience or address; each old address leads here for ever.

    Closing a section rewrites its audience's grants: no article is touched.
    """
    ensure(actor, Permission.HELP_STRUCTURE)
    lock(category)  # its grants bound the section's
    lock(section)
    require_name(words.name)
    section.category_id = category.id
    _say(section, category, words)
    rows = select(SectionSlug).where(SectionSlug.section_id == section.id)
    for row in db.session.scalars(rows):
        wanted = slug_of(words.slugs.get(row.locale) or row.slug, row.slug)
        if wanted != row.slug:
            _rename(section, row, wanted)
    raise_version(STRUCTURE)


def _say(section: HelpSection, category: HelpCategory, words: SectionWords) -> None:
    section.name, section.description = dict(words.name), dict(words.description)
    section.grants = None if words.grants is None else closed_to(words.grants)
    section.position, section.owner_id = words.position, words.owner_id
    section.verification_days = words.verification_days
    grant(section.audience_id, effective(category.grants, section.grants))


def _rename(section: HelpSection, row: SectionSlug, wanted: str) -> None:
    if _is_taken(section.id, row.locale, wanted):
        raise Invalid(_l("Another section has this address."), field=f"slug_{row.locale}")
    keep_redirect(section_address(row.locale, row.slug), SECTION, section.id)
    row.slug = wanted


def _free_slug(section_id: int, locale: str, words: SectionWords) -> str:
    """The wanted slug, or the name's, with a number when another section has it."""
    given = words.slugs.get(locale)
    base = slug_of(given or local(words.name, locale), f"section-{section_id}")
    slug, number = base, 1
    while _is_taken(section_id, locale, slug):
        if given:
            raise Invalid(_l("Another section has this address."), field=f"slug_{locale}")
        number += 1
        slug = f"{base}-{number}"
    return slug


def _is_taken(section_id: int, locale: str, slug: str) -> bool:
    statement = select(SectionSlug.section_id).where(
        SectionSlug.locale == locale, SectionSlug.slug == slug, SectionSlug.section_id != section_id
    )
    return db.session.scalars(statement).first() is not None


def require_name(name: Mapping[str, str]) -> None:
    """Invalid for words that are empty in every language."""
    if not any(text.strip() for text in name.values()):
        raise Invalid(_l("Please give it a name."), field="name_en")


def closed_to(grants: Iterable[str]) -> list[str]:
    """The grants as they are kept: public stands alone, and staff see whatever is closed to others."""
    given = set(grants)
    return [PUBLIC] if PUBLIC in given else sorted(given | {STAFF})


def effective(category: Sequence[str], own: Sequence[str] | None) -> list[str]:
    """What a section lets see: its own grants, never more than its category's."""
    if own is None or PUBLIC in own:
        return closed_to(category)
    allowed = [one for one in own if _implied(one, category)]
    return closed_to(allowed)


def _implied(one: str, category: Sequence[str]) -> bool:
    return one in category or PUBLIC in category or MEMBERS in category


def _own_audience() -> int:
    """A fresh audience row; it is named after its section once that has a key."""
    audience = Audience(key="section:new")
    db.session.add(audience)
    db.session.flush()  # the section points at it
    return audience.id


def grant(audience_id: int, grants: Iterable[str]) -> None:
    """Let exactly these see what points at the audience; cached pages end."""
    db.session.execute(delete(AudienceGrant).where(AudienceGrant.audience_id == audience_id))
    db.session.add_all(AudienceGrant(audience_id=audience_id, grant=one) for one in grants)
    db.session.flush()  # an actor resolves his audiences by these rows
    raise_version("visibility")
