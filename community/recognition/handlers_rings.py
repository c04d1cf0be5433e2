"""Votes that were voided earn nothing; votes that came back earn what they did."""

from sqlalchemy import select

from community.core.db import db
from community.events import VotesVoided
from community.recognition import ledger
from community.recognition.awards import award_for, settle
from community.recognition.facts import facts_of_subject
from community.recognition.models import Metric
from community.recognition.models_rings import RingVote


def note_voided_votes(event: VotesVoided) -> None:
    """The ledger follows the votes of a subject that count now."""
    subject_id = event.subject_id
    ledger.settle(facts_of_subject(subject_id), ledger.list_standing(subject_id))
    award_for(subject_id, quietly=True)
    voters = select(RingVote.voter_id).where(
        RingVote.case_id == event.case_id, RingVote.subject_id == subject_id
    )
    settle((Metric.START_STEPS,), set(db.session.scalars(voters)), quietly=True)
