"""Help articles that explain the menu, and saved views of every desk in one table."""

from alembic import op
import sqlalchemy as sa

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KEPT = "owner_id, name, query, is_shared, created_at"


def upgrade() -> None:
    op.create_table('menu_articles',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('menu_version_id', sa.Integer(), nullable=False),
    sa.Column('line', sa.String(length=40), nullable=False),
    sa.Column('article_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['subjects.id'], name=op.f('fk_menu_articles_article_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['menu_version_id'], ['menu_versions.id'], name=op.f('fk_menu_articles_menu_version_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_menu_articles')),
    sa.UniqueConstraint('menu_version_id', 'line', name=op.f('uq_menu_articles_menu_version_id_line'))
    )
    with op.batch_alter_table('menu_articles', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_menu_articles_article_id'), ['article_id'], unique=False)

    op.create_table('saved_views',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('desk', sa.String(length=32), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('query', sa.String(length=1000), nullable=False),
    sa.Column('is_shared', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['owner_id'], ['members.id'], name=op.f('fk_saved_views_owner_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_views')),
    sa.UniqueConstraint('desk', 'owner_id', 'name', name=op.f('uq_saved_views_desk_owner_id_name'))
    )
    with op.batch_alter_table('saved_views', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_saved_views_owner_id'), ['owner_id'], unique=False)
        batch_op.create_index('ix_saved_views_shared', ['desk', 'is_shared', 'name'], unique=False)

    op.execute(f"INSERT INTO saved_views (desk, {KEPT}) SELECT 'ideas', {KEPT} FROM idea_views")
    with op.batch_alter_table('idea_views', schema=None) as batch_op:
        batch_op.drop_index('ix_idea_views_shared')

    op.drop_table('idea_views')


def downgrade() -> None:
    op.create_table('idea_views',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('query', sa.String(length=1000), nullable=False),
    sa.Column('is_shared', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['owner_id'], ['members.id'], name=op.f('fk_idea_views_owner_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_idea_views')),
    sa.UniqueConstraint('owner_id', 'name', name=op.f('uq_idea_views_owner_id_name'))
    )
    with op.batch_alter_table('idea_views', schema=None) as batch_op:
        batch_op.create_index('ix_idea_views_shared', ['is_shared', 'name'], unique=False)

    op.execute(f"INSERT INTO idea_views ({KEPT}) SELECT {KEPT} FROM saved_views WHERE desk = 'ideas'")
    with op.batch_alter_table('saved_views', schema=None) as batch_op:
        batch_op.drop_index('ix_saved_views_shared')
        batch_op.drop_index(batch_op.f('ix_saved_views_owner_id'))

    op.drop_table('saved_views')
    with op.batch_alter_table('menu_articles', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_menu_articles_article_id'))

    op.drop_table('menu_articles')
