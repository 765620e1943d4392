"""Indexes go whose columns another index of the table begins with: each write kept both."""

from alembic import op

revision = "0055"
down_revision = "0049"
branch_labels = None
depends_on = None

DROPPED = (
    ("benefit", "household_id"),
    ("campaign_participant", "campaign_id"),
    ("campaign_target", "campaign_id"),
    ("case_step", "case_id"),
    ("credit_rating", "household_id"),
    ("declined_suggestion", "household_id"),
    ("household_issue", "household_id"),
    ("housing_case", "household_id"),
    ("income_record", "household_id"),
    ("loan_notice", "loan_id"),
    ("loan_repayment", "loan_id"),
    ("measure", "plan_id"),
    ("notice_line", "notice_id"),
    ("plan", "household_id"),
    ("plan_likeness", "plan_id"),
    ("proposed_pairing", "proposal_id"),
    ("visit", "household_id"),
    ("water_test", "source_id"),
    ("webhook_message", "endpoint_id"),
)


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for table, column in DROPPED:
        op.drop_index(f"ix_{table}_county_{column}", table)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for table, column in DROPPED:
        op.create_index(f"ix_{table}_county_{column}", table, ["county", column])
