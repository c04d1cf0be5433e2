"""After shipping: supporters are asked whether it solves their problem, and what follows from their answers."""

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import update

from community.content.models import Subject
from community.content.prose import Prose
from community.content.queries import ensure_visible
from community.core.clock import now
from community.core.db import db, get_locked, insert_once, lock
from community.core.errors import Conflict, NotAllowed
from community.core.i18n import DEFAULT, LOCALES
from community.core.outbox import record
from community.events import IdeaUnsolved, IdeaVerdictAsked
from community.ideas.actions import first_status
from community.ideas.actions_statuses import change_status
from community.ideas.models import Idea, Meaning, StatusChange
from community.ideas.models_life import Verdict
from community.ideas.queries_verdicts import find_shipping, is_supporter, list_to_ask, tally_of
from community.policies.actor import SYSTEM, Actor
from community.policies.permission import Permission
from community.policies.registry import ensure


def words_of_return(lang: str) -> tuple[str, str]:
    """(text, language) of what everybody reads when an idea goes back because it does not solve the problem."""
    spoken = lang if lang in LOCALES else DEFAULT
    with force_locale(spoken):
        words = _(
            "Most of those who answered say that this does not solve their problem yet. "
            "We look at it again; all votes still count."
        )
    return words, spoken


def give_verdict(
    actor: Actor,
    idea: Idea,
    *,
    solves: bool,
    body: str,
    lang: str,
    words: tuple[Prose, str],
) -> bool:
    """Say once whether what was shipped solves one's problem; False for a second time.

    Where too few say yes the idea goes back to review with its votes; `words` (text, language) say so to everybody.
    """
    lock(idea)
    ensure(actor, Permission.IDEA_VERDICT, idea)
    ensure_visible(actor, get_locked(Subject, idea.id))
    shipping = find_shipping(idea)
    if shipping is None:
        raise Conflict(_l("This idea is not shipped, so there is nothing to judge yet."))
    if not is_supporter(actor.member_id, idea.id):
        raise NotAllowed(_l("Those who support the idea are asked."))
    fresh = insert_once(
        Verdict,
        idea_id=idea.id,
        change_id=shipping.id,
        member_id=actor.member_id,
        solves=solves,
        body=body.strip(),
        lang=lang,
        created_at=now(),
    )
    if fresh:
        _send_back_if_unsolved(idea, shipping.id, words)
    return fresh


def _send_back_if_unsolved(idea: Idea, shipping_id: int, words: tuple[Prose, str]) -> None:
    tally = tally_of(shipping_id)
    if not tally.sends_back:
        return
    status, (prose, lang) = first_status(Meaning.UNDER_REVIEW), words
    change = change_status(SYSTEM, idea, status, prose, lang=lang)
    record(
        IdeaUnsolved(
            idea_id=idea.id, actor_id=0, change_id=change.id, yes=tally.yes, total=tally.total
        )
    )


def ask_supporters() -> int:
    """Ask about what was shipped long enough ago, each shipping once; how many that were."""
    asked = 0
    for change_id, idea_id, is_current in list_to_ask():
        mark = update(StatusChange).where(
            StatusChange.id == change_id, StatusChange.asked_at.is_(None)
        )
        marked = mark.values(asked_at=now()).returning(StatusChange.id)
        if db.session.execute(marked).first() is not None and is_current:
            record(IdeaVerdictAsked(idea_id=idea_id, actor_id=0, change_id=change_id))
            asked += 1
    return asked
