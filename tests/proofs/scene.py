"""One of each thing that a page can show, and one person of each kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select

from community.accounts.actions_members import suspend
from community.accounts.models import Member, Organisation
from community.articles.actions_suggesting import suggest_edit
from community.articles.models import Article, HelpSection, Translation
from community.articles.models_work import ArticleTask
from community.articles.states_work import TaskKind
from community.articles.texts import compose
from community.content.actions_comments import add_comment
from community.content.models import Comment, ProductArea, Subject
from community.core.clock import now
from community.core.db import db, writing
from community.ideas.models import Idea
from community.policies.actor import SYSTEM, Role
from community.questions.models import Answer, Question
from community.recognition.models import Award, Badge
from community.recognition.models_rings import RingCase, RingState
from tests.credits.stories import disrupt
from tests.glossary.stories import define
from tests.makers import (
    actor_of,
    make_answer,
    make_area,
    make_article,
    make_idea,
    make_member,
    make_organisation,
    make_question,
    make_section,
    prose,
    translate_article,
)
from tests.recognition.credentials import make_award
from tests.service_levels.stories import publish_demo

STAFF = (Role.AGENT, Role.MODERATOR, Role.PRODUCT_MANAGER, Role.EDITOR, Role.ADMIN)


@dataclass
class Scene:
    """The rows, made by the actions of the pages."""

    organisation: Organisation
    area: ProductArea
    section: HelpSection
    question: Question
    answer: Answer
    idea: Idea
    article: Article
    comment: Comment
    suggestion_id: int
    task_id: int
    credential_id: UUID
    incident_id: int
    claim_id: int
    month_key: str
    people: dict[str, Member] = field(default_factory=dict)


def make_scene() -> Scene:
    """A member who asked and proposed, somebody who answered, staff of each kind, a suspended one."""
    publish_demo()
    garden = make_organisation("Garden", plan="premium", domain="garden.example")
    member, other = make_member("Mia", organisation=garden), make_member("Otto")
    people = {"member": member, "other": other}
    people |= {role.value: make_member(role.value.title(), role) for role in STAFF}
    people["suspended"] = make_member("Sven")
    area, section = make_area(), make_section()
    question = make_question(member, product_area_id=area.id, tags=("tax",))
    answer, idea = make_answer(question, other), make_idea(member)
    article = make_article(section, author=people["editor"])
    translate_article(article)
    define("delivery note", "The sheet that travels along.")
    with writing():
        on = db.session.get_one(Subject, idea.id)
        comment = add_comment(actor_of(other), on, prose("A remark."), lang="en")
        suspend(SYSTEM, people["suspended"].id, "spam")
        honour(other)
        suspect(member, other)
    work = make_work(article, member)
    credential_id = make_award(member, evidence_id=answer.id).credential_id
    db.session.rollback()
    things = (question, answer, idea, article, comment, *work)
    incident_id, claim_id, month_key = disrupt(garden, member)
    db.session.rollback()
    return Scene(
        garden,
        area,
        section,
        *things,
        credential_id=credential_id,
        incident_id=incident_id,
        claim_id=claim_id,
        month_key=month_key,
        people=people,
    )


def honour(member: Member) -> None:
    """An award, whatever earned it."""
    badge_id = db.session.scalars(select(Badge.id).where(Badge.key == "pillar")).one()
    db.session.add(Award(badge_id=badge_id, member_id=member.id, awarded_at=now()))


def suspect(*members: Member) -> None:
    """A case of a vote ring that waits for a moderator."""
    key = ".".join(str(member.id) for member in members)
    db.session.add(RingCase(members_key=key, found_at=now(), state=RingState.PENDING))


def make_work(article: Article, reader: Member) -> tuple[int, int]:
    """What writers have to do: a suggested edit that waits, and an open task."""
    actor, text = (
        actor_of(reader),
        compose("Print a delivery note", "", "Choose *Print*.", lang="en"),
    )
    with writing() as rows:
        suggestion_id = suggest_edit(
            actor, article, "en", text, note="The button’s name."
        ).revision_id
        language = rows.scalars(select(Translation.id).order_by(Translation.id)).first()
        task = ArticleTask(translation_id=language, kind=TaskKind.UNHELPFUL, opened_at=now())
        rows.add(task)
        rows.flush()
        return suggestion_id, task.id
