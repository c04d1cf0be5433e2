"""Who is named by a post that is told to many: he hears that he is named, and not the same again."""

from collections.abc import Collection

from sqlalchemy import select

from community.content.models import Follow, Subject
from community.content.models_mentions import Mention
from community.core.db import db
from community.notifications.kinds import AT_ONCE, DIGESTS, Channel, Kind
from community.notifications.models import Fanout
from community.notifications.queries import wants
from community.notifications.recipients import muted_topics

OF_POSTS = (
    Kind.QUESTION_ASKED,
    Kind.MEMBER_POSTED,
    Kind.ANSWER_POSTED,
    Kind.COMMENT_POSTED,
    Kind.IDEA_PROPOSED,
)


def list_hearing_of_name(
    fanout: Fanout, ids: Collection[int], choices: dict[tuple[int, Kind, Channel], bool]
) -> set[int]:
    """Those of these whom the post names, if they hear of that at once by each channel that would bring the post.

    Who hears of it at once needs no digest that says the same. Who muted its author or a topic of its thread hears
    nothing of names, so he is none of them.
    """
    if fanout.kind not in OF_POSTS:
        return set()
    statement = select(Mention.member_id).where(
        Mention.subject_id == fanout.subject_id, Mention.member_id.in_(ids)
    )
    named = set(db.session.scalars(statement))
    if not named or fanout.thread_id is None:
        return set()
    area = select(Subject.product_area_id).where(Subject.id == fanout.thread_id)
    deaf = muted_topics(fanout.thread_id, db.session.scalars(area).first(), fanout.actor_id)
    named -= set(db.session.scalars(deaf.where(Follow.member_id.in_(named))))

    def hears_as_much(member_id: int) -> bool:
        of_post, of_name = (
            {way for way in Channel if wants(choices, member_id, kind, way)}
            for kind in (fanout.kind, Kind.MENTIONED)
        )
        missed = of_post - of_name
        return not missed or (missed.issubset(DIGESTS) and not of_name.isdisjoint(AT_ONCE))

    return {one for one in named if hears_as_much(one)}
