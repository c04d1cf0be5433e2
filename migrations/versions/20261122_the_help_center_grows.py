"""The help center grows: review, tasks, suggestions, links, glossary; what a draft was shown; how searches ended."""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('draft_visits',
    sa.Column('token', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('locale', sa.String(length=8), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_sent', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('token', name=op.f('pk_draft_visits'))
    )
    with op.batch_alter_table('draft_visits', schema=None) as batch_op:
        batch_op.create_index('ix_draft_visits_began', ['began_at'], unique=False)

    op.create_table('search_tallies',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('week', sa.Date(), nullable=False),
    sa.Column('locale', sa.String(length=8), nullable=False),
    sa.Column('product_area_id', sa.Integer(), nullable=False),
    sa.Column('phrase', sa.String(length=200), nullable=False),
    sa.Column('searches', sa.Integer(), nullable=False),
    sa.Column('found_nothing', sa.Integer(), nullable=False),
    sa.Column('opened', sa.Integer(), nullable=False),
    sa.Column('asked', sa.Integer(), nullable=False),
    sa.Column('proposed', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_tallies')),
    sa.UniqueConstraint('week', 'locale', 'product_area_id', 'phrase', name=op.f('uq_search_tallies_week_locale_product_area_id_phrase'))
    )
    with op.batch_alter_table('search_tallies', schema=None) as batch_op:
        batch_op.create_index('ix_search_tallies_phrase', ['phrase', 'locale'], unique=False)

    op.create_table('search_take_ups',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('phrase', sa.String(length=200), nullable=False),
    sa.Column('locale', sa.String(length=8), nullable=False),
    sa.Column('work', sa.String(length=32), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_search_take_ups_member_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_take_ups')),
    sa.UniqueConstraint('phrase', 'locale', name=op.f('uq_search_take_ups_phrase_locale'))
    )
    with op.batch_alter_table('search_take_ups', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_search_take_ups_member_id'), ['member_id'], unique=False)

    op.create_table('draft_aids',
    sa.Column('for_id', sa.Integer(), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('was_opened', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['for_id'], ['subjects.id'], name=op.f('fk_draft_aids_for_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['subject_id'], ['subjects.id'], name=op.f('fk_draft_aids_subject_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('for_id', 'subject_id', name=op.f('pk_draft_aids'))
    )
    with op.batch_alter_table('draft_aids', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_draft_aids_subject_id'), ['subject_id'], unique=False)

    op.create_table('draft_hits',
    sa.Column('token', sa.String(length=32), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('was_opened', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['subject_id'], ['subjects.id'], name=op.f('fk_draft_hits_subject_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['token'], ['draft_visits.token'], name=op.f('fk_draft_hits_token'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('token', 'subject_id', name=op.f('pk_draft_hits'))
    )
    with op.batch_alter_table('draft_hits', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_draft_hits_subject_id'), ['subject_id'], unique=False)

    op.create_table('glossary_terms',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('word', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('synonyms', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('definition', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('html', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('text', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('renderer_version', sa.Integer(), nullable=False),
    sa.Column('edited_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('edited_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['edited_by_id'], ['members.id'], name=op.f('fk_glossary_terms_edited_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['id'], ['subjects.id'], name=op.f('fk_glossary_terms_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_glossary_terms'))
    )
    with op.batch_alter_table('glossary_terms', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_glossary_terms_edited_by_id'), ['edited_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_glossary_terms_renderer_version'), ['renderer_version'], unique=False)

    op.create_table('glossary_words',
    sa.Column('locale', sa.String(length=8), nullable=False),
    sa.Column('key', sa.String(length=240), nullable=False),
    sa.Column('term_id', sa.Integer(), nullable=False),
    sa.Column('spelling', sa.String(length=80), nullable=False),
    sa.Column('is_synonym', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['term_id'], ['glossary_terms.id'], name=op.f('fk_glossary_words_term_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('locale', 'key', name=op.f('pk_glossary_words'))
    )
    with op.batch_alter_table('glossary_words', schema=None) as batch_op:
        batch_op.create_index('ix_glossary_words_term', ['term_id'], unique=False)

    op.create_table('article_links',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('translation_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('href', sa.String(length=1000), nullable=False),
    sa.Column('words', sa.String(length=300), nullable=False),
    sa.Column('heading', sa.String(length=300), nullable=False),
    sa.Column('heading_id', sa.String(length=300), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('target_id', sa.Integer(), nullable=True),
    sa.Column('moved_to', sa.String(length=1000), nullable=False),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['translation_id'], ['article_translations.id'], name=op.f('fk_article_links_translation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_article_links')),
    sa.UniqueConstraint('translation_id', 'place', name=op.f('uq_article_links_translation_id_place'))
    )
    with op.batch_alter_table('article_links', schema=None) as batch_op:
        batch_op.create_index('ix_article_links_state', ['state', 'id'], unique=False)
        batch_op.create_index('ix_article_links_target', ['target_id'], unique=False)

    op.create_table('article_review_notes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('step', sa.String(length=32), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('saves', sa.Integer(), nullable=False),
    sa.Column('publish_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_article_review_notes_member_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['revision_id'], ['article_revisions.id'], name=op.f('fk_article_review_notes_revision_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_article_review_notes'))
    )
    with op.batch_alter_table('article_review_notes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_article_review_notes_member_id'), ['member_id'], unique=False)
        batch_op.create_index('ix_article_review_notes_revision', ['revision_id', 'id'], unique=False)

    op.create_table('article_suggestions',
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('translation_id', sa.Integer(), nullable=False),
    sa.Column('base_id', sa.Integer(), nullable=True),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('answer', sa.String(length=1000), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['members.id'], name=op.f('fk_article_suggestions_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['base_id'], ['article_revisions.id'], name=op.f('fk_article_suggestions_base_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['decided_by_id'], ['members.id'], name=op.f('fk_article_suggestions_decided_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['revision_id'], ['article_revisions.id'], name=op.f('fk_article_suggestions_revision_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['translation_id'], ['article_translations.id'], name=op.f('fk_article_suggestions_translation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('revision_id', name=op.f('pk_article_suggestions'))
    )
    with op.batch_alter_table('article_suggestions', schema=None) as batch_op:
        batch_op.create_index('ix_article_suggestions_author', ['author_id', 'revision_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_article_suggestions_base_id'), ['base_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_article_suggestions_decided_by_id'), ['decided_by_id'], unique=False)
        batch_op.create_index('ix_article_suggestions_queue', ['state', 'revision_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_article_suggestions_translation_id'), ['translation_id'], unique=False)
        batch_op.create_index('uq_article_suggestions_undecided', ['translation_id', 'author_id'], unique=True, sqlite_where=sa.text("state IN ('held', 'open')"), postgresql_where=sa.text("state IN ('held', 'open')"))

    op.create_table('article_tasks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('translation_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('revision_id', sa.Integer(), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['done_by_id'], ['members.id'], name=op.f('fk_article_tasks_done_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['owner_id'], ['members.id'], name=op.f('fk_article_tasks_owner_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['revision_id'], ['article_revisions.id'], name=op.f('fk_article_tasks_revision_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['translation_id'], ['article_translations.id'], name=op.f('fk_article_tasks_translation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_article_tasks'))
    )
    with op.batch_alter_table('article_tasks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_article_tasks_done_by_id'), ['done_by_id'], unique=False)
        batch_op.create_index('ix_article_tasks_owner', ['owner_id', 'done_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_article_tasks_revision_id'), ['revision_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_article_tasks_translation_id'), ['translation_id'], unique=False)
        batch_op.create_index('uq_article_tasks_open', ['translation_id', 'kind'], unique=True, sqlite_where=sa.text('done_at IS NULL'), postgresql_where=sa.text('done_at IS NULL'))

    op.execute(
        "INSERT INTO draft_aids (for_id, subject_id, position, was_opened)"
        " SELECT question_id, subject_id, position, was_opened FROM ask_aids"
    )
    with op.batch_alter_table('ask_aids', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ask_aids_subject_id'))

    op.drop_table('ask_aids')
    with op.batch_alter_table('article_revisions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('writer_ids', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('approved_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('published_by_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_article_revisions_approved_by_id'), ['approved_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_article_revisions_published_by_id'), ['published_by_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_article_revisions_approved_by_id'), 'members', ['approved_by_id'], ['id'], ondelete='SET NULL')
        batch_op.create_foreign_key(batch_op.f('fk_article_revisions_published_by_id'), 'members', ['published_by_id'], ['id'], ondelete='SET NULL')

    with op.batch_alter_table('article_translations', schema=None) as batch_op:
        batch_op.create_index('ix_article_translations_newest', ['is_live', 'locale', 'published_at', 'id'], unique=False)

    with op.batch_alter_table('articles', schema=None) as batch_op:
        batch_op.add_column(sa.Column('grants', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True))
        batch_op.create_index('ix_articles_own_audience', ['inherits_audience', 'section_id'], unique=False)

    with op.batch_alter_table('flags', schema=None) as batch_op:
        batch_op.add_column(sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('search_queries', schema=None) as batch_op:
        batch_op.add_column(sa.Column('visitor', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('token', sa.String(length=32), nullable=True))
        batch_op.drop_index(batch_op.f('ix_search_queries_nothing'))
        batch_op.create_index('ix_search_queries_visitor', ['visitor', 'token'], unique=False)

    with op.batch_alter_table('subjects', schema=None) as batch_op:
        batch_op.create_index('ix_subjects_own', ['author_id', 'visibility', 'audience_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('subjects', schema=None) as batch_op:
        batch_op.drop_index('ix_subjects_own')

    with op.batch_alter_table('search_queries', schema=None) as batch_op:
        batch_op.drop_index('ix_search_queries_visitor')
        batch_op.create_index(batch_op.f('ix_search_queries_nothing'), ['results', 'asked_at'], unique=False)
        batch_op.drop_column('token')
        batch_op.drop_column('visitor')

    with op.batch_alter_table('flags', schema=None) as batch_op:
        batch_op.drop_column('lifted_at')

    with op.batch_alter_table('articles', schema=None) as batch_op:
        batch_op.drop_index('ix_articles_own_audience')
        batch_op.drop_column('grants')

    with op.batch_alter_table('article_translations', schema=None) as batch_op:
        batch_op.drop_index('ix_article_translations_newest')

    with op.batch_alter_table('article_revisions', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_article_revisions_published_by_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_article_revisions_approved_by_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_article_revisions_published_by_id'))
        batch_op.drop_index(batch_op.f('ix_article_revisions_approved_by_id'))
        batch_op.drop_column('published_by_id')
        batch_op.drop_column('approved_at')
        batch_op.drop_column('approved_by_id')
        batch_op.drop_column('writer_ids')

    op.create_table('ask_aids',
    sa.Column('id', sa.INTEGER(), nullable=False),
    sa.Column('question_id', sa.INTEGER(), nullable=False),
    sa.Column('subject_id', sa.INTEGER(), nullable=False),
    sa.Column('position', sa.INTEGER(), nullable=False),
    sa.Column('was_opened', sa.BOOLEAN(), nullable=False),
    sa.ForeignKeyConstraint(['question_id'], ['questions.id'], name=op.f('fk_ask_aids_question_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['subject_id'], ['subjects.id'], name=op.f('fk_ask_aids_subject_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ask_aids')),
    sa.UniqueConstraint('question_id', 'subject_id', name=op.f('uq_ask_aids_question_id_subject_id'))
    )
    with op.batch_alter_table('ask_aids', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ask_aids_subject_id'), ['subject_id'], unique=False)

    with op.batch_alter_table('article_tasks', schema=None) as batch_op:
        batch_op.drop_index('uq_article_tasks_open', sqlite_where=sa.text('done_at IS NULL'), postgresql_where=sa.text('done_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_article_tasks_translation_id'))
        batch_op.drop_index(batch_op.f('ix_article_tasks_revision_id'))
        batch_op.drop_index('ix_article_tasks_owner')
        batch_op.drop_index(batch_op.f('ix_article_tasks_done_by_id'))

    op.drop_table('article_tasks')
    with op.batch_alter_table('article_suggestions', schema=None) as batch_op:
        batch_op.drop_index('uq_article_suggestions_undecided', sqlite_where=sa.text("state IN ('held', 'open')"), postgresql_where=sa.text("state IN ('held', 'open')"))
        batch_op.drop_index(batch_op.f('ix_article_suggestions_translation_id'))
        batch_op.drop_index('ix_article_suggestions_queue')
        batch_op.drop_index(batch_op.f('ix_article_suggestions_decided_by_id'))
        batch_op.drop_index(batch_op.f('ix_article_suggestions_base_id'))
        batch_op.drop_index('ix_article_suggestions_author')

    op.drop_table('article_suggestions')
    with op.batch_alter_table('article_review_notes', schema=None) as batch_op:
        batch_op.drop_index('ix_article_review_notes_revision')
        batch_op.drop_index(batch_op.f('ix_article_review_notes_member_id'))

    op.drop_table('article_review_notes')
    with op.batch_alter_table('article_links', schema=None) as batch_op:
        batch_op.drop_index('ix_article_links_target')
        batch_op.drop_index('ix_article_links_state')

    op.drop_table('article_links')
    with op.batch_alter_table('glossary_words', schema=None) as batch_op:
        batch_op.drop_index('ix_glossary_words_term')

    op.drop_table('glossary_words')
    with op.batch_alter_table('glossary_terms', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_glossary_terms_renderer_version'))
        batch_op.drop_index(batch_op.f('ix_glossary_terms_edited_by_id'))

    op.drop_table('glossary_terms')
    with op.batch_alter_table('draft_hits', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_draft_hits_subject_id'))

    op.drop_table('draft_hits')
    with op.batch_alter_table('draft_aids', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_draft_aids_subject_id'))

    op.drop_table('draft_aids')
    with op.batch_alter_table('search_take_ups', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_search_take_ups_member_id'))

    op.drop_table('search_take_ups')
    with op.batch_alter_table('search_tallies', schema=None) as batch_op:
        batch_op.drop_index('ix_search_tallies_phrase')

    op.drop_table('search_tallies')
    with op.batch_alter_table('draft_visits', schema=None) as batch_op:
        batch_op.drop_index('ix_draft_visits_began')

    op.drop_table('draft_visits')
