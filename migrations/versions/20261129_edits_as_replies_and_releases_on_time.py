"""A change of a question that was a reply, follows that came with a vote, releases with a date, promises of a customer."""

from alembic import op
import sqlalchemy as sa

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('question_changes', schema=None) as batch_op:
        batch_op.add_column(sa.Column('by_edit', sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table('follows', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_of_vote', sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table('releases', schema=None) as batch_op:
        batch_op.add_column(sa.Column('due_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('due_by_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f('fk_releases_due_by_id_members'), 'members', ['due_by_id'], ['id'], ondelete='SET NULL'
        )

    op.create_index('ix_ideas_changed_last', 'ideas', ['status_changed_at', 'id'], unique=False)
    op.create_index('ix_promises_of_customer', 'promises', ['organisation_id', 'id'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_promises_of_customer', table_name='promises')
    op.drop_index('ix_ideas_changed_last', table_name='ideas')

    with op.batch_alter_table('releases', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_releases_due_by_id_members'), type_='foreignkey')
        batch_op.drop_column('due_by_id')
        batch_op.drop_column('due_at')

    with op.batch_alter_table('follows', schema=None) as batch_op:
        batch_op.drop_column('is_of_vote')

    with op.batch_alter_table('question_changes', schema=None) as batch_op:
        batch_op.drop_column('by_edit')
