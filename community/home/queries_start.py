"""A new member's first steps, ticked from what he did and not from what was written down about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import exists, select

from community.accounts.models import Member
from community.articles.models import Feedback
from community.content.models import Subject, SubjectKind, Visibility
from community.core.db import db
from community.home.models import StartListAway
from community.notifications.models import Preference
from community.policies.actor import Actor
from community.recognition.metrics import FIRST_FOLLOW, FIRST_VOTE, PROFILE
from community.recognition.queries_start import StartBadge, find_start_badge, list_steps_done


class Step(StrEnum):
    """What one does in the first quarter of an hour, in this order."""

    PROFILE = "profile"
    PICTURE = "picture"
    HELP = "help"
    VOTE = "vote"
    FOLLOW = "follow"
    POST = "post"
    NEWS = "news"


# The steps that the badge counts, under its own keys (`recognition.metrics`).
OF_BADGE: Mapping[Step, int] = {
    Step.PROFILE: PROFILE,
    Step.VOTE: FIRST_VOTE,
    Step.FOLLOW: FIRST_FOLLOW,
}


@dataclass(frozen=True)
class StartList:
    """The steps with what is done, and whether the list was put away."""

    done: Mapping[Step, bool]
    is_away: bool

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to do."""
        return all(self.done.values())

    @property
    def count(self) -> int:
        """How many steps are done."""
        return sum(self.done.values())


def get_start_list(actor: Actor) -> StartList:
    """The actor's start list as things stand now; two statements."""
    mine = actor.member_id or 0
    wrote = exists().where(
        Subject.author_id == mine,
        Subject.kind.in_((SubjectKind.QUESTION, SubjectKind.ANSWER)),
        Subject.visibility != Visibility.DELETED,
    )
    statement = select(
        Member.picture_key.is_not(None),
        exists().where(Feedback.member_id == mine),
        wrote,
        exists().where(Preference.member_id == mine),
        exists().where(StartListAway.member_id == mine),
    )
    row = db.session.execute(statement.where(Member.id == mine)).one()
    steps = list_steps_done(mine)
    done = {step: key in steps for step, key in OF_BADGE.items()}
    done |= {Step.PICTURE: row[0], Step.HELP: row[1], Step.POST: row[2], Step.NEWS: row[3]}
    return StartList({step: done[step] for step in Step}, is_away=row[4])


def find_badge(actor: Actor) -> StartBadge | None:
    """The badge at the end of the list."""
    return find_start_badge(actor.member_id or 0)
