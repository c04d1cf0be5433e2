"""What the stories of promises begin with: a published menu, customers, questions."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from community.accounts.models import Entitlement, Member, MemberRole, Membership, Organisation
from community.accounts.queries import get_actor
from community.content.actions import new_subject
from community.content.models import Subject, SubjectKind
from community.content.queries import list_audience_ids
from community.core.clock import now
from community.core.db import db, writing
from community.core.outbox import OutboxEvent
from community.policies.actor import Actor, Role
from community.service_levels.actions import end_first_response, open_promise
from community.service_levels.actions_menu import change_targets, draft_menu, install_menu
from community.service_levels.catalogue import LOCAL_OFFICE, demo_menu
from community.service_levels.models import EndedBy, Promise
from community.service_levels.terms import Menu, PlanTerms, PromiseKind, business_hours

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
FIRST = PromiseKind.FIRST_RESPONSE


def publish_demo() -> None:
    """Put the demo menu in force since New Year."""
    with writing():
        install_menu(demo_menu((2026,)), LONG_AGO)


def make_person(
    handle: str, *roles: Role, zone: str = "Europe/Paris", organisation: int | None = None
) -> Actor:
    """A member with these roles, of this organisation, as an actor."""
    with writing() as session:
        member = Member(name=handle.title(), handle=handle, handle_key=handle, created_at=now())
        member.time_zone = zone
        session.add(member)
        session.flush()
        session.add_all(MemberRole(member_id=member.id, role=role) for role in roles)
        if organisation:
            session.add(
                Membership(member_id=member.id, organisation_id=organisation, joined_at=now())
            )
        identity = member.id
    return get_actor(identity, list_audience_ids)


def make_organisation(plan_key: str, pinned: int | None = None) -> int:
    """A customer company that is promised this plan since New Year."""
    with writing() as session:
        company = Organisation(name=f"{plan_key.title()} Ltd", created_at=now())
        session.add(company)
        session.flush()
        entitlement = Entitlement(organisation_id=company.id, plan_key=plan_key, starts_at=LONG_AGO)
        entitlement.pinned_version_id = pinned
        session.add(entitlement)
        return company.id


def ask(actor: Actor, *, severity: str | None = None, organisation: int | None = None) -> int:
    """A question with its promise; the subject's id."""
    with writing():
        subject = new_subject(actor, SubjectKind.QUESTION, lang="en", organisation_id=organisation)
        open_promise(actor, subject, FIRST, severity=severity, organisation_id=organisation)
        return subject.id


def promise_on(subject_id: int) -> Promise:
    """The newest state of the first promise on a subject."""
    db.session.rollback()
    found = db.session.query(Promise).filter_by(subject_id=subject_id).populate_existing()
    return found.order_by(Promise.id).limit(1).one()


def answer(subject_id: int, by: EndedBy = EndedBy.TEAM) -> None:
    """The first response is given."""
    with writing():
        end_first_response(subject_id, by)


def told() -> list[str]:
    """What was recorded, in its order."""
    return list(db.session.scalars(select(OutboxEvent.name).order_by(OutboxEvent.id)))


def promise_two_hours(admin: Actor) -> None:
    """A draft in which standard promises more than the menu in force."""
    with writing():
        draft_menu(admin)
        change_targets(admin, "standard", {(FIRST, "L2"): (business_hours(2), LOCAL_OFFICE)})


def standard(menu: Menu | None) -> PlanTerms:
    """What a menu promises of standard."""
    assert menu is not None
    plan = menu.find_plan("standard")
    assert plan is not None
    return plan


def subject_of(subject_id: int) -> Subject:
    """The subject with this id."""
    return db.session.get_one(Subject, subject_id)


def paris(text: str) -> datetime:
    """A winter's instant written as Paris time."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC) - timedelta(hours=1)
