"""What a reply by mail becomes: the same as on the page, by the same actions."""

from community.content.actions_comments import COMMENTS_AN_HOUR, add_comment
from community.content.prose import Prose
from community.content.queries import get_subject
from community.notifications.letters import ANSWER, COMMENT
from community.policies.actor import Actor
from community.questions.actions_answers import ANSWERED_AN_HOUR, answer
from community.questions.queries import get_question

# (name of the limit, how many an hour), as on the page.
LIMITS = {ANSWER: ("answer", ANSWERED_AN_HOUR), COMMENT: ("comment", COMMENTS_AN_HOUR)}


def post_reply(actor: Actor, kind: str, subject_id: int, prose: Prose, *, lang: str) -> int:
    """The id of the answer to the question, or of the comment on the subject; refusals as on the page."""
    if kind == ANSWER:
        return answer(actor, get_question(actor, subject_id), prose, lang=lang).id
    return add_comment(actor, get_subject(actor, subject_id), prose, lang=lang).id
