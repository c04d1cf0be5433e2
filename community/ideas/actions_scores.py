"""What product managers reckon of an idea: reach, impact, confidence and effort, which make its RICE."""

import math
from dataclasses import asdict

from flask_babel import lazy_gettext as _l

from community.core.audit import audit
from community.core.clock import now
from community.core.db import db, get_locked, lock
from community.core.errors import Invalid
from community.ideas.figures import (
    CONFIDENCES,
    IMPACTS,
    LEAST_EFFORT,
    MOST_EFFORT,
    MOST_REACH,
    Estimate,
    rice,
)
from community.ideas.models import Idea, IdeaFigures
from community.ideas.models_triage import IdeaScore
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure


def set_score(actor: Actor, idea: Idea, said: Estimate) -> None:
    """Keep what a product manager reckons; RICE stands at once, a reach that is counted again within 5 minutes."""
    lock(idea)
    ensure(actor, Permission.IDEA_TRIAGE, idea)
    check_estimate(said)
    score = db.session.get(IdeaScore, idea.id, populate_existing=True)
    if score is None:
        score = IdeaScore(idea_id=idea.id)
        db.session.add(score)
    for name, value in asdict(said).items():
        setattr(score, name, value)
    score.updated_at, score.updated_by_id = now(), actor.member_id
    figures = get_locked(IdeaFigures, idea.id)
    if said.reach is not None:
        figures.reach = said.reach
    figures.rice = rice(figures.reach, said.impact, said.confidence, said.effort)
    figures.is_stale = True
    audit(actor.member_id, "idea.scored", ("idea", idea.id), **asdict(said))


def check_estimate(said: Estimate) -> None:
    """Nothing, or Invalid on the field that is none of the values that there are."""
    if said.reach is not None and not 0 <= said.reach <= MOST_REACH:
        raise Invalid(_l("Reach is a number of people."), field="reach")
    if said.impact is not None and said.impact not in IMPACTS:
        raise Invalid(_l("Impact is 3, 2, 1, 0.5 or 0.25."), field="impact")
    if said.confidence is not None and said.confidence not in CONFIDENCES:
        raise Invalid(_l("Confidence is 100, 80 or 50 percent."), field="confidence")
    effort = said.effort
    if effort is not None and not (math.isfinite(effort) and LEAST_EFFORT <= effort <= MOST_EFFORT):
        raise Invalid(_l("Effort is at least half a person-month."), field="effort")


def estimate_of(idea_id: int) -> Estimate:
    """What was reckoned of an idea; nothing said where nobody has."""
    score = db.session.get(IdeaScore, idea_id)
    if score is None:
        return Estimate()
    return Estimate(
        reach=score.reach, impact=score.impact, confidence=score.confidence, effort=score.effort
    )
