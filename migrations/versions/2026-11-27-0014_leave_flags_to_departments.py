"""Flags of comparisons are departments' records, a village's incidence is worked out: tables that nobody filled."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_table("asset_flag")
    op.drop_table("village_year")


def downgrade() -> None:
    """They were never filled: what 0008 takes away again."""
    op.execute("set local lock_timeout = '5s'")
    for table in ("asset_flag", "village_year"):
        op.create_table(
            table,
            sa.Column("county", sa.Text(collation="C"), primary_key=True),
            sa.Column("id", sa.Uuid(), primary_key=True),
            sa.Column("region_code", sa.Text(collation="C")),
            sa.Column("household_id", sa.Uuid()),
            sa.Column("case_id", sa.Uuid()),
        )
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"create policy area on {table} to yihu_app using (false)")
    for column in ("household_id", "case_id"):
        op.create_index(f"ix_asset_flag_county_{column}", "asset_flag", ["county", column])
