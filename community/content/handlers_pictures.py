"""The picture by which a member is shown is made small, and the one before is removed."""

from sqlalchemy import select

from community.accounts.models import Member
from community.content.actions_pictures import drop_picture
from community.core.db import db
from community.core.files import THUMBNAIL_SIZES, files
from community.events import MemberChanged


def make_small(event: MemberChanged) -> None:
    """Make the squares that pages show; those that are there already are left."""
    shown = select(Member.picture_key).where(Member.id == event.member_id)
    key = db.session.scalars(shown).first()
    if key is not None and files().find_path(key):
        for size in THUMBNAIL_SIZES:
            files().thumbnail(key, size)


def drop_former(event: MemberChanged) -> None:
    """Remove the file, unless somebody shows it; whoever sent the same again does."""
    if event.former_picture is not None:
        drop_picture(event.former_picture)
