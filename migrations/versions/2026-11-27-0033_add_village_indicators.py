"""Indicators of villages by day, and how many households a gathering reached."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_table(
        "village_indicator",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("value", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("length(region_code) = 12", name=op.f("ck_village_indicator_of_a_village")),
        sa.CheckConstraint("value >= 0", name=op.f("ck_village_indicator_value_not_negative")),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_village_indicator")),
        sa.UniqueConstraint(
            "county", "region_code", "indicator", "measured_on",
            name=op.f("uq_village_indicator_county_region_code_indicator_measured_on"),
        ),
    )  # fmt: skip
    op.execute("alter table village_indicator enable row level security")
    op.execute(
        "create policy area on village_indicator to yihu_app using ("
        "region_code >= current_setting('yihu.lo', true) and region_code < current_setting('yihu.hi', true))"
    )
    op.add_column("visit", sa.Column("households_reached", sa.Integer(), nullable=True))
    op.create_check_constraint(
        op.f("ck_visit_reached_in_a_village"), "visit",
        "households_reached is null or households_reached > 0 and contact = 'village'", postgresql_not_valid=True,
    )  # fmt: skip
    op.execute("alter table visit validate constraint ck_visit_reached_in_a_village")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_constraint(op.f("ck_visit_reached_in_a_village"), "visit")
    op.drop_column("visit", "households_reached")
    op.drop_table("village_indicator")
