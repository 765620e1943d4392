"""What each line of a department's list stands for, who sent it, and what the village answers."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.add_column("department_entry", sa.Column("area", sa.Text(collation="C"), nullable=True))
    op.execute("update department_entry set area = county /* every county: a new column */")
    op.alter_column("department_entry", "area", nullable=False)
    for column in (
        sa.Column("sent_by", sa.Uuid(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column(
            "standing",
            sa.Enum(
                "match", "differs", "only_theirs", "only_ours", name="standing", native_enum=False, length=40,
                create_constraint=False,
            ),
            server_default="only_theirs", nullable=False,
        ),
        sa.Column("ours", sa.dialects.postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("ours_on", sa.Date(), nullable=True),
        sa.Column("differing", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("superseded", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("returned_by_name", sa.Text(), nullable=True),
        sa.Column("returned_why", sa.Text(), nullable=True),
    ):  # fmt: skip
        op.add_column("department_entry", column)
    checks = {
        "standing": "standing in ('match', 'differs', 'only_theirs', 'only_ours')",
        "answered_on_a_day": "answer is null or settled_on is not null",
        "returned_with_reason": "(returned_on is null) = (returned_why is null)",
        "differs_in_something": "(standing = 'differs') = (cardinality(differing) > 0)",
    }
    for name, condition in checks.items():
        key = op.f(f"ck_department_entry_{name}")
        op.create_check_constraint(key, "department_entry", condition, postgresql_not_valid=True)
        op.execute(f"alter table department_entry validate constraint {key}")
    op.create_index(
        "ix_department_entry_open", "department_entry", ["county", "region_code", "listed_on"],
        postgresql_where=sa.text("standing <> 'match' and settled_on is null and not superseded"),
    )  # fmt: skip
    op.create_index(
        "ix_department_entry_person", "department_entry", ["county", "id_hash"],
        postgresql_where=sa.text("id_hash is not null"),
    )  # fmt: skip


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("delete from department_entry where standing = 'only_ours'")
    op.drop_index("ix_department_entry_person", "department_entry")
    op.drop_index("ix_department_entry_open", "department_entry")
    for column in (
        "returned_why", "returned_by_name", "returned_on", "answer", "superseded", "differing", "ours_on", "ours", "standing",
        "unit", "sent_by", "area",
    ):  # fmt: skip
        op.drop_column("department_entry", column)
