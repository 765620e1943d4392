"""Records that departments push, in batches."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

COUNTY_TABLES = ("push_batch", "department_record")


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_table(
        "push_batch",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.Column("received_by", sa.Uuid(), nullable=False),
        sa.Column("received_by_name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("rows", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("added", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("changed", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("refused", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("judged", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_push_batch")),
        sa.UniqueConstraint("county", "department", "name", name=op.f("uq_push_batch_county_department_name")),
        sa.UniqueConstraint("county", "import_id", name=op.f("uq_push_batch_county_import_id")),
    )
    op.create_index(
        op.f("ix_push_batch_county_region_code_created_at_id"),
        "push_batch",
        ["county", "region_code", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_push_batch_unjudged", "push_batch", ["county"], unique=False, postgresql_where=sa.text("not judged")
    )
    op.create_table(
        "department_record",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source_no", sa.Text(), nullable=True),
        sa.Column("own_key", sa.Text(), nullable=False),
        sa.Column("id_hash", sa.LargeBinary(), nullable=True),
        sa.Column("id_masked", sa.Text(), nullable=True),
        sa.Column("id_fault", sa.Text(), nullable=True),
        sa.Column("person_name", sa.Text(), nullable=True),
        sa.Column("household_no", sa.Text(), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "matched",
                "unmatched",
                "not_ours",
                "wrong",
                name="recordstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("matched_by", sa.Text(), nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("household_id", sa.Uuid(), nullable=True),
        sa.Column("settled_by_name", sa.Text(), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("settle_note", sa.Text(), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "(state = 'matched') = (household_id is not null)", name=op.f("ck_department_record_matched_to_household")
        ),
        sa.CheckConstraint(
            "(state = 'unmatched') = (why is not null)", name=op.f("ck_department_record_unmatched_says_why")
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_department_record_amount_not_negative")),
        sa.CheckConstraint(
            "ends_on is null or ends_on >= happened_on", name=op.f("ck_department_record_period_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["county", "batch_id"],
            ["push_batch.county", "push_batch.id"],
            name=op.f("fk_department_record_county_batch_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "household_id"],
            ["household.county", "household.id"],
            name=op.f("fk_department_record_county_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "member_id"], ["member.county", "member.id"], name=op.f("fk_department_record_county_member_id")
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_department_record")),
        sa.UniqueConstraint(
            "county", "department", "kind", "own_key", name=op.f("uq_department_record_county_department_kind_own_key")
        ),
    )
    op.create_index(
        op.f("ix_department_record_county_batch_id"), "department_record", ["county", "batch_id"], unique=False
    )
    op.create_index(
        op.f("ix_department_record_county_household_id"), "department_record", ["county", "household_id"], unique=False
    )
    op.create_index(
        op.f("ix_department_record_county_region_code_state_happened_on_id"),
        "department_record",
        ["county", "region_code", "state", "happened_on", "id"],
        unique=False,
    )
    op.create_index(
        "ix_department_record_found",
        "department_record",
        ["county", "kind", "happened_on"],
        unique=False,
        postgresql_where=sa.text("state = 'matched'"),
    )
    op.create_index(
        "ix_department_record_home",
        "department_record",
        ["county", "household_no"],
        unique=False,
        postgresql_where=sa.text("state = 'unmatched'"),
    )
    op.create_index(
        "ix_department_record_member",
        "department_record",
        ["county", "member_id"],
        unique=False,
        postgresql_where=sa.text("member_id is not null"),
    )
    op.create_index(
        "ix_department_record_person",
        "department_record",
        ["county", "id_hash"],
        unique=False,
        postgresql_where=sa.text("id_hash is not null"),
    )
    for table in COUNTY_TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(
            f"create policy area on {table} to yihu_app using ("
            "region_code >= current_setting('yihu.lo', true) and region_code < current_setting('yihu.hi', true))"
        )


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for table in COUNTY_TABLES:
        op.execute(f"drop policy area on {table}")
    op.drop_index(
        "ix_department_record_person", table_name="department_record", postgresql_where=sa.text("id_hash is not null")
    )
    op.drop_index(
        "ix_department_record_member", table_name="department_record", postgresql_where=sa.text("member_id is not null")
    )
    op.drop_index(
        "ix_department_record_home", table_name="department_record", postgresql_where=sa.text("state = 'unmatched'")
    )
    op.drop_index(
        "ix_department_record_found", table_name="department_record", postgresql_where=sa.text("state = 'matched'")
    )
    op.drop_index(op.f("ix_department_record_county_region_code_state_happened_on_id"), table_name="department_record")
    op.drop_index(op.f("ix_department_record_county_household_id"), table_name="department_record")
    op.drop_index(op.f("ix_department_record_county_batch_id"), table_name="department_record")
    op.drop_table("department_record")
    op.drop_index("ix_push_batch_unjudged", table_name="push_batch", postgresql_where=sa.text("not judged"))
    op.drop_index(op.f("ix_push_batch_county_region_code_created_at_id"), table_name="push_batch")
    op.drop_table("push_batch")
