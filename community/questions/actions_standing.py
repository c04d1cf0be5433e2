"""For whom one asks, who may read it, and how much it holds one up."""

from flask_babel import lazy_gettext as _l

from community.content import actions as content
from community.core.clock import now
from community.core.errors import Invalid
from community.policies.actor import PUBLIC_AUDIENCE_ID, Actor
from community.service_levels.queries_terms import list_severities_for


def organisation_of(actor: Actor, chosen_id: int | None) -> int | None:
    """The organisation that the question counts for; Invalid for one that the actor does not belong to."""
    if chosen_id is None:
        return content.voting_organisation(actor)
    if chosen_id not in actor.organisations:
        raise Invalid(_l("Please choose one of your organisations."), field="organisation")
    return chosen_id


def audience_of(organisation_id: int | None, *, is_private: bool) -> int:
    """Everybody, or the asker's organisation and staff."""
    if not is_private:
        return PUBLIC_AUDIENCE_ID
    if organisation_id is None:
        raise Invalid(
            _l("A private question is seen by your organisation, and you belong to none yet."),
            field="is_private",
        )
    return content.intern_audience((f"organisation:{organisation_id}", "staff"))


def check_severity(actor: Actor, chosen: str | None, organisation_id: int | None) -> str | None:
    """The severity, or None where the plan knows none; Invalid for one that the plan does not have."""
    if actor.is_historic or not chosen:
        return None
    known = list_severities_for(organisation_id, now())
    if known and chosen not in {one.key for one in known}:
        raise Invalid(_l("Please choose how much this holds you up."), field="severity")
    return chosen if known else None
