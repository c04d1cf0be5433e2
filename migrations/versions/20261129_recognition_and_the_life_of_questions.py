"""Recognition and the life of questions: badges that end, credentials, rings, leaderboards, tags, follows, invitations."""

import secrets
import uuid

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COUNTERS = "helpful_count >= 0 AND outdated_count >= 0 AND does_not_work_count >= 0"


def upgrade() -> None:
    op.create_table('leaderboards',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('period', sa.String(length=32), nullable=False),
    sa.Column('area_id', sa.Integer(), nullable=False),
    sa.Column('generation', sa.Integer(), nullable=False),
    sa.Column('as_of', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_leaderboards')),
    sa.UniqueConstraint('period', 'area_id', name=op.f('uq_leaderboards_period_area_id'))
    )
    op.create_table('leaderboard_places',
    sa.Column('board_id', sa.Integer(), nullable=False),
    sa.Column('generation', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('is_staff', sa.Boolean(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['board_id'], ['leaderboards.id'], name=op.f('fk_leaderboard_places_board_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_leaderboard_places_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('board_id', 'generation', 'member_id', name=op.f('pk_leaderboard_places'))
    )
    with op.batch_alter_table('leaderboard_places', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_leaderboard_places_member_id'), ['member_id'], unique=False)
        batch_op.create_index('ix_leaderboard_places_rank', ['board_id', 'generation', 'is_staff', 'rank', 'member_id'], unique=False)

    op.create_table('ring_cases',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('members_key', sa.String(length=600), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.ForeignKeyConstraint(['decided_by_id'], ['members.id'], name=op.f('fk_ring_cases_decided_by_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ring_cases'))
    )
    with op.batch_alter_table('ring_cases', schema=None) as batch_op:
        batch_op.create_index('ix_ring_cases_queue', ['state', 'id'], unique=False)

    op.create_table('badge_counts',
    sa.Column('badge_id', sa.Integer(), nullable=False),
    sa.Column('cursor', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('awarded', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['badge_id'], ['badges.id'], name=op.f('fk_badge_counts_badge_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('badge_id', name=op.f('pk_badge_counts'))
    )
    with op.batch_alter_table('badge_counts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_badge_counts_finished_at'), ['finished_at'], unique=False)

    op.create_table('carried_follows',
    sa.Column('from_id', sa.Integer(), nullable=False),
    sa.Column('to_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['from_id'], ['subjects.id'], name=op.f('fk_carried_follows_from_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_carried_follows_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['to_id'], ['subjects.id'], name=op.f('fk_carried_follows_to_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('from_id', 'to_id', 'member_id', name=op.f('pk_carried_follows'))
    )
    with op.batch_alter_table('carried_follows', schema=None) as batch_op:
        batch_op.create_index('ix_carried_follows_to', ['to_id', 'member_id'], unique=False)

    op.create_table('ring_votes',
    sa.Column('vote_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('voter_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['members.id'], name=op.f('fk_ring_votes_author_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['case_id'], ['ring_cases.id'], name=op.f('fk_ring_votes_case_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['voter_id'], ['members.id'], name=op.f('fk_ring_votes_voter_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('vote_id', name=op.f('pk_ring_votes'))
    )
    with op.batch_alter_table('ring_votes', schema=None) as batch_op:
        batch_op.create_index('ix_ring_votes_case', ['case_id', 'at'], unique=False)

    op.create_table('question_invitations',
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['members.id'], name=op.f('fk_question_invitations_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_question_invitations_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['question_id'], ['questions.id'], name=op.f('fk_question_invitations_question_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('question_id', 'member_id', name=op.f('pk_question_invitations'))
    )
    with op.batch_alter_table('question_invitations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_invitations_by_id'), ['by_id'], unique=False)
        batch_op.create_index('ix_question_invitations_member', ['member_id', 'created_at'], unique=False)

    # SQLite makes the table anew, and its checks are not read from the old one.
    checks = (
        sa.CheckConstraint("votes_imported >= 0", name=op.f("ck_answers_imported_not_negative")),
        sa.CheckConstraint(COUNTERS, name=op.f("ck_answers_counters_not_negative")),
    )
    with op.batch_alter_table("answers", schema=None, table_args=checks) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_answers_outdated_by_id"), type_="foreignkey")
        batch_op.drop_column("outdated_by_id")
        batch_op.drop_column("outdated_at")
        batch_op.drop_column("outdated_reason")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_answers_counters_not_negative"), "answers", type_="check")
        op.create_check_constraint(op.f("ck_answers_counters_not_negative"), "answers", COUNTERS)

    with op.batch_alter_table("badge_awards", schema=None) as batch_op:
        batch_op.add_column(sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("credential_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("identity_salt", sa.String(length=32), nullable=True))
    name_awards()
    with op.batch_alter_table("badge_awards", schema=None) as batch_op:
        batch_op.alter_column("credential_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.alter_column("identity_salt", existing_type=sa.String(length=32), nullable=False)
        batch_op.create_index("ix_badge_awards_ending", ["expires_at", "id"], unique=False)
        batch_op.create_index("ix_badge_awards_holders", ["badge_id", "id"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_badge_awards_credential_id"), ["credential_id"])

    with op.batch_alter_table('badges', schema=None) as batch_op:
        batch_op.add_column(sa.Column('counts_from', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('ledger_entries', schema=None) as batch_op:
        batch_op.add_column(sa.Column('restores_id', sa.Integer(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_ledger_entries_restores_id'), ['restores_id'])
        batch_op.create_foreign_key(batch_op.f('fk_ledger_entries_restores_id'), 'ledger_entries', ['restores_id'], ['id'])

    with op.batch_alter_table('members', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_off_leaderboards', sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table('product_area_owners', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_product_area_owners_member_id'), ['member_id'], unique=False)

    with op.batch_alter_table('product_areas', schema=None) as batch_op:
        batch_op.add_column(sa.Column('description', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), server_default='{}', nullable=False))

    with op.batch_alter_table('questions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('is_historic', sa.Boolean(), server_default=sa.false(), nullable=False))

    note_imported_questions()
    with op.batch_alter_table('tags', schema=None) as batch_op:
        batch_op.add_column(sa.Column('merged_into_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('question_count', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('open_count', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('follower_count', sa.Integer(), server_default='0', nullable=False))
        batch_op.create_index(batch_op.f('ix_tags_merged_into_id'), ['merged_into_id'], unique=False)
        batch_op.create_index('ix_tags_popular', ['question_count', 'id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_tags_merged_into_id'), 'tags', ['merged_into_id'], ['id'], ondelete='SET NULL')


def name_awards() -> None:
    """Each award gets an address that nobody can guess, and a salt of its own."""
    awards = sa.table(
        "badge_awards",
        sa.column("id", sa.Integer),
        sa.column("credential_id", sa.Uuid),
        sa.column("identity_salt", sa.String),
    )
    connection = op.get_bind()
    for key in connection.scalars(sa.select(awards.c.id)).all():
        own = {"credential_id": uuid.uuid4(), "identity_salt": secrets.token_hex(16)}
        connection.execute(sa.update(awards).where(awards.c.id == key).values(**own))


def note_imported_questions() -> None:
    """What was imported asks nobody for information any more."""
    imported = "SELECT target_id FROM imported_rows WHERE kind = 'question'"
    op.execute(f"UPDATE questions SET is_historic = true WHERE id IN ({imported})")


def downgrade() -> None:
    with op.batch_alter_table('tags', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_tags_merged_into_id'), type_='foreignkey')
        batch_op.drop_index('ix_tags_popular')
        batch_op.drop_index(batch_op.f('ix_tags_merged_into_id'))
        batch_op.drop_column('follower_count')
        batch_op.drop_column('open_count')
        batch_op.drop_column('question_count')
        batch_op.drop_column('merged_into_id')

    with op.batch_alter_table('questions', schema=None) as batch_op:
        batch_op.drop_column('is_historic')
        batch_op.drop_column('reminded_at')

    with op.batch_alter_table('product_areas', schema=None) as batch_op:
        batch_op.drop_column('description')

    with op.batch_alter_table('product_area_owners', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_product_area_owners_member_id'))

    with op.batch_alter_table('members', schema=None) as batch_op:
        batch_op.drop_column('is_off_leaderboards')

    with op.batch_alter_table('ledger_entries', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_ledger_entries_restores_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_ledger_entries_restores_id'), type_='unique')
        batch_op.drop_column('restores_id')

    with op.batch_alter_table('badges', schema=None) as batch_op:
        batch_op.drop_column('counts_from')

    with op.batch_alter_table('badge_awards', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_badge_awards_credential_id'), type_='unique')
        batch_op.drop_index('ix_badge_awards_holders')
        batch_op.drop_index('ix_badge_awards_ending')
        batch_op.drop_column('identity_salt')
        batch_op.drop_column('credential_id')
        batch_op.drop_column('noticed_at')

    checks = (
        sa.CheckConstraint("votes_imported >= 0", name=op.f("ck_answers_imported_not_negative")),
        sa.CheckConstraint("helpful_count >= 0", name=op.f("ck_answers_counters_not_negative")),
    )
    with op.batch_alter_table('answers', schema=None, table_args=checks) as batch_op:
        batch_op.add_column(sa.Column('outdated_reason', sa.String(length=500), nullable=True))
        batch_op.add_column(sa.Column('outdated_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('outdated_by_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_answers_outdated_by_id'), 'members', ['outdated_by_id'], ['id'], ondelete='SET NULL')

    with op.batch_alter_table('question_invitations', schema=None) as batch_op:
        batch_op.drop_index('ix_question_invitations_member')
        batch_op.drop_index(batch_op.f('ix_question_invitations_by_id'))

    op.drop_table('question_invitations')
    with op.batch_alter_table('ring_votes', schema=None) as batch_op:
        batch_op.drop_index('ix_ring_votes_case')

    op.drop_table('ring_votes')
    with op.batch_alter_table('carried_follows', schema=None) as batch_op:
        batch_op.drop_index('ix_carried_follows_to')

    op.drop_table('carried_follows')
    with op.batch_alter_table('badge_counts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_badge_counts_finished_at'))

    op.drop_table('badge_counts')
    with op.batch_alter_table('ring_cases', schema=None) as batch_op:
        batch_op.drop_index('ix_ring_cases_queue')

    op.drop_table('ring_cases')
    with op.batch_alter_table('leaderboard_places', schema=None) as batch_op:
        batch_op.drop_index('ix_leaderboard_places_rank')
        batch_op.drop_index(batch_op.f('ix_leaderboard_places_member_id'))

    op.drop_table('leaderboard_places')
    op.drop_table('leaderboards')