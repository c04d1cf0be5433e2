"""The worker looks for vote rings and brings the votes of each case to what was decided."""

from community.core.db import writing
from community.recognition import actions_rings, queries_rings
from community.recognition.rings import find_rings


def look_for_rings() -> int:
    """Open a case for each ring of the last days and void its votes; how many votes changed."""
    rings = find_rings(queries_rings.count_pairs(), queries_rings.definition())
    for members in rings:
        votes = queries_rings.list_votes_within(members)
        with writing():
            actions_rings.open_case(sorted(members), votes)
    return sum(settle_ring(case_id) for case_id in queries_rings.list_unsettled_cases())


def settle_ring(case_id: int) -> int:
    """Bring the votes of a case to what was decided, one subject a transaction; how many changed."""
    changed = 0
    for subject_id, vote_ids in queries_rings.list_unsettled_votes(case_id).items():
        with writing():
            case = queries_rings.get_case(case_id)
            changed += actions_rings.settle_votes(case, subject_id, vote_ids)
    return changed
