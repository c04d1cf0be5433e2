"""Votes that were voided earn nothing; votes that came back earn what they did."""

from community.events import VotesVoided
from community.recognition import ledger
from community.recognition.awards import award_for
from community.recognition.facts import facts_of_subject


def note_voided_votes(event: VotesVoided) -> None:
    """The ledger follows the votes of a subject that count now."""
    subject_id = event.subject_id
    ledger.settle(facts_of_subject(subject_id), ledger.list_standing(subject_id))
    award_for(subject_id, quietly=True)
