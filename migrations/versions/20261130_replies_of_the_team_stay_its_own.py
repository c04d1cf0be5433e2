"""Whether a post was the team's when it was written is kept with it; a plan may cover a component anew."""

from alembic import op
import sqlalchemy as sa

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# Of what stands there already it is taken from the roles and badges of today, as it was asked so far.
STAFF = "SELECT member_id FROM member_roles WHERE role <> 'member'"
EXPERT = """
SELECT 1 FROM member_capabilities AS held
WHERE held.capability = 'verify' AND held.member_id = {who} AND (held.until IS NULL OR held.until > {at})
  AND (held.product_area_id IS NULL OR held.product_area_id = {area})
"""
AREA_OF_POST = """
CASE WHEN subjects.kind = 'comment' THEN (
  SELECT parent.product_area_id FROM comments JOIN subjects AS parent ON parent.id = comments.on_id
  WHERE comments.id = subjects.id
) ELSE subjects.product_area_id END
"""
AREA_OF_CHANGE = "(SELECT product_area_id FROM questions WHERE questions.id = question_changes.question_id)"
# What went on for a component after its incident was over.
END = "(SELECT incidents.ends_at FROM incidents WHERE incidents.id = incident_impacts.incident_id)"
NEWEST = "SELECT MAX(id) FROM component_plans GROUP BY component_id, plan_key"


def upgrade() -> None:
    for table, who, at, area in (
        ("subjects", "author_id", "created_at", AREA_OF_POST),
        ("question_changes", "actor_id", "at", AREA_OF_CHANGE),
    ):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column('by_team', sa.Boolean(), server_default=sa.false(), nullable=False))
        expert = EXPERT.format(who=f"{table}.{who}", at=f"{table}.{at}", area=area)
        op.execute(f"UPDATE {table} SET by_team = true WHERE {who} IN ({STAFF}) OR EXISTS ({expert})")
    with op.batch_alter_table('component_plans', schema=None) as batch_op:
        batch_op.drop_constraint('uq_component_plans_component_id_plan_key', type_='unique')
        batch_op.create_unique_constraint(
            'uq_component_plans_component_id_plan_key_starts_at', ['component_id', 'plan_key', 'starts_at'])
    op.execute(f"UPDATE incident_impacts SET ends_at = {END} WHERE ends_at IS NULL AND {END} > starts_at")


def downgrade() -> None:
    op.execute(f"DELETE FROM component_plans WHERE id NOT IN ({NEWEST})")
    with op.batch_alter_table('component_plans', schema=None) as batch_op:
        batch_op.drop_constraint('uq_component_plans_component_id_plan_key_starts_at', type_='unique')
        batch_op.create_unique_constraint('uq_component_plans_component_id_plan_key', ['component_id', 'plan_key'])
    for table in ("question_changes", "subjects"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column('by_team')
