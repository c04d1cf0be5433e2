"""Rules of questions and answers, and of the promises on them."""

from typing import Any

from flask_babel import lazy_gettext as _l

from community.policies.actor import Actor, Role
from community.policies.common import is_mine_or, takes_part
from community.policies.permission import Permission
from community.policies.registry import rule
from community.policies.standing import Privilege


@rule(
    Permission.QUESTION_ASK,
    Permission.QUESTION_VOTE,
    Permission.ANSWER_POST,
    Permission.ANSWER_VOTE,
)
def may_take_part(actor: Actor, _thing: Any = None) -> bool:
    """Every member: newcomers ask, answer and vote at once."""
    return takes_part(actor)


@rule(Permission.QUESTION_EDIT, Permission.ANSWER_EDIT, opens=Privilege.EDIT)
def may_edit(actor: Actor, thing: Any = None) -> bool:
    """The author; staff who moderate or answer; members trusted to edit without review."""
    return is_mine_or(actor, thing, Role.MODERATOR, Role.AGENT) or (
        takes_part(actor) and Privilege.EDIT in actor.privileges
    )


@rule(Permission.POST_SUGGEST, opens=Privilege.SUGGEST)
def may_suggest_an_edit(actor: Actor, _post: Any = None) -> bool:
    """Every member, unless the site asks for some reputation first."""
    return takes_part(actor) and (actor.is_staff or Privilege.SUGGEST in actor.privileges)


@rule(Permission.EDIT_DECIDE, opens=Privilege.EDIT)
def may_decide_about_edits(actor: Actor, post: Any = None) -> bool:
    """Whoever wrote the post, staff, and members trusted to edit without review."""
    return is_mine_or(actor, post) or (
        takes_part(actor) and (actor.is_staff or Privilege.EDIT in actor.privileges)
    )


@rule(
    Permission.QUESTION_DELETE,
    because=_l("A question that has answers stays, so that they help others too."),
)
def may_delete_question(actor: Actor, question: Any = None) -> bool:
    """The author while nobody has answered; moderators always."""
    if question is None or actor.has(Role.MODERATOR):
        return takes_part(actor)
    return takes_part(actor) and actor.is_author_of(question) and not question.answer_count


@rule(Permission.ANSWER_DELETE, because=_l("Only its author or a moderator can remove an answer."))
def may_delete_answer(actor: Actor, answer: Any = None) -> bool:
    """One's own answers; moderators any."""
    return is_mine_or(actor, answer, Role.MODERATOR)


@rule(Permission.ANSWER_ACCEPT, because=_l("Only whoever asked knows which answer solved it."))
def may_accept(actor: Actor, question: Any = None) -> bool:
    """The asker; an import says what he said elsewhere."""
    return takes_part(actor) and (
        question is None or actor.is_system or actor.is_author_of(question)
    )


@rule(Permission.QUESTION_RATE, because=_l("Only whoever asked is asked about this."))
def may_rate(actor: Actor, question: Any = None) -> bool:
    """The asker."""
    return (
        is_mine_or(actor, question)
        and not actor.is_system
        and (question is None or actor.is_author_of(question))
    )


@rule(Permission.QUESTION_RETAG, opens=Privilege.RETAG)
def may_retag(actor: Actor, question: Any = None) -> bool:
    """The author, staff, and members with some reputation."""
    return is_mine_or(actor, question) or (
        takes_part(actor) and (actor.is_staff or Privilege.RETAG in actor.privileges)
    )


@rule(Permission.QUESTION_INVITE, opens=Privilege.INVITE)
def may_invite(actor: Actor, _question: Any = None) -> bool:
    """Staff, and members whom others found helpful before."""
    return takes_part(actor) and (actor.is_staff or Privilege.INVITE in actor.privileges)


@rule(Permission.QUESTION_CLOSE, opens=Privilege.CLOSE)
def may_close(actor: Actor, question: Any = None) -> bool:
    """The author, agents and moderators, and members trusted with duplicates."""
    if is_mine_or(actor, question, Role.AGENT, Role.MODERATOR):
        return True
    return takes_part(actor) and Privilege.CLOSE in actor.privileges


@rule(
    Permission.QUESTION_MARK_DUPLICATE,
    opens=Privilege.CLOSE,
)
def may_mark_duplicate(actor: Actor, question: Any = None) -> bool:
    """Whoever may close the question, and experts of its area."""
    return may_close(actor, question) or (
        takes_part(actor)
        and question is not None
        and actor.can_in("duplicates", question.product_area_id)
    )


@rule(
    Permission.ANSWER_MARK_OFFICIAL,
    because=_l("Only staff can stand behind an answer for the company."),
)
def may_mark_official(actor: Actor, _answer: Any = None) -> bool:
    """Staff who answer customers or decide about the product."""
    return takes_part(actor) and actor.has(Role.AGENT, Role.PRODUCT_MANAGER)


@rule(
    Permission.ANSWER_PROMOTE,
    because=_l("Only support agents and help writers show answers on articles."),
)
def may_promote(actor: Actor, _answer: Any = None) -> bool:
    """Support agents and help writers."""
    return takes_part(actor) and actor.has(Role.AGENT, Role.EDITOR)


@rule(
    Permission.QUESTION_MAKE_IDEA,
    opens=Privilege.CLOSE,
    deed=_l("Making an idea of somebody’s question"),
)
def may_make_idea(actor: Actor, _question: Any = None) -> bool:
    """Staff, and members who are trusted with closing."""
    return takes_part(actor) and (actor.is_staff or Privilege.CLOSE in actor.privileges)


@rule(
    Permission.QUESTION_CLAIM,
    because=_l("Taking a question is for support agents and experts of its product area."),
)
def may_claim(actor: Actor, question: Any = None) -> bool:
    """Agents, and experts of the question's area."""
    return (takes_part(actor) and actor.has(Role.AGENT)) or may_verify(actor, question)


@rule(Permission.ANSWER_VERIFY, because=_l("Verifying is for experts of this product area."))
def may_verify(actor: Actor, answer: Any = None) -> bool:
    """Experts of the answer's area: an agent makes it official instead."""
    if answer is None:
        return takes_part(actor) and any(name == "verify" for name, _ in actor.capabilities)
    return takes_part(actor) and actor.can_in("verify", answer.product_area_id)


@rule(
    Permission.DESK_QUESTIONS,
    Permission.QUESTION_CHANGE_SEVERITY,
    Permission.PROMISE_NOTE,
    because=_l("The desk is for support agents."),
)
def may_work_at_the_desk(actor: Actor, _thing: Any = None) -> bool:
    """Support agents."""
    return takes_part(actor) and actor.has(Role.AGENT)


@rule(Permission.PROMISE_DETAILS)
def may_see_promise_details(actor: Actor, promise: Any = None) -> bool:
    """Plan and severity are shown to staff, the asker and the asker's organisation, to nobody else."""
    if actor.is_staff or promise is None or actor.is_author_of(promise):
        return takes_part(actor)
    return (
        takes_part(actor)
        and promise.organisation_id is not None
        and promise.organisation_id in actor.organisations
    )


@rule(Permission.PROMISE_THANK, because=_l("Thanks are for the customer to say."))
def may_thank(actor: Actor, promise: Any = None) -> bool:
    """Whoever asked, and the people of the organisation that he asked for; not whoever answered."""
    if promise is None:
        return takes_part(actor)
    if not takes_part(actor) or promise.ended_by_id in (None, actor.member_id):
        return False
    return actor.is_author_of(promise) or promise.organisation_id in actor.organisations
