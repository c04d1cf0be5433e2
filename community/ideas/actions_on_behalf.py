"""What staff hear from customers: a vote in a customer's name, with its source, which he may take back."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from community.accounts.actions import NewMember, add_member
from community.accounts.models import Member, Organisation
from community.accounts.queries import find_member_by_email, get_actor
from community.content import actions as content
from community.content.models import Importance, Subject, Vote
from community.content.queries import list_audience_ids, sees
from community.core.audit import audit
from community.core.db import db
from community.core.errors import Invalid
from community.core.outbox import record
from community.events import IdeaVotedFor
from community.ideas.actions_promises import promise_answer
from community.ideas.actions_supporters import lock_root
from community.ideas.actions_voting import cast, check_reason, own_vote, votable, withdraw_noted
from community.ideas.models import Idea
from community.ideas.queries_voting import find_vote
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure

SOURCE_LENGTH = 200


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a customer said, and where it was heard; the address is in its normal spelling."""

    email: str
    name: str
    locale: str
    source: str
    organisation: str = ""
    importance: Importance | None = None
    reason: str = ""


def vote_for(actor: Actor, idea: Idea, wish: Wish) -> Vote:
    """A customer's vote, cast by staff: it costs him no budget, he is told and may take it back.

    Somebody without an account becomes a member without sign-in, who claims it by a new password. Invalid for a
    customer who supports the idea already, may not take part, or does not see it.
    """
    subject, _budget = votable(actor, idea, Permission.IDEA_VOTE_FOR)
    content.require(wish.source, "source")
    reason = check_reason(wish.reason)
    organisation_id = _find_organisation(wish.organisation)
    customer = get_actor(_customer(wish).id, list_audience_ids)
    _check_customer(customer, idea, subject)
    cast(customer, idea, subject, importance=wish.importance, reason=reason)
    vote = db.session.scalars(
        select(Vote).where(Vote.id.in_(own_vote(idea.id, customer.member_id)))
    ).one()
    vote.cast_by_id, vote.source = actor.member_id, wish.source.strip()[:SOURCE_LENGTH]
    vote.organisation_id = organisation_id or vote.organisation_id
    promise_answer(customer, idea, subject)
    audit(actor.member_id, "idea.voted_for", ("idea", idea.id), member=customer.member_id)
    record(
        IdeaVotedFor(
            idea_id=idea.id,
            member_id=customer.member_id or 0,
            vote_id=vote.id,
            actor_id=actor.member_id or 0,
        )
    )
    return vote


def _customer(wish: Wish) -> Member:
    known = find_member_by_email(wish.email)
    if known is not None:
        return known
    content.require(wish.name, "name")
    new = NewMember(name=wish.name, email=wish.email, locale=wish.locale, is_confirmed=False)
    return add_member(new)


def _check_customer(customer: Actor, idea: Idea, subject: Subject) -> None:
    if customer.is_suspended:
        raise Invalid(_l("This account is suspended."), field="email")
    if not sees(customer, subject):
        raise Invalid(_l("This customer does not see this idea."), field="email")
    if find_vote(customer, idea.id) is not None:
        raise Invalid(_l("This customer supports the idea already."), field="email")


def _find_organisation(name: str) -> int | None:
    if not name.strip():
        return None
    same = func.lower(Organisation.name) == name.strip().lower()
    found = db.session.scalars(select(Organisation.id).where(same).limit(2)).all()
    if len(found) != 1:
        raise Invalid(_l("There is no organisation of exactly this name."), field="organisation")
    return found[0]


def take_back(actor: Actor, member_id: int, idea_id: int) -> bool:
    """The customer's word against it, from his letter: what staff cast for him is gone, his own vote stays.

    False when there is none any more. Whoever holds the letter acts for him, signed in or not.
    """
    ensure(actor, Permission.PUBLIC_READ)
    return withdraw_noted(member_id, lock_root(idea_id))
