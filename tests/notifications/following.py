"""What stories of followed things are told with."""

from __future__ import annotations

from sqlalchemy import select

from community.accounts.models import Member
from community.content import actions as content
from community.content.models import FollowState, TargetKind
from community.content.queries import find_follow
from community.core.db import db, writing
from community.notifications.kinds import Kind
from community.notifications.models import Notification
from tests.makers import actor_of
from tests.services.client import PortalClient


def follow(
    member: Member, kind: TargetKind, key: int, state: FollowState = FollowState.FOLLOWING
) -> None:
    """Let the member follow it, or mute it."""
    actor = actor_of(member)
    with writing():
        content.follow(actor, kind, key, state=state)


def told(member: Member) -> list[Kind]:
    """What the member was told, the oldest first, shown or not."""
    db.session.rollback()
    news = select(Notification.kind).where(Notification.member_id == member.id)
    return list(db.session.scalars(news.order_by(Notification.id)))


def button_of(client: PortalClient, page: str, path: str) -> str:
    """The form of the button as the page shows it, the second time from what is kept."""
    client.get(page)
    text = client.get(page).text
    start = text.index(f'action="{path}"')
    return text[start : text.index("</form>", start)]


def follow_in_vain_and_let_go(
    client: PortalClient, member: Member, kind: TargetKind, key: int, path: str
) -> None:
    """What he does not see cannot be followed; what he followed before is called "Inside" nowhere, and ends."""
    assert client.post(path).status_code == 404
    follow(member, kind, key)
    page = client.get("/following").text.split("<main")[1]
    assert "Something you no longer see" in page
    assert "Inside" not in page
    sent = {"kind": kind.value, "key": str(key)}
    assert client.post("/following/end", data=sent).status_code == 303
    assert find_follow(actor_of(member), kind, key) is None
