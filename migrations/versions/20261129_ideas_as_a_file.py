"""The table of ideas as a file that the worker writes."""

from alembic import op
import sqlalchemy as sa

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('idea_exports',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('query', sa.String(length=1000), nullable=False),
    sa.Column('locale', sa.String(length=8), nullable=False),
    sa.Column('total', sa.Integer(), nullable=True),
    sa.Column('written', sa.Integer(), nullable=False),
    sa.Column('cursor', sa.Text(), nullable=True),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['members.id'], name=op.f('fk_idea_exports_author_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_idea_exports'))
    )
    op.create_index(op.f('ix_idea_exports_author_id'), 'idea_exports', ['author_id'], unique=False)
    op.create_index('ix_idea_exports_state', 'idea_exports', ['state', 'id'], unique=False)
    op.create_table('idea_export_parts',
    sa.Column('export_id', sa.Integer(), nullable=False),
    sa.Column('ideas_before', sa.Integer(), nullable=False),
    sa.Column('lines', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['export_id'], ['idea_exports.id'], name=op.f('fk_idea_export_parts_export_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('export_id', 'ideas_before', name=op.f('pk_idea_export_parts'))
    )


def downgrade() -> None:
    op.drop_table('idea_export_parts')
    op.drop_index('ix_idea_exports_state', table_name='idea_exports')
    op.drop_index(op.f('ix_idea_exports_author_id'), table_name='idea_exports')
    op.drop_table('idea_exports')
