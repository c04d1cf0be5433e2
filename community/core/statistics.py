"""What the database knows of its own tables, so that it chooses the right index."""

from community.core.db import db, writing

# So many rows of each index are looked at: milliseconds, whatever the size.
LOOKED_AT = 1_000


def refresh_statistics() -> None:
    """Let SQLite count its tables: without figures it takes any index for a good one. PostgreSQL does so itself."""
    if db.engine.dialect.name != "sqlite":
        return
    with writing() as session:
        connection = session.connection()
        connection.exec_driver_sql(f"PRAGMA analysis_limit={LOOKED_AT}")
        connection.exec_driver_sql("ANALYZE")
        # Other connections keep the figures that they read with the tables' shapes, for as long as these stay the same.
        connection.exec_driver_sql("CREATE TABLE figures_are_new (id INTEGER)")
        connection.exec_driver_sql("DROP TABLE figures_are_new")
