"""What others wrote names no erased member: his short name, profile, mail address, and the heads of quotations."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import Text, cast, delete, func, or_, select, update

from community import site_settings
from community.accounts.erasing import BATCH, Column, Gone, Step
from community.content.actions import mark_dirty
from community.content.models import Follow, Subject, TargetKind
from community.content.naming import Heads, Naming, number_in
from community.core.db import SHARED_KEY, db, writing
from community.core.versions import raise_version

# So many keys are looked through at a time.
WINDOW = 2000
# Place n of the table begins at cursor n × FAR.
FAR = 1 << 40

# Signs that stand in every column as they were written, and have no small letters of their own beyond ASCII.
PLAIN = re.compile(r"[ !#-\[\]-~]+")
# Keys of rows → the subjects that are found by the words of these rows.
SubjectsOf = Callable[[Collection[int]], Collection[int]]


def names_in(
    places: Sequence[tuple[Column, ...]], heads: Heads, indexed: Mapping[Any, SubjectsOf]
) -> Step:
    """The step that looks through these columns, some keys at a time; each place is columns of one model.

    `indexed` says for models which subjects are found by the words of rows with these keys.
    """

    def step(gone: Gone, cursor: int) -> int | None:
        number, after = divmod(cursor, FAR)
        columns = places[number]
        naming, first = _naming(gone, heads), _keys(columns)[0]
        last = db.session.scalar(select(func.max(first))) or 0
        window = (first > after, first <= after + WINDOW, _speaks_of(naming, columns))
        keys = list(dict.fromkeys(db.session.scalars(select(first).where(*window))))
        if keys:
            with writing():
                changed = _rewrite(naming, columns, keys)
                for subject_id in indexed.get(columns[0].class_, _none)(changed):
                    mark_dirty(subject_id)
        if after + WINDOW < last:
            return cursor + WINDOW
        return (number + 1) * FAR if number + 1 < len(places) else None

    return step


def _none(_keys: Collection[int]) -> list[int]:
    return []


def _keys(columns: Sequence[Column]) -> list[Any]:
    return list(columns[0].class_.__table__.primary_key)


def _naming(gone: Gone, heads: Heads) -> Naming:
    with force_locale(site_settings.current().default_locale):
        return Naming(gone, _("former member"), heads(gone.name))


def _speaks_of(naming: Naming, columns: Sequence[Column]) -> Any:
    """More than those that name him: what databases do not spell alike (small letters, JSON) is left out here."""
    plain = {max(PLAIN.findall(needle), key=len, default="@") for needle in naming.needles}
    words = [func.lower(cast(column, Text)) for column in columns]
    return or_(*(one.contains(needle, autoescape=True) for one in words for needle in plain))


def _rewrite(naming: Naming, columns: Sequence[Column], keys: Sequence[int]) -> list[int]:
    """Take him out of the rows whose keys begin with these; those of the rows that said otherwise before."""
    key, model = _keys(columns), columns[0].class_
    statement = select(*key, *columns).where(key[0].in_(keys), _speaks_of(naming, columns))
    # Who edits one of them now is waited for: what is changed below is what he has written.
    held = statement.order_by(*key).with_for_update(of=model, **SHARED_KEY)
    rows = [(row[: len(key)], row[len(key) :]) for row in db.session.execute(held)]
    quoted = [
        naming.quoted("\n".join(one for one in words if isinstance(one, str))) for _, words in rows
    ]
    his = _his(naming.gone, {one for found in quoted for one in found})
    changed = []
    for (identity, words), found in zip(rows, quoted, strict=True):
        heads = {address: head for address, head in found.items() if address in his}
        values = _changed(naming, columns, words, heads)
        if values:
            here = (column == value for column, value in zip(key, identity, strict=True))
            change = update(model).where(*here).values(values)
            db.session.execute(change.execution_options(synchronize_session=False))
            changed.append(identity[0])
    raise_version("members")
    return changed


def _changed(
    naming: Naming, columns: Sequence[Column], words: Sequence[Any], heads: Mapping[str, str]
) -> dict[Column, Any]:
    values = {}
    for column, said in zip(columns, words, strict=True):
        plain = naming.names(said) if isinstance(said, str) else naming.anywhere(said)
        if isinstance(plain, str) and heads:
            headless = naming.unheaded_plain if column.key == "text" else naming.unheaded
            plain = headless(plain, heads)
        if plain != said:
            values[column] = plain
    return values


def _his(gone: Gone, addresses: Collection[str]) -> set[str]:
    """Those of these addresses that lead to something that he wrote."""
    numbers = {address: number_in(address) for address in addresses}
    wrote = select(Subject.id).where(
        Subject.id.in_(set(numbers.values())), Subject.author_id == gone.member_id
    )
    keys = set(db.session.scalars(wrote))
    return {address for address, number in numbers.items() if number in keys}


def forget_followers(gone: Gone, cursor: int) -> int | None:
    """Nobody follows him any more."""
    here = (Follow.target_kind == TargetKind.MEMBER, Follow.target_id == gone.member_id)
    some = select(Follow.member_id).where(*here).limit(BATCH)
    with writing():
        gone_follows = delete(Follow).where(*here, Follow.member_id.in_(some))
        found = db.session.scalars(
            gone_follows.returning(Follow.member_id).execution_options(synchronize_session=False)
        ).all()
    return cursor + 1 if len(found) == BATCH else None
