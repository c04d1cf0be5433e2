"""What an erased member uploaded is removed where no text shows it."""

from collections.abc import Sequence

from sqlalchemy import Text, cast, or_, select

from community.accounts.erasing import Column, Gone, Step
from community.content.actions_pictures import drop_picture
from community.content.models_pictures import Picture
from community.core.db import db, writing


def pictures_in(places: Sequence[tuple[Column, ...]]) -> Step:
    """The step that removes what an erased member uploaded, unless one of these columns still shows it."""

    def step(gone: Gone, cursor: int) -> int | None:
        mine = select(Picture.id, Picture.key).where(
            Picture.owner_id == gone.member_id, Picture.id > cursor
        )
        row = db.session.execute(mine.order_by(Picture.id).limit(1)).first()
        if row is None:
            if gone.picture_key:
                drop_picture(gone.picture_key)
            return None
        is_shown = _is_shown(row.key, places)
        if not is_shown:
            # Before its row, which leads here again after a crash.
            drop_picture(row.key, besides=row.id)
        with writing():
            picture = db.session.get_one(Picture, row.id)
            if is_shown:
                picture.owner_id, picture.alt = None, ""
            else:
                db.session.delete(picture)
        return int(row.id)

    return step


def _is_shown(key: str, places: Sequence[tuple[Column, ...]]) -> bool:
    for columns in places:
        shown = or_(*(cast(column, Text).contains(key) for column in columns))
        if db.session.scalars(select(columns[0]).where(shown).limit(1)).first():
            return True
    return False
