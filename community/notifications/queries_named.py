"""Who is named by a post that is told to many: he hears that he is named, and not the same again."""

from collections.abc import Collection

from sqlalchemy import select

from community.content.models_mentions import Mention
from community.core.db import db
from community.notifications.kinds import Channel, Kind
from community.notifications.models import Fanout
from community.notifications.queries import wants

OF_POSTS = (Kind.QUESTION_ASKED, Kind.MEMBER_POSTED, Kind.ANSWER_POSTED, Kind.COMMENT_POSTED)


def list_hearing_of_name(
    fanout: Fanout, ids: Collection[int], choices: dict[tuple[int, Kind, Channel], bool]
) -> set[int]:
    """Those of these whom the post names, if they hear of that by each channel by which they would hear of the post."""
    if fanout.kind not in OF_POSTS:
        return set()
    statement = select(Mention.member_id).where(
        Mention.subject_id == fanout.subject_id, Mention.member_id.in_(ids)
    )

    def hears_as_much(member_id: int) -> bool:
        ways = (way for way in Channel if wants(choices, member_id, fanout.kind, way))
        return all(wants(choices, member_id, Kind.MENTIONED, way) for way in ways)

    return {one for one in db.session.scalars(statement) if hears_as_much(one)}
