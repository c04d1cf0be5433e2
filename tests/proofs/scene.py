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
from community.content import actions_unsent
from community.content.actions_comments import add_comment
from community.content.models import Comment, ProductArea, Subject, Tag
from community.content.models_tags import TagMerge
from community.content.models_unsent import Place, Purpose, Words
from community.core.clock import now
from community.core.db import db, writing
from community.ideas.models import Idea
from community.notifications.models_mail import AddressFault
from community.policies.actor import SYSTEM, Role
from community.questions.actions_suggesting import Copy
from community.questions.actions_suggesting import suggest_edit as suggest_post_edit
from community.questions.models import Answer, Question
from community.recognition.models import Award, Badge
from community.recognition.models_rings import RingCase, RingState
from community.webhooks.actions import add_endpoint, add_message
from community.webhooks.catalogue import WebhookEvent
from community.webhooks.models import OffReason
from community.webhooks.queries_payloads import Told
from tests.circles.stories import ask_in, open_circle, plan_hour
from tests.credits.stories import disrupt
from tests.glossary.stories import define
from tests.ideas.living import decide, make_note, make_release, make_template, plan
from tests.ideas.triaging import keep_view, order, order_file
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
    edit_id: int
    hour_id: int
    asked_id: int
    credential_id: UUID
    incident_id: int
    claim_id: int
    month_key: str
    people: dict[str, Member] = field(default_factory=dict)


def make_people(garden: Organisation) -> dict[str, Member]:
    """A customer of the organisation, another member, staff of each kind, and one who is to be suspended."""
    people = {"member": make_member("Mia", organisation=garden), "other": make_member("Otto")}
    people |= {role.value: make_member(role.value.title(), role) for role in STAFF}
    return people | {"suspended": make_member("Sven")}


def make_scene() -> Scene:
    """A member who asked and proposed, somebody who answered, staff of each kind, a suspended one."""
    publish_demo()
    garden = make_organisation("Garden", plan="premium", domain="garden.example")
    people = make_people(garden)
    member, other = people["member"], people["other"]
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
        begin_writing(member)
        suspect(member, other)
        connect()
    live_on(idea, member, people["product_manager"])
    work = make_work(article, member)
    edit_id = make_edit(answer, member)
    merge_tag()
    credential_id = make_award(member, evidence_id=answer.id).credential_id
    talk = make_talk(area, people["product_manager"])
    incident_id, claim_id, month_key = disrupt(garden, member)
    db.session.rollback()
    things = (question, answer, idea, article, comment, *work, edit_id, *talk)
    return Scene(
        garden,
        area,
        section,
        *things,
        incident_id=incident_id,
        claim_id=claim_id,
        month_key=month_key,
        credential_id=credential_id,
        people=people,
    )


def live_on(idea: Idea, member: Member, manager: Member) -> None:
    """An idea that was decided about, with what the team keeps, and a release with another one."""
    decide(idea, "under_review")
    plan(idea)
    make_note(idea)
    make_template()
    keep_view()
    order([idea], {"assignee": None})
    order_file(manager)
    make_release(make_idea(member, "Sort the orders by street"))


def honour(member: Member) -> None:
    """An award, whatever earned it."""
    badge_id = db.session.scalars(select(Badge.id).where(Badge.key == "pillar")).one()
    db.session.add(Award(badge_id=badge_id, member_id=member.id, awarded_at=now()))


def begin_writing(member: Member) -> None:
    """A question that was not sent."""
    words = Words("What is left here?", "It was not sent.")
    actions_unsent.keep(actor_of(member), Place(Purpose.QUESTION), words, by_hand=True)


def suspect(*members: Member) -> None:
    """A case of a vote ring that waits for a moderator."""
    key = ".".join(str(member.id) for member in members)
    db.session.add(RingCase(members_key=key, found_at=now(), state=RingState.PENDING))


def make_edit(answer: Answer, reader: Member) -> int:
    """An edit of an answer that a member suggests and that waits."""
    actor, copy = actor_of(reader), Copy(None, prose("Open it, then choose *take back*."))
    with writing():
        return suggest_post_edit(actor, answer, copy, note="One step was missing.").id


def make_talk(area: ProductArea, manager: Member) -> tuple[int, int]:
    """A live hour in the area's circle, and a question asked in it."""
    hour = plan_hour(open_circle(area), manager)
    return hour.id, ask_in(hour, manager).id


def merge_tag() -> None:
    """A tag that was merged into the one of the scene."""
    with writing() as rows:
        tag_id = rows.scalars(select(Tag.id)).one()
        words = {"name": {"en": "VAT", "fr": "TVA"}, "merged_at": now()}
        rows.add(TagMerge(key="vat", into_id=tag_id, **words))


def connect() -> None:
    """An address that takes no letters, and a webhook that is switched off, with a message."""
    db.session.add(
        AddressFault(address_key="gone@garden.example", times=1, first_at=now(), last_at=now())
    )
    endpoint = add_endpoint(SYSTEM, "https://hooks.invalid/", "", [WebhookEvent.QUESTION_ASKED])
    add_message(endpoint.id, "test:1", Told(WebhookEvent.TEST, endpoint.id, None, now()))
    endpoint.off_at, endpoint.off_reason = now(), OffReason.BY_HAND


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
