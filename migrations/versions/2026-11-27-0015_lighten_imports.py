"""Fewer index entries for what imports write by the hundred thousand."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ROWS = "ix_import_row_county_import_id_action_row_no"
LINES = "ix_household_history_county_household_id"
CURRENT = "uq_household_history_one_current"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_index(ROWS, table_name="import_row")
    op.create_index(
        ROWS,
        "import_row",
        ["county", "import_id", "action", "row_no"],
        postgresql_where=sa.text("action in ('changed', 'rejected')"),
    )
    op.drop_index(CURRENT, table_name="household_history")
    op.create_index(
        CURRENT,
        "household_history",
        ["county", "household_id", "kind", sa.text("(case when valid_to is not null then id end)")],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.drop_index(LINES, table_name="household_history")


def downgrade() -> None:
    op.create_index(LINES, "household_history", ["county", "household_id"])
    op.drop_index(CURRENT, table_name="household_history")
    op.create_index(
        CURRENT,
        "household_history",
        ["county", "household_id", "kind"],
        unique=True,
        postgresql_where=sa.text("valid_to is null"),
    )
    op.drop_index(ROWS, table_name="import_row")
    op.create_index(ROWS, "import_row", ["county", "import_id", "action", "row_no"])
