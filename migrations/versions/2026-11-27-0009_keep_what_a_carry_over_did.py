"""What a carry-over did with each household, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_table(
        "carry_over_row",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "carried", "has_plan", "not_in_force", "no_plan", "struck_off", name="carryoveroutcome",
                native_enum=False, create_constraint=True, length=40,
            ),
            nullable=False,
        ),
        sa.Column("measures", sa.Integer(), nullable=False),
        sa.Column("undated", sa.Integer(), nullable=False),
        sa.Column("finished", sa.Integer(), nullable=False),
        sa.Column("left_behind", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["county", "household_id"],
            ["household.county", "household.id"],
            name=op.f("fk_carry_over_row_county_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "run_id"], ["carry_over.county", "carry_over.id"], name=op.f("fk_carry_over_row_county_run_id")
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_carry_over_row")),
        sa.UniqueConstraint(
            "county", "run_id", "household_id", name=op.f("uq_carry_over_row_county_run_id_household_id")
        ),
    )  # fmt: skip
    op.create_index(op.f("ix_carry_over_row_county_household_id"), "carry_over_row", ["county", "household_id"])
    op.create_index(
        op.f("ix_carry_over_row_county_run_id_region_code_id"),
        "carry_over_row",
        ["county", "run_id", "region_code", "id"],
    )
    op.execute("alter table carry_over_row enable row level security")
    op.execute(
        "create policy area on carry_over_row to yihu_app using ("
        "region_code >= current_setting('yihu.lo', true) and region_code < current_setting('yihu.hi', true))"
    )


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_table("carry_over_row")
