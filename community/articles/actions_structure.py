"""What writers do with the shelves: categories and sections, their words, addresses and audiences."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from community.articles.actions_audience import grant, list_grants, settle_articles_of
from community.articles.addresses import section_address, slug_of
from community.articles.audiences import PUBLIC, closed_to, effective
from community.articles.models import Article, HelpCategory, HelpSection, SectionSlug
from community.articles.queries_redirects import EARLIER, SECTION, find_last_owner
from community.content.actions import mark_all_dirty
from community.content.actions_redirects import keep_redirect
from community.content.models import Audience
from community.core.audit import audit
from community.core.db import db, lock
from community.core.errors import Invalid
from community.core.i18n import LOCALES, local
from community.core.tasks import enqueue_job
from community.core.versions import raise_version
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure

STRUCTURE = "help"
# The worker's job: links to a section, to its articles and to its old address may stand in any text.
LOOK_AT_ALL_LINKS = "check_article_links"


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
    # Locked: whoever gives an article an audience of its own waits, and reads what the section lets see then.
    held = sections.order_by(HelpSection.id).with_for_update(of=HelpSection)
    found = db.session.scalars(held.execution_options(populate_existing=True)).all()
    if sum([_let_see(section, category) for section in found]):
        enqueue_job(LOOK_AT_ALL_LINKS)
    audit(
        actor.member_id, "help.category_changed", ("category", category.id), seen_by=category.grants
    )
    raise_version(STRUCTURE)


def create_section(actor: Actor, category: HelpCategory, words: SectionWords) -> HelpSection:
    """A new section, with an audience row of its own that its articles will point at."""
    ensure(actor, Permission.HELP_STRUCTURE)
    lock(category)  # its grants bound the section's
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

    Closing a section rewrites its audience's grants: no article is changed.
    """
    ensure(actor, Permission.HELP_STRUCTURE)
    lock(category)  # its grants bound the section's
    lock(section)
    require_name(words.name)
    section.category_id = category.id
    is_seen_otherwise = _say(section, category, words)
    rows = db.session.scalars(select(SectionSlug).where(SectionSlug.section_id == section.id))
    is_renamed = sum(_rename(section, row, words) for row in rows)
    if is_renamed:
        mark_all_dirty(db.session.scalars(select(Article.id).filter_by(section_id=section.id)))
    if is_renamed or is_seen_otherwise:
        enqueue_job(LOOK_AT_ALL_LINKS)
    audit(actor.member_id, "help.section_changed", ("section", section.id), seen_by=section.grants)
    raise_version(STRUCTURE)


def _say(section: HelpSection, category: HelpCategory, words: SectionWords) -> bool:
    """Let a section be called and kept so; whether others see it than before."""
    section.name, section.description = dict(words.name), dict(words.description)
    section.grants = None if words.grants is None else closed_to(words.grants)
    section.position, section.owner_id = words.position, words.owner_id
    section.verification_days = words.verification_days
    return _let_see(section, category)


def _let_see(section: HelpSection, category: HelpCategory) -> bool:
    """Rewrite the one audience that the section's articles point at, and follow with those that have their own.

    Whether that changed who sees it.
    """
    grants, before = effective(category.grants, section.grants), list_grants(section.audience_id)
    grant(section.audience_id, grants)
    settle_articles_of(section.id, grants)
    return set(grants) != set(before)


def _rename(section: HelpSection, row: SectionSlug, words: SectionWords) -> bool:
    wanted = slug_of(words.slugs.get(row.locale) or row.slug, row.slug)
    if wanted == row.slug:
        return False
    if _is_taken(section.id, row.locale, wanted):
        raise Invalid(_l("Another section has this address."), field=f"slug_{row.locale}")
    path = section_address(row.locale, row.slug)
    earlier = find_last_owner(path)
    if earlier is not None and earlier != section.id:  # its articles stood below this address
        keep_redirect(f"{path}{EARLIER}{earlier}", SECTION, earlier)
    keep_redirect(path, SECTION, section.id)
    row.slug = wanted
    return True


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


def _own_audience() -> int:
    """A fresh audience row; it is named after its section once that has a key."""
    audience = Audience(key="section:new")
    db.session.add(audience)
    db.session.flush()  # the section points at it
    return audience.id
