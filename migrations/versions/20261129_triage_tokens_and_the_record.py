"""Triage of ideas, clocks of every promise, service tokens, and the public record of what was kept."""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('attainment_figures',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('part', sa.String(length=32), nullable=False),
    sa.Column('plan_key', sa.String(length=40), nullable=False),
    sa.Column('severity', sa.String(length=8), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('is_rest', sa.Boolean(), nullable=False),
    sa.Column('kept', sa.Integer(), nullable=False),
    sa.Column('exceeded', sa.Integer(), nullable=False),
    sa.Column('missed', sa.Integer(), nullable=False),
    sa.Column('by_community', sa.Integer(), nullable=False),
    sa.Column('median_seconds', sa.Integer(), nullable=True),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attainment_figures')),
    sa.UniqueConstraint('kind', 'part', 'plan_key', 'severity', 'month', 'is_rest', name=op.f('uq_attainment_figures_kind_part_plan_key_severity_month_is_rest'))
    )
    op.create_table('idea_bulk_changes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('wanted', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('undoes_id', sa.Integer(), nullable=True),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['members.id'], name=op.f('fk_idea_bulk_changes_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['undoes_id'], ['idea_bulk_changes.id'], name=op.f('fk_idea_bulk_changes_undoes_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_idea_bulk_changes')),
    sa.UniqueConstraint('undoes_id', name=op.f('uq_idea_bulk_changes_undoes_id'))
    )
    with op.batch_alter_table('idea_bulk_changes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_idea_bulk_changes_author_id'), ['author_id'], unique=False)
        batch_op.create_index('ix_idea_bulk_changes_state', ['state', 'id'], unique=False)

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

    op.create_table('idea_bulk_rows',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('bulk_id', sa.Integer(), nullable=False),
    sa.Column('idea_id', sa.Integer(), nullable=False),
    sa.Column('wanted', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('before', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
    sa.Column('after', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
    sa.ForeignKeyConstraint(['bulk_id'], ['idea_bulk_changes.id'], name=op.f('fk_idea_bulk_rows_bulk_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_idea_bulk_rows_idea_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_idea_bulk_rows')),
    sa.UniqueConstraint('bulk_id', 'idea_id', name=op.f('uq_idea_bulk_rows_bulk_id_idea_id'))
    )
    with op.batch_alter_table('idea_bulk_rows', schema=None) as batch_op:
        batch_op.create_index('ix_idea_bulk_rows_idea', ['idea_id'], unique=False)
        batch_op.create_index('ix_idea_bulk_rows_waiting', ['bulk_id', 'state', 'id'], unique=False)

    op.create_table('idea_scores',
    sa.Column('idea_id', sa.Integer(), nullable=False),
    sa.Column('reach', sa.Integer(), nullable=True),
    sa.Column('impact', sa.Float(), nullable=True),
    sa.Column('confidence', sa.Integer(), nullable=True),
    sa.Column('effort', sa.Float(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('confidence > 0 AND confidence <= 100', name=op.f('ck_idea_scores_confidence')),
    sa.CheckConstraint('effort >= 0.5', name=op.f('ck_idea_scores_effort')),
    sa.CheckConstraint('impact > 0', name=op.f('ck_idea_scores_impact')),
    sa.CheckConstraint('reach >= 0', name=op.f('ck_idea_scores_reach')),
    sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_idea_scores_idea_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['updated_by_id'], ['members.id'], name=op.f('fk_idea_scores_updated_by_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('idea_id', name=op.f('pk_idea_scores'))
    )
    op.create_table('idea_segment_values',
    sa.Column('idea_id', sa.Integer(), nullable=False),
    sa.Column('segment_id', sa.Integer(), nullable=False),
    sa.Column('organisations', sa.Integer(), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_idea_segment_values_idea_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['segment_id'], ['segments.id'], name=op.f('fk_idea_segment_values_segment_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('idea_id', 'segment_id', name=op.f('pk_idea_segment_values'))
    )
    with op.batch_alter_table('idea_segment_values', schema=None) as batch_op:
        batch_op.create_index('ix_idea_segment_values_value', ['segment_id', 'value', 'idea_id'], unique=False)

    op.create_table('question_severity_changes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('came_from', sa.String(length=8), nullable=True),
    sa.Column('to', sa.String(length=8), nullable=False),
    sa.Column('reason', sa.String(length=1000), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['members.id'], name=op.f('fk_question_severity_changes_actor_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['question_id'], ['questions.id'], name=op.f('fk_question_severity_changes_question_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_severity_changes'))
    )
    with op.batch_alter_table('question_severity_changes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_severity_changes_actor_id'), ['actor_id'], unique=False)
        batch_op.create_index('ix_question_severity_changes_question', ['question_id', 'id'], unique=False)

    op.create_table('promise_miss_notes',
    sa.Column('promise_id', sa.Integer(), nullable=False),
    sa.Column('happened', sa.String(length=1000), nullable=False),
    sa.Column('next_steps', sa.String(length=1000), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['members.id'], name=op.f('fk_promise_miss_notes_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['promise_id'], ['promises.id'], name=op.f('fk_promise_miss_notes_promise_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('promise_id', name=op.f('pk_promise_miss_notes'))
    )
    with op.batch_alter_table('promise_miss_notes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_promise_miss_notes_author_id'), ['author_id'], unique=False)

    op.create_table('promise_thanks',
    sa.Column('promise_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_promise_thanks_member_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['promise_id'], ['promises.id'], name=op.f('fk_promise_thanks_promise_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('promise_id', name=op.f('pk_promise_thanks'))
    )
    with op.batch_alter_table('promise_thanks', schema=None) as batch_op:
        batch_op.create_index('ix_promise_thanks_at', ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_promise_thanks_member_id'), ['member_id'], unique=False)

    with op.batch_alter_table('calendar_revisions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('followed_to', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('followed_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('idea_figures', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reach', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('rice', sa.Float(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f('ix_idea_figures_as_of'), ['as_of'], unique=False)
        batch_op.create_index('ix_idea_figures_reach', ['reach', 'idea_id'], unique=False)
        batch_op.create_index('ix_idea_figures_rice', ['rice', 'idea_id'], unique=False)
        batch_op.create_index('ix_idea_figures_value', ['value', 'idea_id'], unique=False)

    with op.batch_alter_table('promises', schema=None) as batch_op:
        batch_op.add_column(sa.Column('counted_from', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('lead_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('led_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('raised_to_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('raised_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('due_unraised_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index('ix_promises_lead', ['state', 'led_at', 'lead_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_promises_raised_to_id'), ['raised_to_id'], unique=False)
        batch_op.create_index('ix_promises_started', ['started_at', 'id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_promises_raised_to_id'), 'plan_versions', ['raised_to_id'], ['id'])

    with op.batch_alter_table('service_token_entries', schema=None) as batch_op:
        batch_op.add_column(sa.Column('occasion', sa.String(length=80), server_default='', nullable=False))
        batch_op.add_column(sa.Column('note', sa.String(length=300), server_default='', nullable=False))

    op.execute("UPDATE service_token_entries SET occasion = 'earlier:' || id WHERE occasion = ''")
    with op.batch_alter_table('service_token_entries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_service_token_entries_member_id'), ['member_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_service_token_entries_subject_id'), ['subject_id'], unique=False)
        batch_op.create_unique_constraint(batch_op.f('uq_service_token_entries_occasion_organisation_id'), ['occasion', 'organisation_id'])



def downgrade() -> None:
    with op.batch_alter_table('service_token_entries', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_service_token_entries_occasion_organisation_id'), type_='unique')
        batch_op.drop_index(batch_op.f('ix_service_token_entries_subject_id'))
        batch_op.drop_index(batch_op.f('ix_service_token_entries_member_id'))
        batch_op.drop_column('note')
        batch_op.drop_column('occasion')

    with op.batch_alter_table('promises', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_promises_raised_to_id'), type_='foreignkey')
        batch_op.drop_index('ix_promises_started')
        batch_op.drop_index(batch_op.f('ix_promises_raised_to_id'))
        batch_op.drop_index('ix_promises_lead')
        batch_op.drop_column('due_unraised_at')
        batch_op.drop_column('raised_at')
        batch_op.drop_column('raised_to_id')
        batch_op.drop_column('led_at')
        batch_op.drop_column('lead_at')
        batch_op.drop_column('counted_from')

    with op.batch_alter_table('idea_figures', schema=None) as batch_op:
        batch_op.drop_index('ix_idea_figures_value')
        batch_op.drop_index('ix_idea_figures_rice')
        batch_op.drop_index('ix_idea_figures_reach')
        batch_op.drop_index(batch_op.f('ix_idea_figures_as_of'))
        batch_op.drop_column('answered_at')
        batch_op.drop_column('rice')
        batch_op.drop_column('reach')

    with op.batch_alter_table('calendar_revisions', schema=None) as batch_op:
        batch_op.drop_column('followed_at')
        batch_op.drop_column('followed_to')

    with op.batch_alter_table('promise_thanks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_promise_thanks_member_id'))
        batch_op.drop_index('ix_promise_thanks_at')

    op.drop_table('promise_thanks')
    with op.batch_alter_table('promise_miss_notes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_promise_miss_notes_author_id'))

    op.drop_table('promise_miss_notes')
    with op.batch_alter_table('question_severity_changes', schema=None) as batch_op:
        batch_op.drop_index('ix_question_severity_changes_question')
        batch_op.drop_index(batch_op.f('ix_question_severity_changes_actor_id'))

    op.drop_table('question_severity_changes')
    with op.batch_alter_table('idea_segment_values', schema=None) as batch_op:
        batch_op.drop_index('ix_idea_segment_values_value')

    op.drop_table('idea_segment_values')
    op.drop_table('idea_scores')
    with op.batch_alter_table('idea_bulk_rows', schema=None) as batch_op:
        batch_op.drop_index('ix_idea_bulk_rows_waiting')
        batch_op.drop_index('ix_idea_bulk_rows_idea')

    op.drop_table('idea_bulk_rows')
    with op.batch_alter_table('idea_views', schema=None) as batch_op:
        batch_op.drop_index('ix_idea_views_shared')

    op.drop_table('idea_views')
    with op.batch_alter_table('idea_bulk_changes', schema=None) as batch_op:
        batch_op.drop_index('ix_idea_bulk_changes_state')
        batch_op.drop_index(batch_op.f('ix_idea_bulk_changes_author_id'))

    op.drop_table('idea_bulk_changes')
    op.drop_table('attainment_figures')
