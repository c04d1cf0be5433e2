"""A wish that was asked as a question becomes an idea, and those who follow it come along."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from community.content.actions import link
from community.content.actions_carried import carry_followers
from community.content.aids import Aid
from community.content.models import LinkKind, Subject
from community.content.prose import Prose
from community.content.queries import ensure_visible
from community.core.audit import audit
from community.core.db import db, lock
from community.core.errors import Conflict
from community.core.outbox import record
from community.curation.queries_ideas import is_made_of
from community.events import IdeaMadeOfQuestion
from community.ideas import actions as ideas
from community.ideas.models import Board, Idea
from community.policies.actor import PUBLIC_AUDIENCE_ID, Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.questions.models import Question


def make_idea(
    actor: Actor,
    question: Question,
    board: Board,
    title: str,
    *,
    prose: Prose,
    lang: str,
    aids: Iterable[Aid] = (),
) -> Idea:
    """An idea made of a public question, once; whoever follows the question follows the idea and hears of it."""
    ensure(actor, Permission.QUESTION_MAKE_IDEA, question)
    lock(question)
    ensure_visible(actor, db.session.get_one(Subject, question.id))
    check_wish(question)
    idea = ideas.propose(actor, board, title, prose, lang=lang, aids=aids)
    link(actor, idea.id, question.id, LinkKind.RAISED_FROM)
    carry_followers(question.id, idea.id)
    audit(actor.member_id, "idea.made_of_question", ("idea", idea.id), question=question.id)
    record(
        IdeaMadeOfQuestion(idea_id=idea.id, question_id=question.id, actor_id=actor.member_id or 0)
    )
    return idea


def check_wish(question: Question) -> None:
    """Conflict for a question that no idea can be made of, or was made of before."""
    subject = db.session.get_one(Subject, question.id)
    if subject.audience_id != PUBLIC_AUDIENCE_ID:
        raise Conflict(_l("This question is private: propose the idea without its words."))
    if not subject.is_visible:
        raise Conflict(_l("A moderator looks at this question first."))
    if is_made_of(question.id):
        raise Conflict(_l("An idea has been made of this question already."))
