"""Ideas that merge and ship, drafts, circles, suggested edits, letters and digests, webhooks, uptime and credits."""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('address_faults',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('address_key', sa.String(length=320), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.Column('first_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('status', sa.String(length=16), nullable=False),
    sa.Column('words', sa.String(length=300), nullable=False),
    sa.Column('reason', sa.String(length=32), nullable=True),
    sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_letter_id', sa.Integer(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_address_faults')),
    sa.UniqueConstraint('address_key', name=op.f('uq_address_faults_address_key'))
    )
    with op.batch_alter_table('address_faults', schema=None) as batch_op:
        batch_op.create_index('ix_address_faults_stopped', ['stopped_at', 'id'], unique=False)

    op.create_table('credit_runs',
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('cursor', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('month', name=op.f('pk_credit_runs'))
    )
    with op.batch_alter_table('credit_runs', schema=None) as batch_op:
        batch_op.create_index('ix_credit_runs_waiting', ['done_at', 'month'], unique=False)

    op.create_table('calendar_addresses',
    sa.Column('member_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('nonce', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_calendar_addresses_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('member_id', name=op.f('pk_calendar_addresses'))
    )
    op.create_table('circle_entries',
    sa.Column('member_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('product_area_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('is_inside', sa.Boolean(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_circle_entries_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['product_area_id'], ['product_areas.id'], name=op.f('fk_circle_entries_product_area_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('member_id', 'product_area_id', name=op.f('pk_circle_entries'))
    )
    with op.batch_alter_table('circle_entries', schema=None) as batch_op:
        batch_op.create_index('ix_circle_entries_inside', ['is_inside', 'member_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_circle_entries_product_area_id'), ['product_area_id'], unique=False)

    op.create_table('circles',
    sa.Column('product_area_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('audience_id', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['audience_id'], ['audiences.id'], name=op.f('fk_circles_audience_id')),
    sa.ForeignKeyConstraint(['product_area_id'], ['product_areas.id'], name=op.f('fk_circles_product_area_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('product_area_id', name=op.f('pk_circles')),
    sa.UniqueConstraint('audience_id', name=op.f('uq_circles_audience_id'))
    )
    op.create_table('components',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('name', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('description', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('audience_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['audience_id'], ['audiences.id'], name=op.f('fk_components_audience_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_components')),
    sa.UniqueConstraint('key', name=op.f('uq_components_key'))
    )
    with op.batch_alter_table('components', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_components_audience_id'), ['audience_id'], unique=False)

    op.create_table('idea_status_templates',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('meaning', sa.String(length=32), nullable=True),
    sa.Column('body', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['updated_by_id'], ['members.id'], name=op.f('fk_idea_status_templates_updated_by_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_idea_status_templates')),
    sa.UniqueConstraint('name', name=op.f('uq_idea_status_templates_name'))
    )
    op.create_table('notification_habits',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('at_once', sa.Boolean(), nullable=False),
    sa.Column('daily', sa.Boolean(), nullable=False),
    sa.Column('weekly', sa.Boolean(), nullable=False),
    sa.Column('quiet_from', sa.Integer(), nullable=True),
    sa.Column('quiet_until', sa.Integer(), nullable=True),
    sa.Column('daily_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('weekly_until', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(quiet_from IS NULL) = (quiet_until IS NULL)', name=op.f('ck_notification_habits_quiet_from_until')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_notification_habits_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('member_id', name=op.f('pk_notification_habits'))
    )
    op.create_table('start_lists_away',
    sa.Column('member_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('put_away_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_start_lists_away_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('member_id', name=op.f('pk_start_lists_away'))
    )
    op.create_table('tag_merges',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('tag_id', sa.Integer(), nullable=True),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('name', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('description', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('synonyms', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('into_id', sa.Integer(), nullable=True),
    sa.Column('within_id', sa.Integer(), nullable=True),
    sa.Column('merged_by_id', sa.Integer(), nullable=True),
    sa.Column('merged_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['into_id'], ['tags.id'], name=op.f('fk_tag_merges_into_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['merged_by_id'], ['members.id'], name=op.f('fk_tag_merges_merged_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['tag_id'], ['tags.id'], name=op.f('fk_tag_merges_tag_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['within_id'], ['tag_merges.id'], name=op.f('fk_tag_merges_within_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tag_merges')),
    sa.UniqueConstraint('tag_id', name=op.f('uq_tag_merges_tag_id'))
    )
    with op.batch_alter_table('tag_merges', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tag_merges_into_id'), ['into_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_tag_merges_merged_by_id'), ['merged_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_tag_merges_undone_at'), ['undone_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_tag_merges_within_id'), ['within_id'], unique=False)

    op.create_table('unsent_texts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.String(length=32), nullable=False),
    sa.Column('about_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('choices', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_unsent_texts_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unsent_texts')),
    sa.UniqueConstraint('member_id', 'purpose', 'about_id', name=op.f('uq_unsent_texts_member_id_purpose_about_id'))
    )
    with op.batch_alter_table('unsent_texts', schema=None) as batch_op:
        batch_op.create_index('ix_unsent_texts_kept', ['kept_at', 'id'], unique=False)
        batch_op.create_index('ix_unsent_texts_sent', ['sent_at'], unique=False)

    op.create_table('webhook_endpoints',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('url', sa.String(length=500), nullable=False),
    sa.Column('description', sa.String(length=200), nullable=False),
    sa.Column('events', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('secret', sa.String(length=100), nullable=False),
    sa.Column('former_secret', sa.String(length=100), nullable=True),
    sa.Column('former_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('off_reason', sa.String(length=32), nullable=True),
    sa.Column('off_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failing_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('rests_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['created_by_id'], ['members.id'], name=op.f('fk_webhook_endpoints_created_by_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook_endpoints'))
    )
    op.create_table('badge_earlier_rules',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('badge_id', sa.Integer(), nullable=False),
    sa.Column('counts_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('product_area_id', sa.Integer(), nullable=True),
    sa.Column('metric', sa.String(length=32), nullable=False),
    sa.Column('threshold', sa.Integer(), nullable=False),
    sa.Column('window_days', sa.Integer(), nullable=True),
    sa.Column('is_repeatable', sa.Boolean(), nullable=False),
    sa.Column('valid_days', sa.Integer(), nullable=True),
    sa.Column('counts_from', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['badge_id'], ['badges.id'], name=op.f('fk_badge_earlier_rules_badge_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['product_area_id'], ['product_areas.id'], name=op.f('fk_badge_earlier_rules_product_area_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_badge_earlier_rules'))
    )
    with op.batch_alter_table('badge_earlier_rules', schema=None) as batch_op:
        batch_op.create_index('ix_badge_earlier_rules_badge', ['badge_id', 'counts_until'], unique=False)

    op.create_table('component_plans',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('component_id', sa.Integer(), nullable=False),
    sa.Column('plan_key', sa.String(length=40), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['component_id'], ['components.id'], name=op.f('fk_component_plans_component_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_component_plans')),
    sa.UniqueConstraint('component_id', 'plan_key', name=op.f('uq_component_plans_component_id_plan_key'))
    )
    with op.batch_alter_table('component_plans', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_component_plans_plan_key'), ['plan_key'], unique=False)

    op.create_table('incidents',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('title', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('ends_at IS NULL OR ends_at >= starts_at', name=op.f('ck_incidents_in_order')),
    sa.ForeignKeyConstraint(['id'], ['subjects.id'], name=op.f('fk_incidents_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incidents'))
    )
    with op.batch_alter_table('incidents', schema=None) as batch_op:
        batch_op.create_index('ix_incidents_ends', ['ends_at'], unique=False)
        batch_op.create_index('ix_incidents_news', ['updated_at', 'id'], unique=False)
        batch_op.create_index('ix_incidents_time', ['starts_at', 'id'], unique=False)

    op.create_table('incoming_mails',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('outcome', sa.String(length=32), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('subject_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_incoming_mails_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['subject_id'], ['subjects.id'], name=op.f('fk_incoming_mails_subject_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incoming_mails')),
    sa.UniqueConstraint('key', name=op.f('uq_incoming_mails_key'))
    )
    with op.batch_alter_table('incoming_mails', schema=None) as batch_op:
        batch_op.create_index('ix_incoming_mails_at', ['received_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_incoming_mails_member_id'), ['member_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_incoming_mails_subject_id'), ['subject_id'], unique=False)

    op.create_table('live_hours',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('product_area_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('host_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('renderer_version', sa.Integer(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancel_reason', sa.String(length=300), nullable=False),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('minutes > 0', name=op.f('ck_live_hours_lasts')),
    sa.CheckConstraint('sequence >= 0 AND revision >= 0', name=op.f('ck_live_hours_counters_not_negative')),
    sa.ForeignKeyConstraint(['author_id'], ['members.id'], name=op.f('fk_live_hours_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['host_id'], ['members.id'], name=op.f('fk_live_hours_host_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['id'], ['subjects.id'], name=op.f('fk_live_hours_id')),
    sa.ForeignKeyConstraint(['product_area_id'], ['product_areas.id'], name=op.f('fk_live_hours_product_area_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_live_hours'))
    )
    with op.batch_alter_table('live_hours', schema=None) as batch_op:
        batch_op.create_index('ix_live_hours_area', ['product_area_id', 'starts_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_live_hours_author_id'), ['author_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_live_hours_host_id'), ['host_id'], unique=False)
        batch_op.create_index('ix_live_hours_start', ['starts_at', 'id'], unique=False)

    op.create_table('measured_downtime',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=120), nullable=False),
    sa.Column('component_id', sa.Integer(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('imported_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_measured_downtime_in_order')),
    sa.ForeignKeyConstraint(['component_id'], ['components.id'], name=op.f('fk_measured_downtime_component_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_measured_downtime')),
    sa.UniqueConstraint('reference', name=op.f('uq_measured_downtime_reference'))
    )
    with op.batch_alter_table('measured_downtime', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_measured_downtime_component_id'), ['component_id'], unique=False)
        batch_op.create_index('ix_measured_downtime_time', ['starts_at', 'ends_at'], unique=False)

    op.create_table('mentions',
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_mentions_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['subject_id'], ['subjects.id'], name=op.f('fk_mentions_subject_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('subject_id', 'member_id', name=op.f('pk_mentions'))
    )
    with op.batch_alter_table('mentions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mentions_member_id'), ['member_id'], unique=False)

    op.create_table('releases',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('audience_id', sa.Integer(), nullable=False),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_by_id', sa.Integer(), nullable=True),
    sa.Column('ideas_body', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.CheckConstraint("state = 'draft' OR published_at IS NOT NULL", name=op.f('ck_releases_published_has_its_time')),
    sa.ForeignKeyConstraint(['audience_id'], ['audiences.id'], name=op.f('fk_releases_audience_id')),
    sa.ForeignKeyConstraint(['id'], ['subjects.id'], name=op.f('fk_releases_id')),
    sa.ForeignKeyConstraint(['published_by_id'], ['members.id'], name=op.f('fk_releases_published_by_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_releases'))
    )
    with op.batch_alter_table('releases', schema=None) as batch_op:
        batch_op.create_index('ix_releases_changelog', ['state', 'released_at', 'id'], unique=False)

    op.create_table('tag_merge_follows',
    sa.Column('merge_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('had_both', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_tag_merge_follows_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['merge_id'], ['tag_merges.id'], name=op.f('fk_tag_merge_follows_merge_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('merge_id', 'member_id', name=op.f('pk_tag_merge_follows'))
    )
    with op.batch_alter_table('tag_merge_follows', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tag_merge_follows_member_id'), ['member_id'], unique=False)

    op.create_table('tag_merge_subjects',
    sa.Column('merge_id', sa.Integer(), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('had_both', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['merge_id'], ['tag_merges.id'], name=op.f('fk_tag_merge_subjects_merge_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['subject_id'], ['subjects.id'], name=op.f('fk_tag_merge_subjects_subject_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('merge_id', 'subject_id', name=op.f('pk_tag_merge_subjects'))
    )
    with op.batch_alter_table('tag_merge_subjects', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tag_merge_subjects_subject_id'), ['subject_id'], unique=False)

    op.create_table('webhook_messages',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('endpoint_id', sa.Integer(), nullable=False),
    sa.Column('event', sa.String(length=32), nullable=False),
    sa.Column('source', sa.String(length=120), nullable=False),
    sa.Column('thing_id', sa.Integer(), nullable=False),
    sa.Column('lang', sa.String(length=8), nullable=True),
    sa.Column('occurred_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['endpoint_id'], ['webhook_endpoints.id'], name=op.f('fk_webhook_messages_endpoint_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook_messages')),
    sa.UniqueConstraint('endpoint_id', 'source', name=op.f('uq_webhook_messages_endpoint_id_source')),
    sa.UniqueConstraint('key', name=op.f('uq_webhook_messages_key'))
    )
    with op.batch_alter_table('webhook_messages', schema=None) as batch_op:
        batch_op.create_index('ix_webhook_messages_due', ['state', 'due_at'], unique=False)
        batch_op.create_index('ix_webhook_messages_endpoint', ['endpoint_id', 'id'], unique=False)

    op.create_table('hour_questions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hour_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('vote_count', sa.Integer(), nullable=False),
    sa.Column('answer_body', sa.Text(), nullable=True),
    sa.Column('answer_html', sa.Text(), nullable=True),
    sa.Column('renderer_version', sa.Integer(), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('vote_count >= 0', name=op.f('ck_hour_questions_counter_not_negative')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['members.id'], name=op.f('fk_hour_questions_answered_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['author_id'], ['members.id'], name=op.f('fk_hour_questions_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['hour_id'], ['live_hours.id'], name=op.f('fk_hour_questions_hour_id')),
    sa.ForeignKeyConstraint(['id'], ['subjects.id'], name=op.f('fk_hour_questions_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hour_questions'))
    )
    with op.batch_alter_table('hour_questions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hour_questions_answered_by_id'), ['answered_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_hour_questions_author_id'), ['author_id'], unique=False)
        batch_op.create_index('ix_hour_questions_hour', ['hour_id', 'id'], unique=False)

    op.create_table('idea_internal_notes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('idea_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('renderer_version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['members.id'], name=op.f('fk_idea_internal_notes_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_idea_internal_notes_idea_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_idea_internal_notes'))
    )
    with op.batch_alter_table('idea_internal_notes', schema=None) as batch_op:
        batch_op.create_index('ix_idea_internal_notes_idea', ['idea_id', 'id'], unique=False)

    op.create_table('idea_merges',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=False),
    sa.Column('from_status_id', sa.Integer(), nullable=False),
    sa.Column('from_changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undone_by_id', sa.Integer(), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('child_id <> parent_id', name=op.f('ck_idea_merges_not_itself')),
    sa.ForeignKeyConstraint(['child_id'], ['ideas.id'], name=op.f('fk_idea_merges_child_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['from_status_id'], ['idea_statuses.id'], name=op.f('fk_idea_merges_from_status_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['members.id'], name=op.f('fk_idea_merges_made_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['parent_id'], ['ideas.id'], name=op.f('fk_idea_merges_parent_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['undone_by_id'], ['members.id'], name=op.f('fk_idea_merges_undone_by_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_idea_merges'))
    )
    with op.batch_alter_table('idea_merges', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_idea_merges_child_id'), ['child_id'], unique=False)
        batch_op.create_index('ix_idea_merges_parent', ['parent_id'], unique=False)
        batch_op.create_index('uq_idea_merges_standing', ['child_id'], unique=True, sqlite_where=sa.text('undone_at IS NULL'), postgresql_where=sa.text('undone_at IS NULL'))

    op.create_table('idea_scheduled_changes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('idea_id', sa.Integer(), nullable=False),
    sa.Column('from_status_id', sa.Integer(), nullable=False),
    sa.Column('to_status_id', sa.Integer(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('lang', sa.String(length=8), nullable=False),
    sa.Column('reason', sa.String(length=32), nullable=True),
    sa.Column('way_round_id', sa.Integer(), nullable=True),
    sa.Column('way_round_path', sa.String(length=300), nullable=True),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['members.id'], name=op.f('fk_idea_scheduled_changes_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['from_status_id'], ['idea_statuses.id'], name=op.f('fk_idea_scheduled_changes_from_status_id')),
    sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_idea_scheduled_changes_idea_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['to_status_id'], ['idea_statuses.id'], name=op.f('fk_idea_scheduled_changes_to_status_id')),
    sa.ForeignKeyConstraint(['way_round_id'], ['subjects.id'], name=op.f('fk_idea_scheduled_changes_way_round_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_idea_scheduled_changes'))
    )
    with op.batch_alter_table('idea_scheduled_changes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_idea_scheduled_changes_author_id'), ['author_id'], unique=False)
        batch_op.create_index('ix_idea_scheduled_changes_due', ['state', 'due_at', 'id'], unique=False)
        batch_op.create_index('ix_idea_scheduled_changes_idea', ['idea_id', 'id'], unique=False)
        batch_op.create_index('uq_idea_scheduled_changes_waiting', ['idea_id'], unique=True, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))

    op.create_table('idea_supporters',
    sa.Column('root_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('vote_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_idea_supporters_member_id')),
    sa.ForeignKeyConstraint(['root_id'], ['ideas.id'], name=op.f('fk_idea_supporters_root_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['vote_id'], ['votes.id'], name=op.f('fk_idea_supporters_vote_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('root_id', 'member_id', name=op.f('pk_idea_supporters')),
    sa.UniqueConstraint('vote_id', name=op.f('uq_idea_supporters_vote_id'))
    )
    with op.batch_alter_table('idea_supporters', schema=None) as batch_op:
        batch_op.create_index('ix_idea_supporters_member', ['member_id', 'root_id'], unique=False)

    op.create_table('incident_impacts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('incident_id', sa.Integer(), nullable=False),
    sa.Column('component_id', sa.Integer(), nullable=False),
    sa.Column('impact', sa.String(length=32), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('ends_at IS NULL OR ends_at > starts_at', name=op.f('ck_incident_impacts_in_order')),
    sa.ForeignKeyConstraint(['component_id'], ['components.id'], name=op.f('fk_incident_impacts_component_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['incident_id'], ['incidents.id'], name=op.f('fk_incident_impacts_incident_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incident_impacts'))
    )
    with op.batch_alter_table('incident_impacts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_incident_impacts_component_id'), ['component_id'], unique=False)
        batch_op.create_index('ix_incident_impacts_incident', ['incident_id'], unique=False)
        batch_op.create_index('ix_incident_impacts_time', ['starts_at', 'ends_at'], unique=False)

    op.create_table('incident_updates',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('incident_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('text', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['members.id'], name=op.f('fk_incident_updates_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['incident_id'], ['incidents.id'], name=op.f('fk_incident_updates_incident_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incident_updates'))
    )
    with op.batch_alter_table('incident_updates', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_incident_updates_author_id'), ['author_id'], unique=False)
        batch_op.create_index('ix_incident_updates_incident', ['incident_id', 'at'], unique=False)

    op.create_table('maintenance_announcements',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('incident_id', sa.Integer(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('announced_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_maintenance_announcements_in_order')),
    sa.ForeignKeyConstraint(['incident_id'], ['incidents.id'], name=op.f('fk_maintenance_announcements_incident_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_maintenance_announcements'))
    )
    with op.batch_alter_table('maintenance_announcements', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_maintenance_announcements_incident_id'), ['incident_id'], unique=False)
        batch_op.create_index('ix_maintenance_announcements_time', ['starts_at', 'ends_at'], unique=False)

    op.create_table('month_credits',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('plan_version_id', sa.Integer(), nullable=False),
    sa.Column('percent', sa.Integer(), nullable=False),
    sa.Column('uptime', sa.Integer(), nullable=False),
    sa.Column('down_seconds', sa.BigInteger(), nullable=False),
    sa.Column('working', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('claim_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('computed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('percent BETWEEN 0 AND 100', name=op.f('ck_month_credits_percent_in_bounds')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_month_credits_organisation_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['plan_version_id'], ['plan_versions.id'], name=op.f('fk_month_credits_plan_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_month_credits')),
    sa.UniqueConstraint('organisation_id', 'month', name=op.f('uq_month_credits_organisation_id_month'))
    )
    with op.batch_alter_table('month_credits', schema=None) as batch_op:
        batch_op.create_index('ix_month_credits_closing', ['reminded_at', 'claim_until'], unique=False)
        batch_op.create_index(batch_op.f('ix_month_credits_plan_version_id'), ['plan_version_id'], unique=False)

    op.create_table('post_suggestions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('base', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=True),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('version', sa.Integer(), nullable=True),
    sa.Column('answer', sa.String(length=1000), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('base >= 1', name=op.f('ck_post_suggestions_base_is_a_version')),
    sa.ForeignKeyConstraint(['author_id'], ['members.id'], name=op.f('fk_post_suggestions_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['decided_by_id'], ['members.id'], name=op.f('fk_post_suggestions_decided_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['question_id'], ['questions.id'], name=op.f('fk_post_suggestions_question_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['subject_id'], ['subjects.id'], name=op.f('fk_post_suggestions_subject_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_post_suggestions'))
    )
    with op.batch_alter_table('post_suggestions', schema=None) as batch_op:
        batch_op.create_index('ix_post_suggestions_author', ['author_id', 'created_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_post_suggestions_decided_by_id'), ['decided_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_post_suggestions_question_id'), ['question_id'], unique=False)
        batch_op.create_index('ix_post_suggestions_queue', ['state', 'created_at', 'id'], unique=False)
        batch_op.create_index('ix_post_suggestions_subject', ['subject_id', 'state'], unique=False)
        batch_op.create_index('uq_post_suggestions_undecided', ['subject_id', 'author_id'], unique=True, sqlite_where=sa.text("state IN ('held', 'open')"), postgresql_where=sa.text("state IN ('held', 'open')"))

    op.create_table('release_texts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('release_id', sa.Integer(), nullable=False),
    sa.Column('lang', sa.String(length=8), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('renderer_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['release_id'], ['releases.id'], name=op.f('fk_release_texts_release_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_release_texts')),
    sa.UniqueConstraint('release_id', 'lang', name=op.f('uq_release_texts_release_id_lang'))
    )
    op.create_table('solved_surveys',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=True),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('product_area_id', sa.Integer(), nullable=True),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('satisfaction', sa.Integer(), nullable=True),
    sa.Column('effort', sa.Integer(), nullable=True),
    sa.Column('comment', sa.String(length=1000), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('declined_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('effort BETWEEN 1 AND 5', name=op.f('ck_solved_surveys_effort_of_five')),
    sa.CheckConstraint('satisfaction BETWEEN 1 AND 5', name=op.f('ck_solved_surveys_satisfaction_of_five')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_solved_surveys_member_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['product_area_id'], ['product_areas.id'], name=op.f('fk_solved_surveys_product_area_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['question_id'], ['questions.id'], name=op.f('fk_solved_surveys_question_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_solved_surveys')),
    sa.UniqueConstraint('question_id', name=op.f('uq_solved_surveys_question_id'))
    )
    with op.batch_alter_table('solved_surveys', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_solved_surveys_answered_at'), ['answered_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_solved_surveys_member_id'), ['member_id'], unique=False)
        batch_op.create_index('ix_solved_surveys_month', ['month', 'product_area_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_solved_surveys_product_area_id'), ['product_area_id'], unique=False)
        batch_op.create_index('ix_solved_surveys_telling', ['told_at', 'asked_at'], unique=False)

    op.create_table('uptime_exclusions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_version_id', sa.Integer(), nullable=False),
    sa.Column('notice_minutes', sa.Integer(), nullable=False),
    sa.Column('windows', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('time_zone', sa.String(length=64), nullable=False),
    sa.CheckConstraint('notice_minutes >= 0', name=op.f('ck_uptime_exclusions_notice_not_negative')),
    sa.ForeignKeyConstraint(['plan_version_id'], ['plan_versions.id'], name=op.f('fk_uptime_exclusions_plan_version_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_uptime_exclusions')),
    sa.UniqueConstraint('plan_version_id', name=op.f('uq_uptime_exclusions_plan_version_id'))
    )
    op.create_table('webhook_attempts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('message_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('error', sa.String(length=200), nullable=False),
    sa.Column('took_ms', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['message_id'], ['webhook_messages.id'], name=op.f('fk_webhook_attempts_message_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook_attempts'))
    )
    with op.batch_alter_table('webhook_attempts', schema=None) as batch_op:
        batch_op.create_index('ix_webhook_attempts_message', ['message_id', 'id'], unique=False)

    op.create_table('credit_claims',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('credit_id', sa.Integer(), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('own_minutes', sa.Integer(), nullable=True),
    sa.Column('reference', sa.String(length=80), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('percent', sa.Integer(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('invoice', sa.String(length=80), nullable=False),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state NOT IN ('approved', 'applied') OR percent IS NOT NULL", name=op.f('ck_credit_claims_approved_percent')),
    sa.CheckConstraint('percent IS NULL OR percent BETWEEN 1 AND 100', name=op.f('ck_credit_claims_percent_in_bounds')),
    sa.ForeignKeyConstraint(['credit_id'], ['month_credits.id'], name=op.f('fk_credit_claims_credit_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['id'], ['subjects.id'], name=op.f('fk_credit_claims_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_credit_claims_organisation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_credit_claims'))
    )
    with op.batch_alter_table('credit_claims', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_credit_claims_credit_id'), ['credit_id'], unique=False)
        batch_op.create_index('ix_credit_claims_organisation', ['organisation_id', 'id'], unique=False)
        batch_op.create_index('ix_credit_claims_state', ['state', 'submitted_at', 'id'], unique=False)
        batch_op.create_index('uq_credit_claims_living', ['organisation_id', 'month'], unique=True, sqlite_where=sa.text("state NOT IN ('expired', 'rejected', 'withdrawn')"), postgresql_where=sa.text("state NOT IN ('expired', 'rejected', 'withdrawn')"))

    op.create_table('idea_verdicts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('idea_id', sa.Integer(), nullable=False),
    sa.Column('change_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('solves', sa.Boolean(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('lang', sa.String(length=8), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['change_id'], ['idea_status_changes.id'], name=op.f('fk_idea_verdicts_change_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_idea_verdicts_idea_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_idea_verdicts_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_idea_verdicts')),
    sa.UniqueConstraint('change_id', 'member_id', name=op.f('uq_idea_verdicts_change_id_member_id'))
    )
    with op.batch_alter_table('idea_verdicts', schema=None) as batch_op:
        batch_op.create_index('ix_idea_verdicts_idea', ['idea_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_idea_verdicts_member_id'), ['member_id'], unique=False)

    op.create_table('maintenance_components',
    sa.Column('announcement_id', sa.Integer(), nullable=False),
    sa.Column('component_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['announcement_id'], ['maintenance_announcements.id'], name=op.f('fk_maintenance_components_announcement_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['component_id'], ['components.id'], name=op.f('fk_maintenance_components_component_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('announcement_id', 'component_id', name=op.f('pk_maintenance_components'))
    )
    with op.batch_alter_table('maintenance_components', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_maintenance_components_component_id'), ['component_id'], unique=False)

    op.create_table('release_ideas',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('release_id', sa.Integer(), nullable=False),
    sa.Column('idea_id', sa.Integer(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('lang', sa.String(length=8), nullable=True),
    sa.Column('change_id', sa.Integer(), nullable=True),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['change_id'], ['idea_status_changes.id'], name=op.f('fk_release_ideas_change_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_release_ideas_idea_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['release_id'], ['releases.id'], name=op.f('fk_release_ideas_release_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_release_ideas')),
    sa.UniqueConstraint('release_id', 'idea_id', name=op.f('uq_release_ideas_release_id_idea_id'))
    )
    with op.batch_alter_table('release_ideas', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_release_ideas_change_id'), ['change_id'], unique=False)
        batch_op.create_index('ix_release_ideas_idea', ['idea_id'], unique=False)
        batch_op.create_index('ix_release_ideas_waiting', ['settled_at', 'release_id', 'id'], unique=False)

    op.create_table('claim_steps',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('claim_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['members.id'], name=op.f('fk_claim_steps_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['claim_id'], ['credit_claims.id'], name=op.f('fk_claim_steps_claim_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_claim_steps'))
    )
    with op.batch_alter_table('claim_steps', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_claim_steps_by_id'), ['by_id'], unique=False)
        batch_op.create_index('ix_claim_steps_claim', ['claim_id', 'id'], unique=False)

    with op.batch_alter_table('idea_figures', schema=None) as batch_op:
        batch_op.add_column(sa.Column('critical', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('important', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('nice_to_have', sa.Integer(), server_default='0', nullable=False))

    with op.batch_alter_table('idea_official_responses', schema=None) as batch_op:
        batch_op.add_column(sa.Column('replaces_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_idea_official_responses_replaces_id'), ['replaces_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_idea_official_responses_replaces_id'), 'idea_official_responses', ['replaces_id'], ['id'], ondelete='SET NULL')

    with op.batch_alter_table('idea_status_changes', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reason', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('way_round_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('way_round_path', sa.String(length=300), nullable=True))
        batch_op.add_column(sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index('ix_idea_status_changes_at', ['created_at'], unique=False)
        batch_op.create_index('ix_idea_status_changes_to', ['to_status_id', 'asked_at', 'created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_idea_status_changes_way_round_id'), ['way_round_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_idea_status_changes_way_round_id'), 'subjects', ['way_round_id'], ['id'], ondelete='SET NULL')

    with op.batch_alter_table('idea_statuses', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_active', sa.Boolean(), server_default='1', nullable=False))

    with op.batch_alter_table('ideas', schema=None) as batch_op:
        batch_op.add_column(sa.Column('problem', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('how_often', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('way_round', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('merged_count', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('is_split', sa.Boolean(), server_default='0', nullable=False))

    with op.batch_alter_table('notifications', schema=None) as batch_op:
        batch_op.add_column(sa.Column('mail_due_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('mailed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f('ix_notifications_mail_due_at'), ['mail_due_at'], unique=False)

    with op.batch_alter_table('revisions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('approved_by_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_revisions_approved_by_id'), 'members', ['approved_by_id'], ['id'], ondelete='SET NULL')

    with op.batch_alter_table('tag_synonyms', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_former', sa.Boolean(), server_default='0', nullable=False))

    op.execute("UPDATE boards SET vote_budget = NULL WHERE vote_budget <= 0")
    with op.batch_alter_table("boards", schema=None) as batch_op:
        batch_op.create_check_constraint(op.f("ck_boards_budget"), "vote_budget > 0")
    op.execute(
        "INSERT INTO idea_supporters (root_id, member_id, vote_id)"
        " SELECT votes.subject_id, votes.member_id, votes.id FROM votes JOIN ideas ON ideas.id = votes.subject_id"
        " WHERE votes.kind = 'support' AND votes.voided_at IS NULL AND votes.member_id IS NOT NULL"
    )
    op.execute("UPDATE idea_figures SET is_stale = true")
    # What was one letter a week stands in the weekly letter.
    op.execute(
        "UPDATE notification_preferences SET channel = 'weekly'"
        " WHERE kind = 'question_digest' AND channel = 'email'"
    )


def downgrade() -> None:
    with op.batch_alter_table('tag_synonyms', schema=None) as batch_op:
        batch_op.drop_column('is_former')

    with op.batch_alter_table('revisions', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_revisions_approved_by_id'), type_='foreignkey')
        batch_op.drop_column('approved_by_id')

    with op.batch_alter_table('notifications', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notifications_mail_due_at'))
        batch_op.drop_column('mailed_at')
        batch_op.drop_column('mail_due_at')

    # One by one: SQLite cannot copy a table with a generated column.
    for column in ("is_split", "merged_count", "way_round", "how_often", "problem"):
        op.execute(f"ALTER TABLE ideas DROP COLUMN {column}")
    with op.batch_alter_table("boards", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_boards_budget"), type_="check")

    with op.batch_alter_table('idea_statuses', schema=None) as batch_op:
        batch_op.drop_column('is_active')

    with op.batch_alter_table('idea_status_changes', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_idea_status_changes_way_round_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_idea_status_changes_way_round_id'))
        batch_op.drop_index('ix_idea_status_changes_to')
        batch_op.drop_index('ix_idea_status_changes_at')
        batch_op.drop_column('asked_at')
        batch_op.drop_column('way_round_path')
        batch_op.drop_column('way_round_id')
        batch_op.drop_column('reason')

    with op.batch_alter_table('idea_official_responses', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_idea_official_responses_replaces_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_idea_official_responses_replaces_id'))
        batch_op.drop_column('replaces_id')

    with op.batch_alter_table('idea_figures', schema=None) as batch_op:
        batch_op.drop_column('nice_to_have')
        batch_op.drop_column('important')
        batch_op.drop_column('critical')

    with op.batch_alter_table('claim_steps', schema=None) as batch_op:
        batch_op.drop_index('ix_claim_steps_claim')
        batch_op.drop_index(batch_op.f('ix_claim_steps_by_id'))

    op.drop_table('claim_steps')
    with op.batch_alter_table('release_ideas', schema=None) as batch_op:
        batch_op.drop_index('ix_release_ideas_waiting')
        batch_op.drop_index('ix_release_ideas_idea')
        batch_op.drop_index(batch_op.f('ix_release_ideas_change_id'))

    op.drop_table('release_ideas')
    with op.batch_alter_table('maintenance_components', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_maintenance_components_component_id'))

    op.drop_table('maintenance_components')
    with op.batch_alter_table('idea_verdicts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_idea_verdicts_member_id'))
        batch_op.drop_index('ix_idea_verdicts_idea')

    op.drop_table('idea_verdicts')
    with op.batch_alter_table('credit_claims', schema=None) as batch_op:
        batch_op.drop_index('uq_credit_claims_living', sqlite_where=sa.text("state NOT IN ('expired', 'rejected', 'withdrawn')"), postgresql_where=sa.text("state NOT IN ('expired', 'rejected', 'withdrawn')"))
        batch_op.drop_index('ix_credit_claims_state')
        batch_op.drop_index('ix_credit_claims_organisation')
        batch_op.drop_index(batch_op.f('ix_credit_claims_credit_id'))

    op.drop_table('credit_claims')
    with op.batch_alter_table('webhook_attempts', schema=None) as batch_op:
        batch_op.drop_index('ix_webhook_attempts_message')

    op.drop_table('webhook_attempts')
    op.drop_table('uptime_exclusions')
    with op.batch_alter_table('solved_surveys', schema=None) as batch_op:
        batch_op.drop_index('ix_solved_surveys_telling')
        batch_op.drop_index(batch_op.f('ix_solved_surveys_product_area_id'))
        batch_op.drop_index('ix_solved_surveys_month')
        batch_op.drop_index(batch_op.f('ix_solved_surveys_member_id'))
        batch_op.drop_index(batch_op.f('ix_solved_surveys_answered_at'))

    op.drop_table('solved_surveys')
    op.drop_table('release_texts')
    with op.batch_alter_table('post_suggestions', schema=None) as batch_op:
        batch_op.drop_index('uq_post_suggestions_undecided', sqlite_where=sa.text("state IN ('held', 'open')"), postgresql_where=sa.text("state IN ('held', 'open')"))
        batch_op.drop_index('ix_post_suggestions_subject')
        batch_op.drop_index('ix_post_suggestions_queue')
        batch_op.drop_index(batch_op.f('ix_post_suggestions_question_id'))
        batch_op.drop_index(batch_op.f('ix_post_suggestions_decided_by_id'))
        batch_op.drop_index('ix_post_suggestions_author')

    op.drop_table('post_suggestions')
    with op.batch_alter_table('month_credits', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_month_credits_plan_version_id'))
        batch_op.drop_index('ix_month_credits_closing')

    op.drop_table('month_credits')
    with op.batch_alter_table('maintenance_announcements', schema=None) as batch_op:
        batch_op.drop_index('ix_maintenance_announcements_time')
        batch_op.drop_index(batch_op.f('ix_maintenance_announcements_incident_id'))

    op.drop_table('maintenance_announcements')
    with op.batch_alter_table('incident_updates', schema=None) as batch_op:
        batch_op.drop_index('ix_incident_updates_incident')
        batch_op.drop_index(batch_op.f('ix_incident_updates_author_id'))

    op.drop_table('incident_updates')
    with op.batch_alter_table('incident_impacts', schema=None) as batch_op:
        batch_op.drop_index('ix_incident_impacts_time')
        batch_op.drop_index('ix_incident_impacts_incident')
        batch_op.drop_index(batch_op.f('ix_incident_impacts_component_id'))

    op.drop_table('incident_impacts')
    with op.batch_alter_table('idea_supporters', schema=None) as batch_op:
        batch_op.drop_index('ix_idea_supporters_member')

    op.drop_table('idea_supporters')
    with op.batch_alter_table('idea_scheduled_changes', schema=None) as batch_op:
        batch_op.drop_index('uq_idea_scheduled_changes_waiting', sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.drop_index('ix_idea_scheduled_changes_idea')
        batch_op.drop_index('ix_idea_scheduled_changes_due')
        batch_op.drop_index(batch_op.f('ix_idea_scheduled_changes_author_id'))

    op.drop_table('idea_scheduled_changes')
    with op.batch_alter_table('idea_merges', schema=None) as batch_op:
        batch_op.drop_index('uq_idea_merges_standing', sqlite_where=sa.text('undone_at IS NULL'), postgresql_where=sa.text('undone_at IS NULL'))
        batch_op.drop_index('ix_idea_merges_parent')
        batch_op.drop_index(batch_op.f('ix_idea_merges_child_id'))

    op.drop_table('idea_merges')
    with op.batch_alter_table('idea_internal_notes', schema=None) as batch_op:
        batch_op.drop_index('ix_idea_internal_notes_idea')

    op.drop_table('idea_internal_notes')
    with op.batch_alter_table('hour_questions', schema=None) as batch_op:
        batch_op.drop_index('ix_hour_questions_hour')
        batch_op.drop_index(batch_op.f('ix_hour_questions_author_id'))
        batch_op.drop_index(batch_op.f('ix_hour_questions_answered_by_id'))

    op.drop_table('hour_questions')
    with op.batch_alter_table('webhook_messages', schema=None) as batch_op:
        batch_op.drop_index('ix_webhook_messages_endpoint')
        batch_op.drop_index('ix_webhook_messages_due')

    op.drop_table('webhook_messages')
    with op.batch_alter_table('tag_merge_subjects', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tag_merge_subjects_subject_id'))

    op.drop_table('tag_merge_subjects')
    with op.batch_alter_table('tag_merge_follows', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tag_merge_follows_member_id'))

    op.drop_table('tag_merge_follows')
    with op.batch_alter_table('releases', schema=None) as batch_op:
        batch_op.drop_index('ix_releases_changelog')

    op.drop_table('releases')
    with op.batch_alter_table('mentions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mentions_member_id'))

    op.drop_table('mentions')
    with op.batch_alter_table('measured_downtime', schema=None) as batch_op:
        batch_op.drop_index('ix_measured_downtime_time')
        batch_op.drop_index(batch_op.f('ix_measured_downtime_component_id'))

    op.drop_table('measured_downtime')
    with op.batch_alter_table('live_hours', schema=None) as batch_op:
        batch_op.drop_index('ix_live_hours_start')
        batch_op.drop_index(batch_op.f('ix_live_hours_host_id'))
        batch_op.drop_index(batch_op.f('ix_live_hours_author_id'))
        batch_op.drop_index('ix_live_hours_area')

    op.drop_table('live_hours')
    with op.batch_alter_table('incoming_mails', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_incoming_mails_subject_id'))
        batch_op.drop_index(batch_op.f('ix_incoming_mails_member_id'))
        batch_op.drop_index('ix_incoming_mails_at')

    op.drop_table('incoming_mails')
    with op.batch_alter_table('incidents', schema=None) as batch_op:
        batch_op.drop_index('ix_incidents_time')
        batch_op.drop_index('ix_incidents_news')
        batch_op.drop_index('ix_incidents_ends')

    op.drop_table('incidents')
    with op.batch_alter_table('component_plans', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_component_plans_plan_key'))

    op.drop_table('component_plans')
    with op.batch_alter_table('badge_earlier_rules', schema=None) as batch_op:
        batch_op.drop_index('ix_badge_earlier_rules_badge')

    op.drop_table('badge_earlier_rules')
    op.drop_table('webhook_endpoints')
    with op.batch_alter_table('unsent_texts', schema=None) as batch_op:
        batch_op.drop_index('ix_unsent_texts_sent')
        batch_op.drop_index('ix_unsent_texts_kept')

    op.drop_table('unsent_texts')
    with op.batch_alter_table('tag_merges', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tag_merges_within_id'))
        batch_op.drop_index(batch_op.f('ix_tag_merges_undone_at'))
        batch_op.drop_index(batch_op.f('ix_tag_merges_merged_by_id'))
        batch_op.drop_index(batch_op.f('ix_tag_merges_into_id'))

    op.drop_table('tag_merges')
    op.drop_table('start_lists_away')
    op.drop_table('notification_habits')
    op.drop_table('idea_status_templates')
    with op.batch_alter_table('components', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_components_audience_id'))

    op.drop_table('components')
    op.drop_table('circles')
    with op.batch_alter_table('circle_entries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_circle_entries_product_area_id'))
        batch_op.drop_index('ix_circle_entries_inside')

    op.drop_table('circle_entries')
    op.drop_table('calendar_addresses')
    with op.batch_alter_table('credit_runs', schema=None) as batch_op:
        batch_op.drop_index('ix_credit_runs_waiting')

    op.drop_table('credit_runs')
    with op.batch_alter_table('address_faults', schema=None) as batch_op:
        batch_op.drop_index('ix_address_faults_stopped')

    op.drop_table('address_faults')
