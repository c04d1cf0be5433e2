"""the first tables"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

# Tables that point at each other: PostgreSQL takes these keys once both stand, SQLite with the table.
LATE_KEYS = (
    ("published_revision_id", "article_revisions", None),
    ("draft_revision_id", "article_revisions", None),
    ("verification_id", "article_verifications", "SET NULL"),
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('audiences',
    sa.Column('id', sa.Integer(), sa.Identity(always=False, start=2), nullable=False),
    sa.Column('key', sa.String(length=500), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audiences')),
    sa.UniqueConstraint('key', name=op.f('uq_audiences_key'))
    )
    op.create_table('audit_entries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('act', sa.String(length=64), nullable=False),
    sa.Column('target_kind', sa.String(length=32), nullable=True),
    sa.Column('target_id', sa.Integer(), nullable=True),
    sa.Column('details', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('request_id', sa.String(length=64), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entries'))
    )
    with op.batch_alter_table('audit_entries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_entries_actor_id'), ['actor_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entries_at'), ['at'], unique=False)
        batch_op.create_index('ix_audit_entries_target', ['target_kind', 'target_id'], unique=False)

    op.create_table('content_versions',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_content_versions'))
    )
    op.create_table('dirty_subjects',
    sa.Column('subject_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('stamp', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('subject_id', name=op.f('pk_dirty_subjects'))
    )
    op.create_table('fanouts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=True),
    sa.Column('thread_id', sa.Integer(), nullable=True),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('words', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('cursor', sa.Integer(), nullable=False),
    sa.Column('told', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fanouts')),
    sa.UniqueConstraint('source', name=op.f('uq_fanouts_source'))
    )
    with op.batch_alter_table('fanouts', schema=None) as batch_op:
        batch_op.create_index('ix_fanouts_waiting', ['done_at', 'id'], unique=False)

    op.create_table('help_categories',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('description', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('grants', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_help_categories'))
    )
    op.create_table('idea_statuses',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('meaning', sa.String(length=32), nullable=False),
    sa.Column('name', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('colour', sa.String(length=16), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_idea_statuses')),
    sa.UniqueConstraint('key', name=op.f('uq_idea_statuses_key'))
    )
    op.create_table('import_runs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('cursor', sa.Integer(), nullable=False),
    sa.Column('added', sa.Integer(), nullable=False),
    sa.Column('changed', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_runs'))
    )
    op.create_table('job_runs',
    sa.Column('job', sa.String(length=64), nullable=False),
    sa.Column('minute', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('job', 'minute', name=op.f('pk_job_runs'))
    )
    op.create_table('kept_totals',
    sa.Column('container', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('container', 'state', name=op.f('pk_kept_totals'))
    )
    op.create_table('letters',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('to_address', sa.String(length=320), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('template', sa.String(length=64), nullable=False),
    sa.Column('locale', sa.String(length=8), nullable=False),
    sa.Column('context', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('headers', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letters'))
    )
    with op.batch_alter_table('letters', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_letters_member_id'), ['member_id'], unique=False)
        batch_op.create_index('ix_letters_waiting', ['finished_at', 'due_at'], unique=False)

    op.create_table('members',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('handle', sa.String(length=40), nullable=False),
    sa.Column('handle_key', sa.String(length=80), nullable=False),
    sa.Column('email', sa.String(length=320), nullable=True),
    sa.Column('email_key', sa.String(length=320), nullable=True),
    sa.Column('email_confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('password_hash', sa.String(length=255), nullable=True),
    sa.Column('locale', sa.String(length=8), nullable=False),
    sa.Column('time_zone', sa.String(length=64), nullable=False),
    sa.Column('bio', sa.String(length=1000), nullable=False),
    sa.Column('picture_key', sa.String(length=80), nullable=True),
    sa.Column('reputation', sa.Integer(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('unread_count', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('suspended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('suspended_reason', sa.String(length=500), nullable=True),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('source_key', sa.String(length=200), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_members')),
    sa.UniqueConstraint('email_key', name=op.f('uq_members_email_key')),
    sa.UniqueConstraint('handle_key', name=op.f('uq_members_handle_key')),
    sa.UniqueConstraint('source_key', name=op.f('uq_members_source_key'))
    )
    op.create_table('organisations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('country', sa.String(length=2), nullable=True),
    sa.Column('annual_value', sa.BigInteger(), nullable=True),
    sa.Column('external_id', sa.String(length=120), nullable=True),
    sa.Column('fields', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organisations')),
    sa.UniqueConstraint('external_id', name=op.f('uq_organisations_external_id'))
    )
    op.create_table('outbox_events',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('payload', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('request_id', sa.String(length=64), nullable=True),
    sa.Column('occurred_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('next_attempt_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_events'))
    )
    with op.batch_alter_table('outbox_events', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_events_waiting', ['finished_at', 'next_attempt_at'], unique=False)

    op.create_table('plans',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plans')),
    sa.UniqueConstraint('key', name=op.f('uq_plans_key'))
    )
    op.create_table('product_areas',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('name', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_product_areas')),
    sa.UniqueConstraint('key', name=op.f('uq_product_areas_key'))
    )
    op.create_table('rate_windows',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('hits', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('key', 'began_at', name=op.f('pk_rate_windows'))
    )
    op.create_table('segments',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('name', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('rule', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_segments')),
    sa.UniqueConstraint('key', name=op.f('uq_segments_key'))
    )
    op.create_table('site_settings',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('value', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_site_settings'))
    )
    op.create_table('slug_redirects',
    sa.Column('path', sa.String(length=500), nullable=False),
    sa.Column('target_kind', sa.String(length=32), nullable=False),
    sa.Column('target_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('path', name=op.f('pk_slug_redirects'))
    )
    op.create_table('support_calendars',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_support_calendars')),
    sa.UniqueConstraint('key', name=op.f('uq_support_calendars_key'))
    )
    op.create_table('tags',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('name', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('description', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tags')),
    sa.UniqueConstraint('key', name=op.f('uq_tags_key'))
    )
    op.create_table('account_tokens',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('purpose', sa.String(length=32), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('email', sa.String(length=320), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('intent', sa.String(length=2000), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_account_tokens_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account_tokens')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_account_tokens_token_hash'))
    )
    with op.batch_alter_table('account_tokens', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_account_tokens_email'), ['email'], unique=False)
        batch_op.create_index(batch_op.f('ix_account_tokens_member_id'), ['member_id'], unique=False)

    op.create_table('audience_grants',
    sa.Column('audience_id', sa.Integer(), nullable=False),
    sa.Column('grant', sa.String(length=80), nullable=False),
    sa.ForeignKeyConstraint(['audience_id'], ['audiences.id'], name=op.f('fk_audience_grants_audience_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('audience_id', 'grant', name=op.f('pk_audience_grants'))
    )
    with op.batch_alter_table('audience_grants', schema=None) as batch_op:
        batch_op.create_index('ix_audience_grants_grant', ['grant'], unique=False)

    op.create_table('badges',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=60), nullable=False),
    sa.Column('name', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('rule', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('tier', sa.String(length=32), nullable=False),
    sa.Column('product_area_id', sa.Integer(), nullable=True),
    sa.Column('metric', sa.String(length=32), nullable=False),
    sa.Column('threshold', sa.Integer(), nullable=False),
    sa.Column('window_days', sa.Integer(), nullable=True),
    sa.Column('is_repeatable', sa.Boolean(), nullable=False),
    sa.Column('valid_days', sa.Integer(), nullable=True),
    sa.Column('grants', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['product_area_id'], ['product_areas.id'], name=op.f('fk_badges_product_area_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_badges')),
    sa.UniqueConstraint('key', name=op.f('uq_badges_key'))
    )
    op.create_table('boards',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=60), nullable=False),
    sa.Column('name', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('description', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('audience_id', sa.Integer(), nullable=False),
    sa.Column('product_area_id', sa.Integer(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('is_moderated', sa.Boolean(), nullable=False),
    sa.Column('vote_budget', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['audience_id'], ['audiences.id'], name=op.f('fk_boards_audience_id')),
    sa.ForeignKeyConstraint(['product_area_id'], ['product_areas.id'], name=op.f('fk_boards_product_area_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_boards')),
    sa.UniqueConstraint('slug', name=op.f('uq_boards_slug'))
    )
    op.create_table('entitlements',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('plan_key', sa.String(length=40), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('pinned_version_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('ends_at IS NULL OR ends_at > starts_at', name=op.f('ck_entitlements_ends_after_start')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_entitlements_organisation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entitlements'))
    )
    with op.batch_alter_table('entitlements', schema=None) as batch_op:
        batch_op.create_index('ix_entitlements_organisation', ['organisation_id', 'starts_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_entitlements_plan_key'), ['plan_key'], unique=False)

    op.create_table('follows',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('target_kind', sa.String(length=32), nullable=False),
    sa.Column('target_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_follows_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('member_id', 'target_kind', 'target_id', name=op.f('pk_follows'))
    )
    with op.batch_alter_table('follows', schema=None) as batch_op:
        batch_op.create_index('ix_follows_target', ['target_kind', 'target_id', 'state'], unique=False)

    op.create_table('help_sections',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('category_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('description', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('grants', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
    sa.Column('audience_id', sa.Integer(), nullable=False),
    sa.Column('verification_days', sa.Integer(), nullable=True),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['audience_id'], ['audiences.id'], name=op.f('fk_help_sections_audience_id')),
    sa.ForeignKeyConstraint(['category_id'], ['help_categories.id'], name=op.f('fk_help_sections_category_id')),
    sa.ForeignKeyConstraint(['owner_id'], ['members.id'], name=op.f('fk_help_sections_owner_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_help_sections'))
    )
    with op.batch_alter_table('help_sections', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_help_sections_audience_id'), ['audience_id'], unique=False)
        batch_op.create_index('ix_help_sections_order', ['category_id', 'position', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_help_sections_owner_id'), ['owner_id'], unique=False)

    op.create_table('imported_rows',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('source_key', sa.String(length=500), nullable=False),
    sa.Column('target_id', sa.Integer(), nullable=False),
    sa.Column('content_hash', sa.String(length=64), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('imported_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['import_runs.id'], name=op.f('fk_imported_rows_run_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_imported_rows')),
    sa.UniqueConstraint('kind', 'source_key', name=op.f('uq_imported_rows_kind_source_key'))
    )
    with op.batch_alter_table('imported_rows', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_imported_rows_run_id'), ['run_id'], unique=False)

    op.create_table('ledger_entries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=32), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=80), nullable=False),
    sa.Column('generation', sa.Integer(), nullable=False),
    sa.Column('earned', sa.Integer(), nullable=False),
    sa.Column('credited', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('reverses_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_ledger_entries_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['reverses_id'], ['ledger_entries.id'], name=op.f('fk_ledger_entries_reverses_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_entries')),
    sa.UniqueConstraint('reverses_id', name=op.f('uq_ledger_entries_reverses_id')),
    sa.UniqueConstraint('source', 'generation', name=op.f('uq_ledger_entries_source_generation'))
    )
    with op.batch_alter_table('ledger_entries', schema=None) as batch_op:
        batch_op.create_index('ix_ledger_entries_day', ['member_id', 'day'], unique=False)
        batch_op.create_index('ix_ledger_entries_member', ['member_id', 'at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_ledger_entries_subject_id'), ['subject_id'], unique=False)

    op.create_table('member_capabilities',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('capability', sa.String(length=40), nullable=False),
    sa.Column('product_area_id', sa.Integer(), nullable=True),
    sa.Column('until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('source', sa.String(length=80), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_member_capabilities_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['product_area_id'], ['product_areas.id'], name=op.f('fk_member_capabilities_product_area_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_member_capabilities')),
    sa.UniqueConstraint('member_id', 'capability', 'product_area_id', 'source', name=op.f('uq_member_capabilities_member_id_capability_product_area_id_source'))
    )
    op.create_table('member_roles',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_member_roles_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('member_id', 'role', name=op.f('pk_member_roles'))
    )
    op.create_table('memberships',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_contact', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_memberships_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_memberships_organisation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_memberships')),
    sa.UniqueConstraint('member_id', 'organisation_id', name=op.f('uq_memberships_member_id_organisation_id'))
    )
    with op.batch_alter_table('memberships', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_memberships_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('menu_versions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('time_zone', sa.String(length=64), nullable=False),
    sa.Column('effective_from', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_by_id', sa.Integer(), nullable=True),
    sa.Column('digest', sa.String(length=64), nullable=True),
    sa.CheckConstraint("state = 'draft' OR (effective_from IS NOT NULL AND published_at IS NOT NULL)", name=op.f('ck_menu_versions_published_has_dates')),
    sa.ForeignKeyConstraint(['created_by_id'], ['members.id'], name=op.f('fk_menu_versions_created_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['published_by_id'], ['members.id'], name=op.f('fk_menu_versions_published_by_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_menu_versions')),
    sa.UniqueConstraint('effective_from', name=op.f('uq_menu_versions_effective_from')),
    sa.UniqueConstraint('number', name=op.f('uq_menu_versions_number'))
    )
    with op.batch_alter_table('menu_versions', schema=None) as batch_op:
        batch_op.create_index('ix_menu_versions_in_force', ['state', 'effective_from'], unique=False)
        batch_op.create_index('uq_menu_versions_one_draft', ['state'], unique=True, sqlite_where=sa.text("state = 'draft'"), postgresql_where=sa.text("state = 'draft'"))

    op.create_table('notification_preferences',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('channel', sa.String(length=32), nullable=False),
    sa.Column('is_on', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_notification_preferences_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('member_id', 'kind', 'channel', name=op.f('pk_notification_preferences'))
    )
    op.create_table('organisation_domains',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('domain', sa.String(length=253), nullable=False),
    sa.Column('verified_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('verified_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_organisation_domains_organisation_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['verified_by_id'], ['members.id'], name=op.f('fk_organisation_domains_verified_by_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organisation_domains')),
    sa.UniqueConstraint('domain', name=op.f('uq_organisation_domains_domain'))
    )
    with op.batch_alter_table('organisation_domains', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_organisation_domains_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('outbox_deliveries',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('handler', sa.String(length=120), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('next_attempt_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('parked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['outbox_events.id'], name=op.f('fk_outbox_deliveries_event_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('event_id', 'handler', name=op.f('pk_outbox_deliveries'))
    )
    with op.batch_alter_table('outbox_deliveries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outbox_deliveries_parked_at'), ['parked_at'], unique=False)

    op.create_table('pictures',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('format', sa.String(length=8), nullable=False),
    sa.Column('alt', sa.String(length=300), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['owner_id'], ['members.id'], name=op.f('fk_pictures_owner_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pictures')),
    sa.UniqueConstraint('key', name=op.f('uq_pictures_key'))
    )
    with op.batch_alter_table('pictures', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pictures_owner_id'), ['owner_id'], unique=False)

    op.create_table('product_area_owners',
    sa.Column('product_area_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_product_area_owners_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['product_area_id'], ['product_areas.id'], name=op.f('fk_product_area_owners_product_area_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('product_area_id', 'member_id', name=op.f('pk_product_area_owners'))
    )
    op.create_table('product_versions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('product_area_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['product_area_id'], ['product_areas.id'], name=op.f('fk_product_versions_product_area_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_product_versions')),
    sa.UniqueConstraint('product_area_id', 'name', name=op.f('uq_product_versions_product_area_id_name'))
    )
    op.create_table('segment_memberships',
    sa.Column('segment_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_segment_memberships_organisation_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['segment_id'], ['segments.id'], name=op.f('fk_segment_memberships_segment_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('segment_id', 'organisation_id', name=op.f('pk_segment_memberships'))
    )
    with op.batch_alter_table('segment_memberships', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_segment_memberships_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('sign_in_sessions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('browser', sa.String(length=200), nullable=False),
    sa.Column('network', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_sign_in_sessions_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_sessions')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_sign_in_sessions_token_hash'))
    )
    with op.batch_alter_table('sign_in_sessions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_in_sessions_member_id'), ['member_id'], unique=False)

    op.create_table('subjects',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('audience_id', sa.Integer(), nullable=False),
    sa.Column('visibility', sa.String(length=32), nullable=False),
    sa.Column('visibility_by_id', sa.Integer(), nullable=True),
    sa.Column('visibility_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('visibility_reason', sa.String(length=500), nullable=True),
    sa.Column('lang', sa.String(length=8), nullable=False),
    sa.Column('product_area_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('activity_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['audience_id'], ['audiences.id'], name=op.f('fk_subjects_audience_id')),
    sa.ForeignKeyConstraint(['author_id'], ['members.id'], name=op.f('fk_subjects_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_subjects_organisation_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['product_area_id'], ['product_areas.id'], name=op.f('fk_subjects_product_area_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['visibility_by_id'], ['members.id'], name=op.f('fk_subjects_visibility_by_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_subjects'))
    )
    with op.batch_alter_table('subjects', schema=None) as batch_op:
        batch_op.create_index('ix_subjects_audience', ['audience_id'], unique=False)
        batch_op.create_index('ix_subjects_author', ['author_id', 'id'], unique=False)
        batch_op.create_index('ix_subjects_moderation', ['visibility', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_subjects_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_subjects_product_area_id'), ['product_area_id'], unique=False)

    op.create_table('tag_synonyms',
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('tag_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['tag_id'], ['tags.id'], name=op.f('fk_tag_synonyms_tag_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_tag_synonyms'))
    )
    with op.batch_alter_table('tag_synonyms', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tag_synonyms_tag_id'), ['tag_id'], unique=False)

    op.create_table('articles',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('inherits_audience', sa.Boolean(), nullable=False),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('archived_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['archived_by_id'], ['members.id'], name=op.f('fk_articles_archived_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['id'], ['subjects.id'], name=op.f('fk_articles_id')),
    sa.ForeignKeyConstraint(['owner_id'], ['members.id'], name=op.f('fk_articles_owner_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['section_id'], ['help_sections.id'], name=op.f('fk_articles_section_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_articles'))
    )
    with op.batch_alter_table('articles', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_articles_owner_id'), ['owner_id'], unique=False)
        batch_op.create_index('ix_articles_section', ['section_id', 'id'], unique=False)

    op.create_table('badge_awards',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('badge_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('occasion', sa.Integer(), nullable=False),
    sa.Column('evidence_id', sa.Integer(), nullable=True),
    sa.Column('awarded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_reason', sa.String(length=300), nullable=True),
    sa.Column('is_public', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['badge_id'], ['badges.id'], name=op.f('fk_badge_awards_badge_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['evidence_id'], ['subjects.id'], name=op.f('fk_badge_awards_evidence_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_badge_awards_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_badge_awards')),
    sa.UniqueConstraint('badge_id', 'member_id', 'occasion', name=op.f('uq_badge_awards_badge_id_member_id_occasion'))
    )
    with op.batch_alter_table('badge_awards', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_badge_awards_evidence_id'), ['evidence_id'], unique=False)
        batch_op.create_index('ix_badge_awards_member', ['member_id', 'id'], unique=False)

    op.create_table('calendar_revisions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('calendar_id', sa.Integer(), nullable=False),
    sa.Column('menu_version_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('time_zone', sa.String(length=64), nullable=True),
    sa.Column('windows', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('holidays', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['calendar_id'], ['support_calendars.id'], name=op.f('fk_calendar_revisions_calendar_id')),
    sa.ForeignKeyConstraint(['created_by_id'], ['members.id'], name=op.f('fk_calendar_revisions_created_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['menu_version_id'], ['menu_versions.id'], name=op.f('fk_calendar_revisions_menu_version_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_revisions')),
    sa.UniqueConstraint('menu_version_id', 'calendar_id', 'number', name=op.f('uq_calendar_revisions_menu_version_id_calendar_id_number'))
    )
    with op.batch_alter_table('calendar_revisions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_calendar_revisions_calendar_id'), ['calendar_id'], unique=False)

    op.create_table('comments',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('on_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('renderer_version', sa.Integer(), nullable=False),
    sa.Column('edited_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['members.id'], name=op.f('fk_comments_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['id'], ['subjects.id'], name=op.f('fk_comments_id')),
    sa.ForeignKeyConstraint(['on_id'], ['subjects.id'], name=op.f('fk_comments_on_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comments'))
    )
    with op.batch_alter_table('comments', schema=None) as batch_op:
        batch_op.create_index('ix_comments_on', ['on_id', 'id'], unique=False)

    op.create_table('flags',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=32), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['decided_by_id'], ['members.id'], name=op.f('fk_flags_decided_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_flags_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['subject_id'], ['subjects.id'], name=op.f('fk_flags_subject_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_flags')),
    sa.UniqueConstraint('subject_id', 'member_id', name=op.f('uq_flags_subject_id_member_id'))
    )
    with op.batch_alter_table('flags', schema=None) as batch_op:
        batch_op.create_index('ix_flags_queue', ['state', 'id'], unique=False)

    op.create_table('floors',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('menu_version_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('unit', sa.String(length=32), nullable=False),
    sa.Column('calendar_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('amount > 0', name=op.f('ck_floors_amount_positive')),
    sa.ForeignKeyConstraint(['calendar_id'], ['support_calendars.id'], name=op.f('fk_floors_calendar_id')),
    sa.ForeignKeyConstraint(['menu_version_id'], ['menu_versions.id'], name=op.f('fk_floors_menu_version_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_floors')),
    sa.UniqueConstraint('menu_version_id', 'kind', name=op.f('uq_floors_menu_version_id_kind'))
    )
    with op.batch_alter_table('floors', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_floors_calendar_id'), ['calendar_id'], unique=False)

    op.create_table('help_section_slugs',
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('locale', sa.String(length=8), nullable=False),
    sa.Column('slug', sa.String(length=100), nullable=False),
    sa.ForeignKeyConstraint(['section_id'], ['help_sections.id'], name=op.f('fk_help_section_slugs_section_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('section_id', 'locale', name=op.f('pk_help_section_slugs')),
    sa.UniqueConstraint('locale', 'slug', name=op.f('uq_help_section_slugs_locale_slug'))
    )
    op.create_table('ideas',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('board_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('status_id', sa.Integer(), nullable=False),
    sa.Column('status_changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('renderer_version', sa.Integer(), nullable=False),
    sa.Column('supporter_count', sa.Integer(), nullable=False),
    sa.Column('votes_imported', sa.Integer(), nullable=False),
    sa.Column('supporters', sa.Integer(), sa.Computed('supporter_count + votes_imported', persisted=True), nullable=False),
    sa.Column('comment_count', sa.Integer(), nullable=False),
    sa.Column('merged_into_id', sa.Integer(), nullable=True),
    sa.Column('assignee_id', sa.Integer(), nullable=True),
    sa.Column('edited_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['assignee_id'], ['members.id'], name=op.f('fk_ideas_assignee_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['author_id'], ['members.id'], name=op.f('fk_ideas_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['board_id'], ['boards.id'], name=op.f('fk_ideas_board_id')),
    sa.ForeignKeyConstraint(['id'], ['subjects.id'], name=op.f('fk_ideas_id')),
    sa.ForeignKeyConstraint(['merged_into_id'], ['ideas.id'], name=op.f('fk_ideas_merged_into_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['status_id'], ['idea_statuses.id'], name=op.f('fk_ideas_status_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ideas'))
    )
    with op.batch_alter_table('ideas', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ideas_assignee_id'), ['assignee_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_ideas_author_id'), ['author_id'], unique=False)
        batch_op.create_index('ix_ideas_changed', ['status_id', 'status_changed_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_ideas_merged_into_id'), ['merged_into_id'], unique=False)
        batch_op.create_index('ix_ideas_new', ['board_id', 'id'], unique=False)
        batch_op.create_index('ix_ideas_status', ['status_id', 'supporters', 'id'], unique=False)
        batch_op.create_index('ix_ideas_supporters', ['supporters', 'id'], unique=False)
        batch_op.create_index('ix_ideas_top', ['board_id', 'supporters', 'id'], unique=False)

    op.create_table('links',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('from_id', sa.Integer(), nullable=False),
    sa.Column('to_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('from_id <> to_id', name=op.f('ck_links_not_itself')),
    sa.ForeignKeyConstraint(['from_id'], ['subjects.id'], name=op.f('fk_links_from_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['made_by_id'], ['members.id'], name=op.f('fk_links_made_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['to_id'], ['subjects.id'], name=op.f('fk_links_to_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_links')),
    sa.UniqueConstraint('from_id', 'to_id', 'kind', name=op.f('uq_links_from_id_to_id_kind'))
    )
    with op.batch_alter_table('links', schema=None) as batch_op:
        batch_op.create_index('ix_links_to', ['to_id', 'kind'], unique=False)

    op.create_table('notifications',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('fanout_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=True),
    sa.Column('thread_id', sa.Integer(), nullable=True),
    sa.Column('words', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('is_shown', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['fanout_id'], ['fanouts.id'], name=op.f('fk_notifications_fanout_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_notifications_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['subject_id'], ['subjects.id'], name=op.f('fk_notifications_subject_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notifications')),
    sa.UniqueConstraint('fanout_id', 'member_id', name=op.f('uq_notifications_fanout_id_member_id'))
    )
    with op.batch_alter_table('notifications', schema=None) as batch_op:
        batch_op.create_index('ix_notifications_member', ['member_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_notifications_subject_id'), ['subject_id'], unique=False)
        batch_op.create_index('ix_notifications_unread', ['member_id', 'read_at'], unique=False)

    op.create_table('plan_versions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('menu_version_id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('summary', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('price', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('is_default', sa.Boolean(), nullable=False),
    sa.Column('tokens_a_month', sa.Integer(), nullable=False),
    sa.Column('idea_votes', sa.Integer(), nullable=False),
    sa.Column('claim_window_days', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['menu_version_id'], ['menu_versions.id'], name=op.f('fk_plan_versions_menu_version_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['plan_id'], ['plans.id'], name=op.f('fk_plan_versions_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_versions')),
    sa.UniqueConstraint('menu_version_id', 'plan_id', name=op.f('uq_plan_versions_menu_version_id_plan_id'))
    )
    with op.batch_alter_table('plan_versions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plan_versions_plan_id'), ['plan_id'], unique=False)

    op.create_table('questions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('slug', sa.String(length=100), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('renderer_version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('edited_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('edited_by_id', sa.Integer(), nullable=True),
    sa.Column('product_area_id', sa.Integer(), nullable=True),
    sa.Column('product_version_id', sa.Integer(), nullable=True),
    sa.Column('severity', sa.String(length=8), nullable=True),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('close_reason', sa.String(length=32), nullable=True),
    sa.Column('state_changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('duplicate_of_id', sa.Integer(), nullable=True),
    sa.Column('accepted_answer_id', sa.Integer(), nullable=True),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('accepted_by_id', sa.Integer(), nullable=True),
    sa.Column('accepted_version_id', sa.Integer(), nullable=True),
    sa.Column('claimed_by_id', sa.Integer(), nullable=True),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('same_question_count', sa.Integer(), nullable=False),
    sa.Column('votes_imported', sa.Integer(), nullable=False),
    sa.Column('answer_count', sa.Integer(), nullable=False),
    sa.Column('helpful_count', sa.Integer(), nullable=False),
    sa.Column('popularity', sa.Integer(), nullable=False),
    sa.Column('views_count', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'closed') = (close_reason IS NOT NULL)", name=op.f('ck_questions_closed_has_reason')),
    sa.CheckConstraint('same_question_count >= 0 AND answer_count >= 0', name=op.f('ck_questions_counters_not_negative')),
    sa.CheckConstraint('votes_imported >= 0', name=op.f('ck_questions_imported_not_negative')),
    sa.ForeignKeyConstraint(['accepted_answer_id'], ['subjects.id'], name=op.f('fk_questions_accepted_answer_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['accepted_by_id'], ['members.id'], name=op.f('fk_questions_accepted_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['accepted_version_id'], ['product_versions.id'], name=op.f('fk_questions_accepted_version_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['author_id'], ['members.id'], name=op.f('fk_questions_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['claimed_by_id'], ['members.id'], name=op.f('fk_questions_claimed_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['duplicate_of_id'], ['questions.id'], name=op.f('fk_questions_duplicate_of_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['edited_by_id'], ['members.id'], name=op.f('fk_questions_edited_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['id'], ['subjects.id'], name=op.f('fk_questions_id')),
    sa.ForeignKeyConstraint(['product_area_id'], ['product_areas.id'], name=op.f('fk_questions_product_area_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['product_version_id'], ['product_versions.id'], name=op.f('fk_questions_product_version_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_questions'))
    )
    with op.batch_alter_table('questions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_questions_accepted_answer_id'), ['accepted_answer_id'], unique=False)
        batch_op.create_index('ix_questions_area', ['product_area_id', 'created_at', 'id'], unique=False)
        batch_op.create_index('ix_questions_area_popular', ['product_area_id', 'popularity', 'id'], unique=False)
        batch_op.create_index('ix_questions_area_state', ['product_area_id', 'state', 'created_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_questions_author_id'), ['author_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_questions_duplicate_of_id'), ['duplicate_of_id'], unique=False)
        batch_op.create_index('ix_questions_newest', ['created_at', 'id'], unique=False)
        batch_op.create_index('ix_questions_popular', ['popularity', 'id'], unique=False)
        batch_op.create_index('ix_questions_state', ['state', 'created_at', 'id'], unique=False)
        batch_op.create_index('ix_questions_state_popular', ['state', 'popularity', 'id'], unique=False)

    op.create_table('revisions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(length=200), nullable=True),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('lang', sa.String(length=8), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['members.id'], name=op.f('fk_revisions_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['subject_id'], ['subjects.id'], name=op.f('fk_revisions_subject_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_revisions')),
    sa.UniqueConstraint('subject_id', 'number', name=op.f('uq_revisions_subject_id_number'))
    )
    op.create_table('search_queries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(length=200), nullable=False),
    sa.Column('locale', sa.String(length=8), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=True),
    sa.Column('product_area_id', sa.Integer(), nullable=True),
    sa.Column('results', sa.Integer(), nullable=False),
    sa.Column('opened_subject_id', sa.Integer(), nullable=True),
    sa.Column('next_step', sa.String(length=32), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['opened_subject_id'], ['subjects.id'], name=op.f('fk_search_queries_opened_subject_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['product_area_id'], ['product_areas.id'], name=op.f('fk_search_queries_product_area_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_queries'))
    )
    with op.batch_alter_table('search_queries', schema=None) as batch_op:
        batch_op.create_index('ix_search_queries_asked', ['asked_at'], unique=False)
        batch_op.create_index('ix_search_queries_nothing', ['results', 'asked_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_search_queries_opened_subject_id'), ['opened_subject_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_search_queries_product_area_id'), ['product_area_id'], unique=False)

    op.create_table('service_token_entries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('balance', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=32), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=True),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('balance >= 0', name=op.f('ck_service_token_entries_never_below_zero')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_service_token_entries_member_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_service_token_entries_organisation_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['subject_id'], ['subjects.id'], name=op.f('fk_service_token_entries_subject_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_token_entries')),
    sa.UniqueConstraint('organisation_id', 'number', name=op.f('uq_service_token_entries_organisation_id_number'))
    )
    op.create_table('severities',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('menu_version_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=8), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('definition', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.ForeignKeyConstraint(['menu_version_id'], ['menu_versions.id'], name=op.f('fk_severities_menu_version_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_severities')),
    sa.UniqueConstraint('menu_version_id', 'key', name=op.f('uq_severities_menu_version_id_key'))
    )
    op.create_table('subject_tags',
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('tag_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['subject_id'], ['subjects.id'], name=op.f('fk_subject_tags_subject_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tag_id'], ['tags.id'], name=op.f('fk_subject_tags_tag_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('subject_id', 'tag_id', name=op.f('pk_subject_tags'))
    )
    with op.batch_alter_table('subject_tags', schema=None) as batch_op:
        batch_op.create_index('ix_subject_tags_tag', ['tag_id', 'subject_id'], unique=False)

    op.create_table('votes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('importance', sa.String(length=32), nullable=True),
    sa.Column('reason', sa.String(length=2000), nullable=True),
    sa.Column('cast_by_id', sa.Integer(), nullable=True),
    sa.Column('source', sa.String(length=200), nullable=True),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['cast_by_id'], ['members.id'], name=op.f('fk_votes_cast_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_votes_member_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_votes_organisation_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['subject_id'], ['subjects.id'], name=op.f('fk_votes_subject_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_votes')),
    sa.UniqueConstraint('subject_id', 'member_id', 'kind', name=op.f('uq_votes_subject_id_member_id_kind'))
    )
    with op.batch_alter_table('votes', schema=None) as batch_op:
        batch_op.create_index('ix_votes_member', ['member_id', 'kind', 'subject_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_votes_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('answers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('renderer_version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('edited_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('edited_by_id', sa.Integer(), nullable=True),
    sa.Column('article_id', sa.Integer(), nullable=True),
    sa.Column('product_version_id', sa.Integer(), nullable=True),
    sa.Column('helpful_count', sa.Integer(), nullable=False),
    sa.Column('votes_imported', sa.Integer(), nullable=False),
    sa.Column('outdated_count', sa.Integer(), nullable=False),
    sa.Column('does_not_work_count', sa.Integer(), nullable=False),
    sa.Column('official_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('official_by_id', sa.Integer(), nullable=True),
    sa.Column('official_version_id', sa.Integer(), nullable=True),
    sa.Column('verified_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('verified_by_id', sa.Integer(), nullable=True),
    sa.Column('verified_version_id', sa.Integer(), nullable=True),
    sa.Column('outdated_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outdated_by_id', sa.Integer(), nullable=True),
    sa.Column('outdated_reason', sa.String(length=500), nullable=True),
    sa.CheckConstraint('helpful_count >= 0', name=op.f('ck_answers_counters_not_negative')),
    sa.CheckConstraint('votes_imported >= 0', name=op.f('ck_answers_imported_not_negative')),
    sa.ForeignKeyConstraint(['article_id'], ['subjects.id'], name=op.f('fk_answers_article_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['author_id'], ['members.id'], name=op.f('fk_answers_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['edited_by_id'], ['members.id'], name=op.f('fk_answers_edited_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['id'], ['subjects.id'], name=op.f('fk_answers_id')),
    sa.ForeignKeyConstraint(['official_by_id'], ['members.id'], name=op.f('fk_answers_official_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['official_version_id'], ['product_versions.id'], name=op.f('fk_answers_official_version_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['outdated_by_id'], ['members.id'], name=op.f('fk_answers_outdated_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['product_version_id'], ['product_versions.id'], name=op.f('fk_answers_product_version_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['question_id'], ['questions.id'], name=op.f('fk_answers_question_id')),
    sa.ForeignKeyConstraint(['verified_by_id'], ['members.id'], name=op.f('fk_answers_verified_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['verified_version_id'], ['product_versions.id'], name=op.f('fk_answers_verified_version_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answers'))
    )
    with op.batch_alter_table('answers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_answers_article_id'), ['article_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_answers_author_id'), ['author_id'], unique=False)
        batch_op.create_index('ix_answers_question', ['question_id', 'id'], unique=False)

    op.create_table('article_areas',
    sa.Column('article_id', sa.Integer(), nullable=False),
    sa.Column('product_area_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_article_areas_article_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['product_area_id'], ['product_areas.id'], name=op.f('fk_article_areas_product_area_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('article_id', 'product_area_id', name=op.f('pk_article_areas'))
    )
    with op.batch_alter_table('article_areas', schema=None) as batch_op:
        batch_op.create_index('ix_article_areas_area', ['product_area_id', 'article_id'], unique=False)

    op.create_table('article_authors',
    sa.Column('article_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('credited_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_article_authors_article_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_article_authors_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('article_id', 'member_id', name=op.f('pk_article_authors'))
    )
    with op.batch_alter_table('article_authors', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_article_authors_member_id'), ['member_id'], unique=False)

    op.create_table('article_translations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('article_id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('locale', sa.String(length=8), nullable=False),
    sa.Column('slug', sa.String(length=100), nullable=False),
    sa.Column('is_live', sa.Boolean(), nullable=False),
    sa.Column('published_revision_id', sa.Integer(), nullable=True),
    sa.Column('draft_revision_id', sa.Integer(), nullable=True),
    sa.Column('verification_id', sa.Integer(), nullable=True),
    sa.Column('staleness', sa.String(length=32), nullable=False),
    sa.Column('first_published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('helpful_count', sa.Integer(), nullable=False),
    sa.Column('unhelpful_count', sa.Integer(), nullable=False),
    sa.Column('views', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_article_translations_article_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['draft_revision_id'], ['article_revisions.id'], name=op.f('fk_article_translations_draft_revision_id'), use_alter=True),
    sa.ForeignKeyConstraint(['published_revision_id'], ['article_revisions.id'], name=op.f('fk_article_translations_published_revision_id'), use_alter=True),
    sa.ForeignKeyConstraint(['section_id'], ['help_sections.id'], name=op.f('fk_article_translations_section_id')),
    sa.ForeignKeyConstraint(['verification_id'], ['article_verifications.id'], name=op.f('fk_article_translations_verification_id'), ondelete='SET NULL', use_alter=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_article_translations')),
    sa.UniqueConstraint('article_id', 'locale', name=op.f('uq_article_translations_article_id_locale')),
    sa.UniqueConstraint('section_id', 'locale', 'slug', name=op.f('uq_article_translations_section_id_locale_slug'))
    )
    with op.batch_alter_table('article_translations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_article_translations_draft_revision_id'), ['draft_revision_id'], unique=False)
        batch_op.create_index('ix_article_translations_list', ['section_id', 'is_live', 'position', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_article_translations_published_revision_id'), ['published_revision_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_article_translations_verification_id'), ['verification_id'], unique=False)
        batch_op.create_index('ix_article_translations_views', ['is_live', 'locale', 'views', 'id'], unique=False)

    op.create_table('ask_aids',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('was_opened', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['question_id'], ['questions.id'], name=op.f('fk_ask_aids_question_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['subject_id'], ['subjects.id'], name=op.f('fk_ask_aids_subject_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ask_aids')),
    sa.UniqueConstraint('question_id', 'subject_id', name=op.f('uq_ask_aids_question_id_subject_id'))
    )
    with op.batch_alter_table('ask_aids', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ask_aids_subject_id'), ['subject_id'], unique=False)

    op.create_table('credit_tiers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_version_id', sa.Integer(), nullable=False),
    sa.Column('below', sa.Integer(), nullable=False),
    sa.Column('percent', sa.Integer(), nullable=False),
    sa.CheckConstraint('percent BETWEEN 1 AND 100', name=op.f('ck_credit_tiers_percent_in_bounds')),
    sa.ForeignKeyConstraint(['plan_version_id'], ['plan_versions.id'], name=op.f('fk_credit_tiers_plan_version_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_credit_tiers')),
    sa.UniqueConstraint('plan_version_id', 'below', name=op.f('uq_credit_tiers_plan_version_id_below'))
    )
    op.create_table('idea_figures',
    sa.Column('idea_id', sa.Integer(), nullable=False),
    sa.Column('organisations', sa.Integer(), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=False),
    sa.Column('trending', sa.Float(), nullable=False),
    sa.Column('is_stale', sa.Boolean(), nullable=False),
    sa.Column('as_of', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_idea_figures_idea_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('idea_id', name=op.f('pk_idea_figures'))
    )
    with op.batch_alter_table('idea_figures', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_idea_figures_is_stale'), ['is_stale'], unique=False)
        batch_op.create_index('ix_idea_figures_trending', ['trending', 'idea_id'], unique=False)

    op.create_table('idea_official_responses',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('idea_id', sa.Integer(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('renderer_version', sa.Integer(), nullable=False),
    sa.Column('lang', sa.String(length=8), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['members.id'], name=op.f('fk_idea_official_responses_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_idea_official_responses_idea_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_idea_official_responses'))
    )
    with op.batch_alter_table('idea_official_responses', schema=None) as batch_op:
        batch_op.create_index('ix_idea_official_responses_idea', ['idea_id', 'id'], unique=False)

    op.create_table('idea_status_changes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('idea_id', sa.Integer(), nullable=False),
    sa.Column('from_status_id', sa.Integer(), nullable=True),
    sa.Column('to_status_id', sa.Integer(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('renderer_version', sa.Integer(), nullable=False),
    sa.Column('lang', sa.String(length=8), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['members.id'], name=op.f('fk_idea_status_changes_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['from_status_id'], ['idea_statuses.id'], name=op.f('fk_idea_status_changes_from_status_id')),
    sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_idea_status_changes_idea_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['to_status_id'], ['idea_statuses.id'], name=op.f('fk_idea_status_changes_to_status_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_idea_status_changes'))
    )
    with op.batch_alter_table('idea_status_changes', schema=None) as batch_op:
        batch_op.create_index('ix_idea_status_changes_idea', ['idea_id', 'id'], unique=False)

    op.create_table('promises',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('plan_version_id', sa.Integer(), nullable=False),
    sa.Column('calendar_revision_id', sa.Integer(), nullable=False),
    sa.Column('time_zone', sa.String(length=64), nullable=False),
    sa.Column('severity', sa.String(length=8), nullable=True),
    sa.Column('target_amount', sa.Integer(), nullable=False),
    sa.Column('target_unit', sa.String(length=32), nullable=False),
    sa.Column('target_seconds', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('warn_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('rows', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('warned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('missed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.String(length=32), nullable=True),
    sa.Column('ended_by_id', sa.Integer(), nullable=True),
    sa.Column('elapsed_seconds', sa.Integer(), nullable=True),
    sa.Column('was_outside_hours', sa.Boolean(), nullable=True),
    sa.Column('late_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('void_reason', sa.String(length=32), nullable=True),
    sa.CheckConstraint('warn_at <= due_at AND started_at <= due_at', name=op.f('ck_promises_in_order')),
    sa.ForeignKeyConstraint(['author_id'], ['members.id'], name=op.f('fk_promises_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['calendar_revision_id'], ['calendar_revisions.id'], name=op.f('fk_promises_calendar_revision_id')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['members.id'], name=op.f('fk_promises_ended_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_promises_organisation_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['plan_version_id'], ['plan_versions.id'], name=op.f('fk_promises_plan_version_id')),
    sa.ForeignKeyConstraint(['subject_id'], ['subjects.id'], name=op.f('fk_promises_subject_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_promises')),
    sa.UniqueConstraint('subject_id', 'kind', 'ordinal', name=op.f('uq_promises_subject_id_kind_ordinal'))
    )
    with op.batch_alter_table('promises', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_promises_author_id'), ['author_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_promises_calendar_revision_id'), ['calendar_revision_id'], unique=False)
        batch_op.create_index('ix_promises_due', ['state', 'due_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_promises_ended_by_id'), ['ended_by_id'], unique=False)
        batch_op.create_index('ix_promises_organisation', ['organisation_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_promises_plan_version_id'), ['plan_version_id'], unique=False)
        batch_op.create_index('ix_promises_waiting', ['kind', 'due_at', 'id'], unique=False, sqlite_where=sa.text('ended_at IS NULL AND voided_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL AND voided_at IS NULL'))
        batch_op.create_index('ix_promises_warn', ['state', 'warned_at', 'warn_at'], unique=False)

    op.create_table('question_changes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('came_from', sa.String(length=32), nullable=False),
    sa.Column('to', sa.String(length=32), nullable=False),
    sa.Column('reason', sa.String(length=32), nullable=True),
    sa.Column('text', sa.String(length=1000), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['members.id'], name=op.f('fk_question_changes_actor_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['question_id'], ['questions.id'], name=op.f('fk_question_changes_question_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_changes'))
    )
    with op.batch_alter_table('question_changes', schema=None) as batch_op:
        batch_op.create_index('ix_question_changes_question', ['question_id', 'id'], unique=False)

    op.create_table('targets',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_version_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('severity', sa.String(length=8), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('unit', sa.String(length=32), nullable=False),
    sa.Column('calendar_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('amount > 0', name=op.f('ck_targets_amount_positive')),
    sa.ForeignKeyConstraint(['calendar_id'], ['support_calendars.id'], name=op.f('fk_targets_calendar_id')),
    sa.ForeignKeyConstraint(['plan_version_id'], ['plan_versions.id'], name=op.f('fk_targets_plan_version_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_targets')),
    sa.UniqueConstraint('plan_version_id', 'kind', 'severity', name=op.f('uq_targets_plan_version_id_kind_severity'))
    )
    with op.batch_alter_table('targets', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_targets_calendar_id'), ['calendar_id'], unique=False)

    op.create_table('uptime_objectives',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_version_id', sa.Integer(), nullable=False),
    sa.Column('objective', sa.Integer(), nullable=False),
    sa.Column('covers', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.ForeignKeyConstraint(['plan_version_id'], ['plan_versions.id'], name=op.f('fk_uptime_objectives_plan_version_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_uptime_objectives')),
    sa.UniqueConstraint('plan_version_id', name=op.f('uq_uptime_objectives_plan_version_id'))
    )
    op.create_table('article_revisions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('translation_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('saves', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('summary', sa.String(length=400), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('toc', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('renderer_version', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('significance', sa.String(length=32), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('is_suggestion', sa.Boolean(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('reviewer_id', sa.Integer(), nullable=True),
    sa.Column('basis_id', sa.Integer(), nullable=True),
    sa.Column('source_id', sa.Integer(), nullable=True),
    sa.Column('restored_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('publish_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['members.id'], name=op.f('fk_article_revisions_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['basis_id'], ['article_revisions.id'], name=op.f('fk_article_revisions_basis_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['restored_id'], ['article_revisions.id'], name=op.f('fk_article_revisions_restored_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['reviewer_id'], ['members.id'], name=op.f('fk_article_revisions_reviewer_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['source_id'], ['article_revisions.id'], name=op.f('fk_article_revisions_source_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['translation_id'], ['article_translations.id'], name=op.f('fk_article_revisions_translation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_article_revisions')),
    sa.UniqueConstraint('translation_id', 'number', name=op.f('uq_article_revisions_translation_id_number'))
    )
    with op.batch_alter_table('article_revisions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_article_revisions_author_id'), ['author_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_article_revisions_basis_id'), ['basis_id'], unique=False)
        batch_op.create_index('ix_article_revisions_rebake', ['renderer_version', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_article_revisions_restored_id'), ['restored_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_article_revisions_reviewer_id'), ['reviewer_id'], unique=False)
        batch_op.create_index('ix_article_revisions_schedule', ['state', 'publish_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_article_revisions_source_id'), ['source_id'], unique=False)

    op.create_table('promise_pauses',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('promise_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=32), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['promise_id'], ['promises.id'], name=op.f('fk_promise_pauses_promise_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_promise_pauses'))
    )
    with op.batch_alter_table('promise_pauses', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_promise_pauses_promise_id'), ['promise_id'], unique=False)

    op.create_table('article_feedback',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('visitor_key', sa.String(length=32), nullable=True),
    sa.Column('was_helpful', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(length=32), nullable=True),
    sa.Column('text', sa.String(length=2000), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('member_id IS NULL OR visitor_key IS NULL', name=op.f('ck_article_feedback_one_person')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_article_feedback_member_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['revision_id'], ['article_revisions.id'], name=op.f('fk_article_feedback_revision_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_article_feedback')),
    sa.UniqueConstraint('revision_id', 'member_id', name=op.f('uq_article_feedback_revision_id_member_id')),
    sa.UniqueConstraint('revision_id', 'visitor_key', name=op.f('uq_article_feedback_revision_id_visitor_key'))
    )
    with op.batch_alter_table('article_feedback', schema=None) as batch_op:
        batch_op.create_index('ix_article_feedback_forget', ['created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_article_feedback_member_id'), ['member_id'], unique=False)

    op.create_table('article_verifications',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('verified_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('valid_until', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_article_verifications_member_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['revision_id'], ['article_revisions.id'], name=op.f('fk_article_verifications_revision_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_article_verifications'))
    )
    with op.batch_alter_table('article_verifications', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_article_verifications_member_id'), ['member_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_article_verifications_revision_id'), ['revision_id'], unique=False)
        batch_op.create_index('ix_article_verifications_until', ['valid_until', 'id'], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        for column, target, ondelete in LATE_KEYS:
            name = f"fk_article_translations_{column}"
            op.create_foreign_key(name, "article_translations", target, [column], ["id"], ondelete=ondelete)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for column, _target, _ondelete in LATE_KEYS:
            op.drop_constraint(f"fk_article_translations_{column}", "article_translations", type_="foreignkey")
    with op.batch_alter_table('article_verifications', schema=None) as batch_op:
        batch_op.drop_index('ix_article_verifications_until')
        batch_op.drop_index(batch_op.f('ix_article_verifications_revision_id'))
        batch_op.drop_index(batch_op.f('ix_article_verifications_member_id'))

    op.drop_table('article_verifications')
    with op.batch_alter_table('article_feedback', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_article_feedback_member_id'))
        batch_op.drop_index('ix_article_feedback_forget')

    op.drop_table('article_feedback')
    with op.batch_alter_table('promise_pauses', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_promise_pauses_promise_id'))

    op.drop_table('promise_pauses')
    with op.batch_alter_table('article_revisions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_article_revisions_source_id'))
        batch_op.drop_index('ix_article_revisions_schedule')
        batch_op.drop_index(batch_op.f('ix_article_revisions_reviewer_id'))
        batch_op.drop_index(batch_op.f('ix_article_revisions_restored_id'))
        batch_op.drop_index('ix_article_revisions_rebake')
        batch_op.drop_index(batch_op.f('ix_article_revisions_basis_id'))
        batch_op.drop_index(batch_op.f('ix_article_revisions_author_id'))

    op.drop_table('article_revisions')
    op.drop_table('uptime_objectives')
    with op.batch_alter_table('targets', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_targets_calendar_id'))

    op.drop_table('targets')
    with op.batch_alter_table('question_changes', schema=None) as batch_op:
        batch_op.drop_index('ix_question_changes_question')

    op.drop_table('question_changes')
    with op.batch_alter_table('promises', schema=None) as batch_op:
        batch_op.drop_index('ix_promises_warn')
        batch_op.drop_index('ix_promises_waiting', sqlite_where=sa.text('ended_at IS NULL AND voided_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL AND voided_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_promises_plan_version_id'))
        batch_op.drop_index('ix_promises_organisation')
        batch_op.drop_index(batch_op.f('ix_promises_ended_by_id'))
        batch_op.drop_index('ix_promises_due')
        batch_op.drop_index(batch_op.f('ix_promises_calendar_revision_id'))
        batch_op.drop_index(batch_op.f('ix_promises_author_id'))

    op.drop_table('promises')
    with op.batch_alter_table('idea_status_changes', schema=None) as batch_op:
        batch_op.drop_index('ix_idea_status_changes_idea')

    op.drop_table('idea_status_changes')
    with op.batch_alter_table('idea_official_responses', schema=None) as batch_op:
        batch_op.drop_index('ix_idea_official_responses_idea')

    op.drop_table('idea_official_responses')
    with op.batch_alter_table('idea_figures', schema=None) as batch_op:
        batch_op.drop_index('ix_idea_figures_trending')
        batch_op.drop_index(batch_op.f('ix_idea_figures_is_stale'))

    op.drop_table('idea_figures')
    op.drop_table('credit_tiers')
    with op.batch_alter_table('ask_aids', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ask_aids_subject_id'))

    op.drop_table('ask_aids')
    with op.batch_alter_table('article_translations', schema=None) as batch_op:
        batch_op.drop_index('ix_article_translations_views')
        batch_op.drop_index(batch_op.f('ix_article_translations_verification_id'))
        batch_op.drop_index(batch_op.f('ix_article_translations_published_revision_id'))
        batch_op.drop_index('ix_article_translations_list')
        batch_op.drop_index(batch_op.f('ix_article_translations_draft_revision_id'))

    op.drop_table('article_translations')
    with op.batch_alter_table('article_authors', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_article_authors_member_id'))

    op.drop_table('article_authors')
    with op.batch_alter_table('article_areas', schema=None) as batch_op:
        batch_op.drop_index('ix_article_areas_area')

    op.drop_table('article_areas')
    with op.batch_alter_table('answers', schema=None) as batch_op:
        batch_op.drop_index('ix_answers_question')
        batch_op.drop_index(batch_op.f('ix_answers_author_id'))
        batch_op.drop_index(batch_op.f('ix_answers_article_id'))

    op.drop_table('answers')
    with op.batch_alter_table('votes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_votes_organisation_id'))
        batch_op.drop_index('ix_votes_member')

    op.drop_table('votes')
    with op.batch_alter_table('subject_tags', schema=None) as batch_op:
        batch_op.drop_index('ix_subject_tags_tag')

    op.drop_table('subject_tags')
    op.drop_table('severities')
    op.drop_table('service_token_entries')
    with op.batch_alter_table('search_queries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_search_queries_product_area_id'))
        batch_op.drop_index(batch_op.f('ix_search_queries_opened_subject_id'))
        batch_op.drop_index('ix_search_queries_nothing')
        batch_op.drop_index('ix_search_queries_asked')

    op.drop_table('search_queries')
    op.drop_table('revisions')
    with op.batch_alter_table('questions', schema=None) as batch_op:
        batch_op.drop_index('ix_questions_state_popular')
        batch_op.drop_index('ix_questions_state')
        batch_op.drop_index('ix_questions_popular')
        batch_op.drop_index('ix_questions_newest')
        batch_op.drop_index(batch_op.f('ix_questions_duplicate_of_id'))
        batch_op.drop_index(batch_op.f('ix_questions_author_id'))
        batch_op.drop_index('ix_questions_area_state')
        batch_op.drop_index('ix_questions_area_popular')
        batch_op.drop_index('ix_questions_area')
        batch_op.drop_index(batch_op.f('ix_questions_accepted_answer_id'))

    op.drop_table('questions')
    with op.batch_alter_table('plan_versions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_plan_versions_plan_id'))

    op.drop_table('plan_versions')
    with op.batch_alter_table('notifications', schema=None) as batch_op:
        batch_op.drop_index('ix_notifications_unread')
        batch_op.drop_index(batch_op.f('ix_notifications_subject_id'))
        batch_op.drop_index('ix_notifications_member')

    op.drop_table('notifications')
    with op.batch_alter_table('links', schema=None) as batch_op:
        batch_op.drop_index('ix_links_to')

    op.drop_table('links')
    with op.batch_alter_table('ideas', schema=None) as batch_op:
        batch_op.drop_index('ix_ideas_top')
        batch_op.drop_index('ix_ideas_supporters')
        batch_op.drop_index('ix_ideas_status')
        batch_op.drop_index('ix_ideas_new')
        batch_op.drop_index(batch_op.f('ix_ideas_merged_into_id'))
        batch_op.drop_index('ix_ideas_changed')
        batch_op.drop_index(batch_op.f('ix_ideas_author_id'))
        batch_op.drop_index(batch_op.f('ix_ideas_assignee_id'))

    op.drop_table('ideas')
    op.drop_table('help_section_slugs')
    with op.batch_alter_table('floors', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_floors_calendar_id'))

    op.drop_table('floors')
    with op.batch_alter_table('flags', schema=None) as batch_op:
        batch_op.drop_index('ix_flags_queue')

    op.drop_table('flags')
    with op.batch_alter_table('comments', schema=None) as batch_op:
        batch_op.drop_index('ix_comments_on')

    op.drop_table('comments')
    with op.batch_alter_table('calendar_revisions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_calendar_revisions_calendar_id'))

    op.drop_table('calendar_revisions')
    with op.batch_alter_table('badge_awards', schema=None) as batch_op:
        batch_op.drop_index('ix_badge_awards_member')
        batch_op.drop_index(batch_op.f('ix_badge_awards_evidence_id'))

    op.drop_table('badge_awards')
    with op.batch_alter_table('articles', schema=None) as batch_op:
        batch_op.drop_index('ix_articles_section')
        batch_op.drop_index(batch_op.f('ix_articles_owner_id'))

    op.drop_table('articles')
    with op.batch_alter_table('tag_synonyms', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tag_synonyms_tag_id'))

    op.drop_table('tag_synonyms')
    with op.batch_alter_table('subjects', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_subjects_product_area_id'))
        batch_op.drop_index(batch_op.f('ix_subjects_organisation_id'))
        batch_op.drop_index('ix_subjects_moderation')
        batch_op.drop_index('ix_subjects_author')
        batch_op.drop_index('ix_subjects_audience')

    op.drop_table('subjects')
    with op.batch_alter_table('sign_in_sessions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_in_sessions_member_id'))

    op.drop_table('sign_in_sessions')
    with op.batch_alter_table('segment_memberships', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_segment_memberships_organisation_id'))

    op.drop_table('segment_memberships')
    op.drop_table('product_versions')
    op.drop_table('product_area_owners')
    with op.batch_alter_table('pictures', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pictures_owner_id'))

    op.drop_table('pictures')
    with op.batch_alter_table('outbox_deliveries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outbox_deliveries_parked_at'))

    op.drop_table('outbox_deliveries')
    with op.batch_alter_table('organisation_domains', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_organisation_domains_organisation_id'))

    op.drop_table('organisation_domains')
    op.drop_table('notification_preferences')
    with op.batch_alter_table('menu_versions', schema=None) as batch_op:
        batch_op.drop_index('uq_menu_versions_one_draft', sqlite_where=sa.text("state = 'draft'"), postgresql_where=sa.text("state = 'draft'"))
        batch_op.drop_index('ix_menu_versions_in_force')

    op.drop_table('menu_versions')
    with op.batch_alter_table('memberships', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_memberships_organisation_id'))

    op.drop_table('memberships')
    op.drop_table('member_roles')
    op.drop_table('member_capabilities')
    with op.batch_alter_table('ledger_entries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ledger_entries_subject_id'))
        batch_op.drop_index('ix_ledger_entries_member')
        batch_op.drop_index('ix_ledger_entries_day')

    op.drop_table('ledger_entries')
    with op.batch_alter_table('imported_rows', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_imported_rows_run_id'))

    op.drop_table('imported_rows')
    with op.batch_alter_table('help_sections', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_help_sections_owner_id'))
        batch_op.drop_index('ix_help_sections_order')
        batch_op.drop_index(batch_op.f('ix_help_sections_audience_id'))

    op.drop_table('help_sections')
    with op.batch_alter_table('follows', schema=None) as batch_op:
        batch_op.drop_index('ix_follows_target')

    op.drop_table('follows')
    with op.batch_alter_table('entitlements', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_entitlements_plan_key'))
        batch_op.drop_index('ix_entitlements_organisation')

    op.drop_table('entitlements')
    op.drop_table('boards')
    op.drop_table('badges')
    with op.batch_alter_table('audience_grants', schema=None) as batch_op:
        batch_op.drop_index('ix_audience_grants_grant')

    op.drop_table('audience_grants')
    with op.batch_alter_table('account_tokens', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_account_tokens_member_id'))
        batch_op.drop_index(batch_op.f('ix_account_tokens_email'))

    op.drop_table('account_tokens')
    op.drop_table('tags')
    op.drop_table('support_calendars')
    op.drop_table('slug_redirects')
    op.drop_table('site_settings')
    op.drop_table('segments')
    op.drop_table('rate_windows')
    op.drop_table('product_areas')
    op.drop_table('plans')
    with op.batch_alter_table('outbox_events', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_events_waiting')

    op.drop_table('outbox_events')
    op.drop_table('organisations')
    op.drop_table('members')
    with op.batch_alter_table('letters', schema=None) as batch_op:
        batch_op.drop_index('ix_letters_waiting')
        batch_op.drop_index(batch_op.f('ix_letters_member_id'))

    op.drop_table('letters')
    op.drop_table('kept_totals')
    op.drop_table('job_runs')
    op.drop_table('import_runs')
    op.drop_table('idea_statuses')
    op.drop_table('help_categories')
    with op.batch_alter_table('fanouts', schema=None) as batch_op:
        batch_op.drop_index('ix_fanouts_waiting')

    op.drop_table('fanouts')
    op.drop_table('dirty_subjects')
    op.drop_table('content_versions')
    with op.batch_alter_table('audit_entries', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_entries_target')
        batch_op.drop_index(batch_op.f('ix_audit_entries_at'))
        batch_op.drop_index(batch_op.f('ix_audit_entries_actor_id'))

    op.drop_table('audit_entries')
    op.drop_table('audiences')
