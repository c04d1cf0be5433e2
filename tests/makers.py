"""Members and posts for tests, made through the actions that the pages call."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from community.accounts import actions_organisations as organisations
from community.accounts.actions import NewMember, add_member, belong
from community.accounts.customers import OrganisationFacts
from community.accounts.models import Member, MemberCapability, MemberRole, Organisation, fold
from community.accounts.queries import get_actor
from community.articles import actions as articles
from community.articles import actions_publishing as articles_publishing
from community.articles import actions_structure as help_shelves
from community.articles.actions_structure import SectionWords
from community.articles.models import Article, HelpCategory, HelpSection
from community.articles.texts import compose as compose_article
from community.content.models import ProductArea, ProductVersion, Revision
from community.content.prose import Prose, compose_post
from community.content.queries import list_audience_ids
from community.core.clock import now
from community.core.db import db, writing
from community.ideas import actions as ideas
from community.ideas.actions_boards import create_board
from community.ideas.models import Board, Idea, IdeaStatus
from community.policies.actor import PUBLIC_AUDIENCE_ID, SYSTEM, Actor, Role
from community.questions import actions as questions
from community.questions import actions_answers as answers
from community.questions.drafts import Details
from community.questions.models import Answer, Question

PASSWORD = "seven tulips under glass"
# Its hash, cheap, so that making a member costs no hashing.
PASSWORD_HASH = "$argon2id$v=19$m=1024,t=1,p=1$1CbsgCOb3DVVG30XmrACpw$LQLv4frikveh/AL3fOYUiNuLGKBqWAuszkYjv+z9c9g"

_numbers = itertools.count(1)


def make_member(
    name: str = "",
    *roles: Role,
    reputation: int = 0,
    locale: str = "en",
    email: str | None = None,
    organisation: Organisation | None = None,
) -> Member:
    """A member who can sign in with PASSWORD, with these roles."""
    number = next(_numbers)
    name = name or f"Member {number}"
    address = email or f"{fold(name.split()[0])}{number}@garden{number}.example"
    new = NewMember(name=name, email=address, password_hash=PASSWORD_HASH, locale=locale)
    with writing() as session:
        member = add_member(new)
        member.reputation = reputation
        session.add_all(MemberRole(member_id=member.id, role=role) for role in roles)
        if organisation is not None:
            belong(member.id, organisation.id)
    return member


def let_verify(member: Member, area_id: int | None = None) -> None:
    """Make the member an expert of a part of the product, or of them all."""
    held = MemberCapability(member_id=member.id, capability="verify", source="badge")
    held.product_area_id = area_id
    with writing() as session:
        session.add(held)


def make_organisation(
    name: str = "",
    *,
    plan: str | None = None,
    domain: str | None = None,
    country: str | None = None,
    annual_value: int | None = None,
) -> Organisation:
    """A customer, entitled to the plan since yesterday, with a verified domain."""
    name = name or f"Garden {next(_numbers)}"
    facts = OrganisationFacts(name=name, country=country, annual_value=annual_value)
    with writing():
        made = organisations.add_organisation(SYSTEM, facts)
        if plan is not None:
            organisations.entitle(SYSTEM, made.id, plan, starts_at=now() - timedelta(days=1))
        if domain is not None:
            row = organisations.add_domain(SYSTEM, made.id, domain)
            organisations.verify_domain(SYSTEM, made.id, row.id)
    return made


def actor_of(member: Member) -> Actor:
    """The member as rules see him now."""
    return get_actor(member.id, list_audience_ids)


def prose(body: str = "Some words about it, long enough to say something.") -> Prose:
    """Rendered Markdown."""
    return compose_post(body)


def make_board(slug: str = "product", audience_id: int = PUBLIC_AUDIENCE_ID) -> Board:
    """A board; the one of this slug when it is there."""
    found = db.session.scalars(select(Board).where(Board.slug == slug)).first()
    if found:
        return found
    name = {"en": slug.title(), "fr": slug.title()}
    with writing():
        return create_board(SYSTEM, slug, name, description={}, audience_id=audience_id)


def make_idea(author: Member | None = None, title: str = "Print two notes on one page") -> Idea:
    """An open idea, supported by its author."""
    board, actor = make_board(), actor_of(author or make_member())
    text = prose()
    with writing():
        return ideas.propose(actor, board, title, text, lang="en")


def status(key: str) -> IdeaStatus:
    """The status with this key."""
    return db.session.scalars(select(IdeaStatus).where(IdeaStatus.key == key)).one()


def make_area(key: str = "billing") -> ProductArea:
    """A part of the product."""
    with writing() as session:
        area = ProductArea(key=key, name={"en": key.title(), "fr": key.title()})
        session.add(area)
    return area


def make_question(
    asker: Member | None = None,
    title: str = "How do I take back a paid invoice?",
    body: str = "It was paid twice, and I pressed *save*.",
    **details: Any,
) -> Question:
    """An open question; `details` are fields of questions.drafts.Details."""
    actor, words = actor_of(asker or make_member()), prose(body)
    with writing():
        return questions.ask(actor, title, words, Details(**details), lang="en")


def make_answer(
    question: Question, author: Member | None = None, body: str = "Open it and choose *take back*."
) -> Answer:
    """An answer to the question."""
    actor, words = actor_of(author or make_member()), prose(body)
    with writing():
        return answers.answer(actor, question, words, lang="en")


def make_section(
    name: str = "Deliveries", french: str = "Livraisons", *, grants: list[str] | None = None
) -> HelpSection:
    """A section of the one category that tests need, with slugs of its names."""
    category = db.session.scalars(select(HelpCategory)).first()
    words = SectionWords(name={"en": name, "fr": french}, grants=grants)
    with writing():
        category = category or help_shelves.create_category(
            SYSTEM, {"en": "Guides", "fr": "Guides"}
        )
        return help_shelves.create_section(SYSTEM, category, words)


def make_article(
    section: HelpSection | None = None,
    title: str = "Print a delivery note",
    *,
    author: Member | None = None,
    lang: str = "en",
    body: str = "Open the order. Choose *Print*.",
    is_published: bool = True,
) -> Article:
    """An article in one language, written by a help writer, read by everybody who may."""
    section = section or make_section()
    actor = actor_of(author or make_member("", Role.EDITOR))
    text = compose_article(title, "How to get it on paper.", body, lang=lang)
    with writing():
        article = articles.create_article(actor, section, lang=lang)
        articles.write_draft(actor, article, lang, text)
        if is_published:
            articles_publishing.publish(actor, article, lang)
    return article


def translate_article(article: Article, title: str = "Imprimer un bon", lang: str = "fr") -> None:
    """The article in another language, published."""
    actor, text = (
        actor_of(make_member("", Role.EDITOR)),
        compose_article(title, "", "Voilà.", lang=lang),
    )
    with writing():
        articles.write_draft(actor, article, lang, text)
        articles_publishing.publish(actor, article, lang)


def make_version(area: ProductArea, name: str = "4.2") -> ProductVersion:
    """A version of a part of the product."""
    with writing() as session:
        version = ProductVersion(product_area_id=area.id, name=name)
        session.add(version)
    return version


def revisions_of(subject_id: int) -> list[Revision]:
    """What a post said before each edit, newest first."""
    statement = select(Revision).where(Revision.subject_id == subject_id)
    return list(db.session.scalars(statement.order_by(Revision.number.desc())))
