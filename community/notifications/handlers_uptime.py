"""What the team says of incidents, and what becomes of credits and claims."""

from typing import Any

from sqlalchemy import select, union

from community.accounts.models import Organisation
from community.core.db import db
from community.credits.models import CreditClaim, MonthCredit
from community.credits.states import ClaimState
from community.events import (
    ClaimClosing,
    ClaimDecided,
    ClaimSubmitted,
    CreditFound,
    IncidentUpdated,
)
from community.notifications.actions import tell
from community.notifications.kinds import Kind
from community.notifications.threads import find_thread
from community.uptime.models import (
    AnnouncedComponent,
    Announcement,
    ImpactSpan,
    Incident,
    IncidentUpdate,
)
from community.uptime.wording import state_words

TOLD = {ClaimState.APPROVED, ClaimState.REJECTED, ClaimState.APPLIED}


def tell_of_incident(event: IncidentUpdated) -> None:
    """What is said of an incident concerns those who follow it or its components, each word once."""
    incident = db.session.get(Incident, event.incident_id)
    update = db.session.get(IncidentUpdate, event.update_id)
    if incident is None or update is None:
        return
    concerned = select(ImpactSpan.component_id).where(ImpactSpan.incident_id == incident.id)
    # What was called off concerns no component any more, and those who were told of it still.
    announced = (
        select(AnnouncedComponent.component_id)
        .join(Announcement, Announcement.id == AnnouncedComponent.announcement_id)
        .where(Announcement.incident_id == incident.id)
    )
    tell(
        f"IncidentUpdated:{update.id}",
        Kind.MAINTENANCE_UPDATED if incident.is_maintenance else Kind.INCIDENT_UPDATED,
        subject_id=incident.id,
        thread_id=incident.id,
        actor_id=event.actor_id,
        words={
            "title": incident.title,
            "text": update.text,
            "status": state_words(update.state),
            "components": sorted(set(db.session.scalars(union(concerned, announced)))),
            "path": f"/status/incidents/{incident.id}",
        },
    )


def tell_of_credit(event: CreditFound) -> None:
    """That a month may be claimed concerns the organisation's contacts, once for each figure."""
    source = f"CreditFound:{event.credit_id}:{event.percent}"
    _tell_contacts(source, Kind.CREDIT_FOUND, event.credit_id)


def tell_of_closing(event: ClaimClosing) -> None:
    """That the time to claim ends concerns the contacts, once; what is claimed by now needs no reminder."""
    claimed = select(CreditClaim.id).where(
        CreditClaim.credit_id == event.credit_id, CreditClaim.state != ClaimState.DRAFT
    )
    if db.session.scalars(claimed).first() is None:
        _tell_contacts(f"ClaimClosing:{event.credit_id}", Kind.CLAIM_CLOSING, event.credit_id)


def _tell_contacts(source: str, kind: Kind, credit_id: int) -> None:
    credit = db.session.get(MonthCredit, credit_id)
    if credit is None or not credit.percent:
        return
    name = select(Organisation.name).where(Organisation.id == credit.organisation_id)
    key = credit.of.key
    words: dict[str, Any] = {
        "title": f"{db.session.scalars(name).one()} · {key}",
        "status": str(credit.percent),
        "organisation_id": credit.organisation_id,
        "path": f"/services/credits/{credit.organisation_id}/{key}",
    }
    tell(source, kind, subject_id=None, thread_id=None, actor_id=None, words=words)


def tell_of_claim(event: ClaimSubmitted) -> None:
    """A claim concerns those who decide."""
    thread = find_thread(event.claim_id)
    claim = db.session.get(CreditClaim, event.claim_id)
    if thread is not None and claim is not None and claim.state is not ClaimState.WITHDRAWN:
        tell(
            f"ClaimSubmitted:{event.claim_id}",
            Kind.CLAIM_SUBMITTED,
            subject_id=event.claim_id,
            thread_id=event.claim_id,
            actor_id=event.actor_id,
            words={"title": thread.title, "path": thread.path},
        )


def tell_of_decision(event: ClaimDecided) -> None:
    """A decision concerns the organisation's contacts, each once, as it stands now."""
    claim, thread = db.session.get(CreditClaim, event.claim_id), find_thread(event.claim_id)
    if claim is None or thread is None or claim.state not in TOLD:
        return
    tell(
        f"ClaimDecided:{claim.id}:{claim.state}:{claim.percent}",
        Kind.CLAIM_DECIDED,
        subject_id=claim.id,
        thread_id=claim.id,
        actor_id=event.actor_id,
        words={
            "title": thread.title,
            "path": thread.path,
            "status": claim.state.value,
            "percent": claim.percent or 0,
            "excerpt": claim.invoice if claim.state is ClaimState.APPLIED else claim.reason,
            "organisation_id": claim.organisation_id,
        },
    )
