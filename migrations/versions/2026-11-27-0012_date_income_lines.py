"""Income lines may be of a month; the last twelve months are made of those."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.add_column("income_record", sa.Column("month", sa.Integer(), nullable=True))
    op.create_check_constraint(op.f("ck_income_record_month_of_year"), "income_record", "month between 1 and 12")
    op.drop_constraint(op.f("uq_income_record_county_household_id_year_item"), "income_record", type_="unique")
    op.create_index(
        "uq_income_record_line",
        "income_record",
        ["county", "household_id", "year", "item", "month"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("delete from income_record where month is not null")
    op.drop_index("uq_income_record_line", table_name="income_record", postgresql_nulls_not_distinct=True)
    op.create_unique_constraint(
        op.f("uq_income_record_county_household_id_year_item"),
        "income_record",
        ["county", "household_id", "year", "item"],
    )
    op.drop_constraint(op.f("ck_income_record_month_of_year"), "income_record", type_="check")
    op.drop_column("income_record", "month")
