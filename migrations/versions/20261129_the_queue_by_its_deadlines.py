"""The queue of promises lies in the order of its deadlines, of whatever kind they are."""

from alembic import op
import sqlalchemy as sa

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

WAITING = "ended_at IS NULL AND voided_at IS NULL"


def upgrade() -> None:
    lay_by(['due_at', 'id', 'kind'])


def downgrade() -> None:
    lay_by(['kind', 'due_at', 'id'])


def lay_by(columns: list[str]) -> None:
    where = {'sqlite_where': sa.text(WAITING), 'postgresql_where': sa.text(WAITING)}
    op.drop_index('ix_promises_waiting', table_name='promises')
    op.create_index('ix_promises_waiting', 'promises', columns, unique=False, **where)
