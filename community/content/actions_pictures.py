"""What people do with pictures."""

from dataclasses import dataclass

from sqlalchemy import select

from community.accounts.models import Member
from community.content.models_pictures import Picture
from community.core.audit import audit
from community.core.clock import now
from community.core.db import db, insert_once
from community.core.files import StoredPicture, files
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure


@dataclass(frozen=True)
class KeptPicture:
    """A picture that can be quoted."""

    key: str
    alt: str

    @property
    def markdown(self) -> str:
        """The line that shows it in a text."""
        words = self.alt.replace("[", "(").replace("]", ")").replace("\n", " ")
        return f"![{words}](/files/{self.key})"


def keep_picture(actor: Actor, stored: StoredPicture, *, alt: str) -> KeptPicture:
    """Note whose picture this is. The same picture twice is one file."""
    ensure(actor, Permission.PICTURE_UPLOAD)
    insert_once(
        Picture,
        key=stored.key,
        owner_id=actor.member_id,
        width=stored.width,
        height=stored.height,
        size=stored.bytes,
        format=stored.format,
        alt=alt[:300],
        created_at=now(),
    )
    audit(actor.member_id, "picture.sent", size=stored.bytes)
    return KeptPicture(stored.key, alt[:300])


def drop_picture(key: str, besides: int = 0) -> None:
    """Remove the file of a picture that no member shows as his and that nobody uploaded for a text, but in this row."""
    others = (
        select(Member.id).where(Member.picture_key == key),
        select(Picture.id).where(Picture.key == key, Picture.id != besides),
    )
    if not any(db.session.scalars(statement.limit(1)).first() for statement in others):
        files().remove(key)
