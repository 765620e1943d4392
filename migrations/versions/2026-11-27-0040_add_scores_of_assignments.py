"""The score an assessment gives to a unit's assignment, and the award that is claimed for it."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("unit_assignment", sa.Column("effect_score", sa.Numeric(precision=6, scale=2), nullable=True))
    op.add_column("unit_assignment", sa.Column("award_amount", sa.Numeric(precision=14, scale=2), nullable=True))
    op.create_check_constraint(
        op.f("ck_unit_assignment_not_negative"), "unit_assignment", "effect_score >= 0 and award_amount >= 0"
    )


def downgrade() -> None:
    op.drop_column("unit_assignment", "award_amount")
    op.drop_column("unit_assignment", "effect_score")
