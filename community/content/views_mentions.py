"""Whom one could mean, while one types a name with an @."""

from flask import Blueprint, render_template, request

from community.accounts.session import current_actor
from community.content.models import Subject, SubjectKind
from community.content.queries import get_subject
from community.content.queries_mentions import list_nameable
from community.core.errors import NotFound
from community.policies.access import access
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.questions.queries import get_answer
from community.questions.queries_inviting import list_taking_part

blueprint = Blueprint("mentions", __name__)


@blueprint.get("/mentions")
@access(Permission.COMMENT_POST)
def suggest() -> str:
    """The options for `q` in the thread of the subject `on`; whoever takes part there stands first."""
    actor, typed = current_actor(), request.args.get("q", "")[:40].strip()
    thread = _thread(actor, request.args.get("on", ""))
    there = list_taking_part(thread.id) if thread is not None else set()
    return render_template(
        "content/_nameable.html",
        people=list_nameable(actor, typed, thread, there),
        there=there,
        list_id=request.args.get("list", "mentions")[:40],
    )


def _thread(actor: Actor, key: str) -> Subject | None:
    """The question or idea in which one writes; NotFound for one that one does not see."""
    if not key:
        return None
    if not (key.isascii() and key.isdecimal() and len(key) < 10):
        raise NotFound
    subject = get_subject(actor, int(key))
    if subject.kind is SubjectKind.ANSWER:
        return get_subject(actor, get_answer(actor, subject.id).question_id)
    return subject
