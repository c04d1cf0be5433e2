"""What stories of an idea's life begin with: decisions, plans, releases, supporters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from community.accounts.models import Member
from community.content.prose import compose
from community.core.clock import now
from community.core.db import db, writing
from community.ideas import (
    actions_notes,
    actions_releases,
    actions_schedule,
    actions_statuses,
    actions_templates,
    actions_verdicts,
    actions_voting,
)
from community.ideas.actions_releases import ReleaseWords
from community.ideas.actions_statuses import Grounds
from community.ideas.models import DeclineReason, Idea, Meaning, StatusChange
from community.ideas.models_life import InternalNote, ScheduledChange, StatusTemplate
from community.ideas.models_releases import Release
from community.ideas.queries import list_statuses
from community.policies.actor import PUBLIC_AUDIENCE_ID, Role
from tests.makers import actor_of, make_member, prose, status


def manager() -> Member:
    """A product manager."""
    return make_member("Pia", Role.PRODUCT_MANAGER)


def decide(
    idea: Idea, key: str, text: str = "We begin in spring.", *, by: Member | None = None
) -> StatusChange:
    """A product manager changes the status; a declined idea is out of scope."""
    actor, words = actor_of(by or manager()), prose(text)
    grounds = Grounds(reason=DeclineReason.OUT_OF_SCOPE if key == "declined" else None)
    with writing():
        return actions_statuses.change_status(
            actor, idea, status(key), words, lang="en", grounds=grounds
        )


def answer(idea: Idea, text: str = "We thought about it.", *, by: Member | None = None) -> None:
    """A product manager answers officially."""
    actor, words = actor_of(by or manager()), prose(text)
    with writing():
        actions_statuses.answer_officially(actor, idea, words, lang="en")


def support(idea: Idea, *fans: Member) -> None:
    """Each of them votes for it."""
    for fan in fans:
        actor = actor_of(fan)
        with writing():
            actions_voting.vote(actor, idea)


def plan(
    idea: Idea,
    key: str = "planned",
    *,
    body: str = "Soon: {{ title }}",
    due: datetime | None = None,
) -> ScheduledChange:
    """A product manager plans a change of status, for tomorrow unless said."""
    actor, due_at = actor_of(manager()), due or now() + timedelta(days=1)
    with writing():
        return actions_schedule.schedule_status(
            actor, idea, status(key), body, lang="en", due_at=due_at
        )


def make_template(
    name: str = "Thank you", body: str = "Thank you for {{ title }}."
) -> StatusTemplate:
    """A text to begin with."""
    actor = actor_of(manager())
    with writing():
        return actions_templates.save_template(actor, None, name, {"en": body, "fr": body})


def make_note(idea: Idea, text: str = "Ask the warehouse first.") -> InternalNote:
    """What the team says to itself."""
    actor, words = actor_of(manager()), prose(text)
    with writing():
        return actions_notes.add_note(actor, idea, words)


def make_release(
    *ideas: Idea,
    name: str = "8.4 Peony",
    body: str = "Prints **two notes** on a page.",
    ideas_body: Mapping[str, str] | None = None,
    audience_id: int = PUBLIC_AUDIENCE_ID,
    is_published: bool = True,
) -> Release:
    """A release with these ideas, whose supporters read one text for all."""
    actor, texts = actor_of(manager()), {"en": compose(body)}
    told = ideas_body if ideas_body is not None else {"en": "{{ title }} is in {{ release }}."}
    words = ReleaseWords(
        name=name, released_at=now(), audience_id=audience_id, texts=texts, ideas_body=told
    )
    with writing():
        release = actions_releases.create_release(actor, words)
        for idea in ideas:
            actions_releases.add_idea(actor, release, idea)
        if is_published:
            actions_releases.publish_release(actor, release)
    return release


def reworded(release: Release, body: str, *, name: str = "") -> ReleaseWords:
    """What a release says, with another text."""
    return ReleaseWords(
        name=name or release.name,
        released_at=release.released_at,
        audience_id=release.audience_id,
        texts={"en": compose(body)},
        ideas_body={},
    )


def say(idea: Idea, member: Member, *, solves: bool, body: str = "") -> bool:
    """A supporter says whether it solves his problem."""
    actor, (words, lang) = actor_of(member), actions_verdicts.words_of_return("en")
    composed = (compose(words), lang)
    with writing():
        return actions_verdicts.give_verdict(
            actor, idea, solves=solves, body=body, lang="en", words=composed
        )


def meaning_of(idea: Idea) -> Meaning:
    """What its status means now."""
    db.session.rollback()
    db.session.refresh(idea)
    return {one.id: one.meaning for one in list_statuses()}[idea.status_id]
