"""What came back on loans, and what banks think of households."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def _record() -> list[sa.Column]:
    return [
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
    ]


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_table(
        "loan_repayment",
        *_record(),
        sa.Column("loan_id", sa.Uuid(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("interest", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("receipt_no", sa.Text(), nullable=True),
        sa.Column("balance_after", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_loan_repayment_amount_positive")),
        sa.CheckConstraint("interest >= 0", name=op.f("ck_loan_repayment_interest_not_negative")),
        sa.CheckConstraint("balance_after >= 0", name=op.f("ck_loan_repayment_balance_not_negative")),
        sa.ForeignKeyConstraint(
            ["county", "loan_id"], ["loan.county", "loan.id"], name=op.f("fk_loan_repayment_county_loan_id_loan")
        ),
        sa.ForeignKeyConstraint(
            ["county", "household_id"], ["household.county", "household.id"],
            name=op.f("fk_loan_repayment_county_household_id_household"),
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_loan_repayment")),
        sa.UniqueConstraint(
            "county", "loan_id", "receipt_no", name=op.f("uq_loan_repayment_county_loan_id_receipt_no")
        ),
    )  # fmt: skip
    op.create_table(
        "credit_rating",
        *_record(),
        sa.Column("bank_code", sa.Text(), nullable=False),
        sa.Column("rated_on", sa.Date(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("score", sa.Numeric(precision=6, scale=2), nullable=True),
        sa.Column("credit_limit", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("wants_loan", sa.Boolean(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("credit_limit >= 0", name=op.f("ck_credit_rating_limit_not_negative")),
        sa.CheckConstraint("valid_to > rated_on", name=op.f("ck_credit_rating_period_in_order")),
        sa.ForeignKeyConstraint(
            ["county", "household_id"], ["household.county", "household.id"],
            name=op.f("fk_credit_rating_county_household_id_household"),
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_credit_rating")),
        sa.UniqueConstraint(
            "county", "household_id", "bank_code", "rated_on",
            name=op.f("uq_credit_rating_county_household_id_bank_code_rated_on"),
        ),
    )  # fmt: skip
    for table, columns in (
        ("loan_repayment", ["county", "loan_id"]),
        ("loan_repayment", ["county", "household_id"]),
        ("loan_repayment", ["county", "region_code", "paid_on", "id"]),
        ("credit_rating", ["county", "household_id"]),
        ("credit_rating", ["county", "region_code", "rated_on", "id"]),
    ):
        op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, columns)
    op.create_index(
        "uq_loan_repayment_without_receipt", "loan_repayment", ["county", "loan_id", "paid_on", "amount"], unique=True,
        postgresql_where=sa.text("receipt_no is null"),
    )  # fmt: skip
    for table in ("loan_repayment", "credit_rating"):
        op.execute(f"alter table {table} enable row level security")
        op.execute(
            f"create policy area on {table} to yihu_app using ("
            "region_code >= current_setting('yihu.lo', true) and region_code < current_setting('yihu.hi', true))"
        )


def downgrade() -> None:
    op.drop_table("credit_rating")
    op.drop_table("loan_repayment")
