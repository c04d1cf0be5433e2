"""What the database knows of its own tables, so that it chooses the right index."""

from sqlalchemy import Connection, func, select, table

from community.core.db import db, writing

# So many rows of each index are looked at: milliseconds, whatever the size. Counting takes longer the more there are.
LOOKED_AT = 1_000
# What is known of each index that holds all rows of its table.
WHOLE_INDEXES = """
    SELECT tbl, idx, stat FROM sqlite_stat1 WHERE idx IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM pragma_index_list(tbl) WHERE name = idx AND partial)
"""


def refresh_statistics() -> None:
    """Let SQLite count its tables: without figures it takes any index for a good one. PostgreSQL does so itself."""
    if db.engine.dialect.name != "sqlite":
        return
    with writing() as session:
        connection = session.connection()
        connection.exec_driver_sql(f"PRAGMA analysis_limit={LOOKED_AT}")
        connection.exec_driver_sql("ANALYZE")
        _count_rows(connection)
        # This connection read the figures when it had guessed them.
        connection.exec_driver_sql("ANALYZE sqlite_master")
        # Other connections keep the figures that they read with the tables' shapes, for as long as these stay the same.
        connection.exec_driver_sql("CREATE TABLE figures_are_new (id INTEGER)")
        connection.exec_driver_sql("DROP TABLE figures_are_new")


def _count_rows(connection: Connection) -> None:
    """Say of each index of a table that it has as many entries as the table has rows.

    Of an index that was not looked through SQLite guesses how long it is, and each time otherwise: a page would be
    read along the one that seems shortest and then sorted, not along the one that has its order.
    """
    rows: dict[str, int] = {}
    for name, index, stat in connection.exec_driver_sql(WHOLE_INDEXES).all():
        if name not in rows:
            counting = select(func.count()).select_from(table(name))
            rows[name] = connection.scalar(counting) or 0
        _guessed, _space, rest = stat.partition(" ")
        connection.exec_driver_sql(
            "UPDATE sqlite_stat1 SET stat = ? WHERE tbl = ? AND idx = ?",
            (f"{rows[name]} {rest}", name, index),
        )
