"""Many rows at once, for imports: keys that are known before, and inserts table by table."""

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import func, inspect, select
from sqlalchemy.dialects.postgresql import REGCLASS

from community.core.db import Base, db


def reserve_keys(model: type[Base], count: int) -> Iterator[int]:
    """Keys that no other row of this table gets, for as long as the present transaction lasts at least."""
    key = inspect(model).primary_key[0]
    if db.session.get_bind().dialect.name == "sqlite":  # no other writer until the commit
        first = db.session.scalar(select(func.coalesce(func.max(key), 0))) or 0
        return iter(range(first + 1, first + 1 + count))
    sequence = func.pg_get_serial_sequence(model.__tablename__, key.name)
    numbers = func.generate_series(1, count).table_valued("number")
    statement = select(func.nextval(sequence.cast(REGCLASS))).select_from(numbers)
    return iter(sorted(db.session.scalars(statement)))


def insert_pending() -> None:
    """Insert what was added to the session, table by table, what others point at first; the objects are let go."""
    session = db.session()
    order = {table: place for place, table in enumerate(db.metadata.sorted_tables)}
    rows = sorted(session.new, key=lambda row: (order[row.__table__], inspect(row).insert_order))
    for model, group in groupby(rows, key=type):
        names: set[str] = set(inspect(model).column_attrs.keys())
        values = [
            {name: value for name, value in inspect(row).dict.items() if name in names}
            for row in group
        ]
        session.bulk_insert_mappings(inspect(model), values, render_nulls=True)
    for row in rows:
        session.expunge(row)
