"""Checks of the two assurances, three guarantees and water: rounds, checks, the ledger of defects and its days."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

COUNTY_TABLES = ("assurance_round", "assurance_check", "assurance_defect", "assurance_day")  # fmt: skip
TOLD_BELOW = ("assurance_round",)
WRITTEN_ONCE = ("assurance_day",)


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_table(
        "assurance_day",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("open_count", sa.Integer(), nullable=False),
        sa.Column("mended_count", sa.Integer(), nullable=False),
        sa.Column("opened_count", sa.Integer(), nullable=False),
        sa.Column("closed_count", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_assurance_day")),
        sa.UniqueConstraint(
            "county", "region_code", "item", "day", name=op.f("uq_assurance_day_county_region_code_item_day")
        ),
    )
    op.create_index(op.f("ix_assurance_day_county_day"), "assurance_day", ["county", "day"], unique=False)
    op.create_table(
        "assurance_round",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "recheck",
                "screening",
                "special",
                name="roundkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("items", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("household_classes", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("exited_since", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("made_by_name", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by_name", sa.Text(), nullable=True),
        sa.Column("summary", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "(closed_on is null) = (summary is null)", name=op.f("ck_assurance_round_closed_with_figures")
        ),
        sa.CheckConstraint("cardinality(items) > 0", name=op.f("ck_assurance_round_of_something")),
        sa.CheckConstraint("due_on >= starts_on", name=op.f("ck_assurance_round_period_in_order")),
        sa.CheckConstraint("exited_since between 2013 and 2100", name=op.f("ck_assurance_round_year_plausible")),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_assurance_round")),
        sa.UniqueConstraint(
            "county",
            "region_code",
            "kind",
            "starts_on",
            name=op.f("uq_assurance_round_county_region_code_kind_starts_on"),
        ),
    )
    op.create_table(
        "assurance_check",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("rule_version", sa.Text(), nullable=False),
        sa.Column(
            "result",
            sa.Enum(
                "ok", "defect", "not_applicable", name="result", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("figures", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("reasons", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("checker_id", sa.Uuid(), nullable=True),
        sa.Column("checker_name", sa.Text(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=True),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("current", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("voided_on", sa.Date(), nullable=True),
        sa.Column("voided_why", sa.Text(), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "(voided_on is null) = (voided_why is null)", name=op.f("ck_assurance_check_voided_with_reason")
        ),
        sa.CheckConstraint("not current or voided_on is null", name=op.f("ck_assurance_check_void_is_not_current")),
        sa.ForeignKeyConstraint(["checker_id"], ["app_user.id"], name=op.f("fk_assurance_check_checker_id")),
        sa.ForeignKeyConstraint(
            ["county", "household_id"],
            ["household.county", "household.id"],
            name=op.f("fk_assurance_check_county_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "member_id"], ["member.county", "member.id"], name=op.f("fk_assurance_check_county_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["county", "round_id"],
            ["assurance_round.county", "assurance_round.id"],
            name=op.f("fk_assurance_check_county_round_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "visit_id"], ["visit.county", "visit.id"], name=op.f("fk_assurance_check_county_visit_id")
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_assurance_check")),
    )
    op.create_index(
        op.f("ix_assurance_check_county_household_id"), "assurance_check", ["county", "household_id"], unique=False
    )
    op.create_index(op.f("ix_assurance_check_county_round_id"), "assurance_check", ["county", "round_id"], unique=False)
    op.create_index(op.f("ix_assurance_check_county_visit_id"), "assurance_check", ["county", "visit_id"], unique=False)
    op.create_index("ix_assurance_check_form", "assurance_check", ["county", "form_id"], unique=False)
    op.create_index(
        "ix_assurance_check_period", "assurance_check", ["county", "checked_on", "item", "household_id"], unique=False
    )
    op.create_index(
        "ix_assurance_check_region_latest",
        "assurance_check",
        ["county", "region_code", sa.literal_column("checked_on desc"), sa.literal_column("id desc")],
        unique=False,
    )
    op.create_index(
        "uq_assurance_check_current",
        "assurance_check",
        ["county", "household_id", "item", "member_id"],
        unique=True,
        postgresql_where=sa.text("current"),
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "assurance_defect",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("reasons", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open", "mended", "closed", name="defectstate", native_enum=False, create_constraint=True, length=40
            ),
            server_default="open",
            nullable=False,
        ),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("opened_check_id", sa.Uuid(), nullable=False),
        sa.Column("last_check_id", sa.Uuid(), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=True),
        sa.Column("next_step_on", sa.Date(), nullable=True),
        sa.Column("owner_name", sa.Text(), nullable=True),
        sa.Column("mended_on", sa.Date(), nullable=True),
        sa.Column("mended_check_id", sa.Uuid(), nullable=True),
        sa.Column("mended_by", sa.Uuid(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_by_name", sa.Text(), nullable=True),
        sa.Column("close_note", sa.Text(), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_on is not null)", name=op.f("ck_assurance_defect_closed_with_date")
        ),
        sa.CheckConstraint(
            "(state = 'open') = (mended_check_id is null)", name=op.f("ck_assurance_defect_mended_by_a_check")
        ),
        sa.CheckConstraint(
            "(closed_on is null) = (closed_by is null)", name=op.f("ck_assurance_defect_closed_by_somebody")
        ),
        sa.CheckConstraint(
            "closed_by is distinct from mended_by or closed_by is null",
            name=op.f("ck_assurance_defect_closed_by_another"),
        ),
        sa.ForeignKeyConstraint(["closed_by"], ["app_user.id"], name=op.f("fk_assurance_defect_closed_by")),
        sa.ForeignKeyConstraint(
            ["county", "household_id"],
            ["household.county", "household.id"],
            name=op.f("fk_assurance_defect_county_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "last_check_id"],
            ["assurance_check.county", "assurance_check.id"],
            name=op.f("fk_assurance_defect_county_last_check_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "member_id"], ["member.county", "member.id"], name=op.f("fk_assurance_defect_county_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["county", "mended_check_id"],
            ["assurance_check.county", "assurance_check.id"],
            name=op.f("fk_assurance_defect_county_mended_check_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "opened_check_id"],
            ["assurance_check.county", "assurance_check.id"],
            name=op.f("fk_assurance_defect_county_opened_check_id"),
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_assurance_defect")),
    )
    op.create_index(
        op.f("ix_assurance_defect_county_household_id"), "assurance_defect", ["county", "household_id"], unique=False
    )
    op.create_index(
        op.f("ix_assurance_defect_county_last_check_id"), "assurance_defect", ["county", "last_check_id"], unique=False
    )
    op.create_index(
        op.f("ix_assurance_defect_county_mended_check_id"),
        "assurance_defect",
        ["county", "mended_check_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_assurance_defect_county_opened_check_id"),
        "assurance_defect",
        ["county", "opened_check_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_assurance_defect_county_region_code_state_opened_on_id"),
        "assurance_defect",
        ["county", "region_code", "state", "opened_on", "id"],
        unique=False,
    )
    op.create_index(
        "uq_assurance_defect_open",
        "assurance_defect",
        ["county", "household_id", "item", "member_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'closed'"),
        postgresql_nulls_not_distinct=True,
    )
    for table in COUNTY_TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(
            f"create policy area on {table} to yihu_app using ("
            "region_code >= current_setting('yihu.lo', true) and region_code < current_setting('yihu.hi', true))"
        )
    for table in TOLD_BELOW:
        op.execute(
            f"create policy above on {table} for select to yihu_app using ("
            "starts_with(current_setting('yihu.lo', true), region_code))"
        )
    for table in WRITTEN_ONCE:
        op.execute(f"revoke update, delete on {table} from yihu_app")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for table in TOLD_BELOW:
        op.execute(f"drop policy above on {table}")
    for table in COUNTY_TABLES:
        op.execute(f"drop policy area on {table}")
        op.execute(f"alter table {table} disable row level security")
    op.drop_index(
        "uq_assurance_defect_open",
        table_name="assurance_defect",
        postgresql_where=sa.text("state <> 'closed'"),
        postgresql_nulls_not_distinct=True,
    )
    op.drop_index(op.f("ix_assurance_defect_county_region_code_state_opened_on_id"), table_name="assurance_defect")
    op.drop_index(op.f("ix_assurance_defect_county_opened_check_id"), table_name="assurance_defect")
    op.drop_index(op.f("ix_assurance_defect_county_mended_check_id"), table_name="assurance_defect")
    op.drop_index(op.f("ix_assurance_defect_county_last_check_id"), table_name="assurance_defect")
    op.drop_index(op.f("ix_assurance_defect_county_household_id"), table_name="assurance_defect")
    op.drop_table("assurance_defect")
    op.drop_index(
        "uq_assurance_check_current",
        table_name="assurance_check",
        postgresql_where=sa.text("current"),
        postgresql_nulls_not_distinct=True,
    )
    op.drop_index("ix_assurance_check_region_latest", table_name="assurance_check")
    op.drop_index("ix_assurance_check_period", table_name="assurance_check")
    op.drop_index("ix_assurance_check_form", table_name="assurance_check")
    op.drop_index(op.f("ix_assurance_check_county_visit_id"), table_name="assurance_check")
    op.drop_index(op.f("ix_assurance_check_county_round_id"), table_name="assurance_check")
    op.drop_index(op.f("ix_assurance_check_county_household_id"), table_name="assurance_check")
    op.drop_table("assurance_check")
    op.drop_table("assurance_round")
    op.drop_index(op.f("ix_assurance_day_county_day"), table_name="assurance_day")
    op.drop_table("assurance_day")
