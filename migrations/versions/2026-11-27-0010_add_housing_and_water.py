"""Lists of departments, housing cases, water sources and their tests."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

COUNTY_TABLES = ("department_entry", "housing_case", "water_source", "water_test")  # fmt: skip


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_table(
        "water_source",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("keeper_name", sa.Text(), nullable=True),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("ended_on is null or ended_on >= begun_on", name=op.f("ck_water_source_period_in_order")),
        sa.CheckConstraint("households >= 0", name=op.f("ck_water_source_households_not_negative")),
        sa.CheckConstraint("length(region_code) >= 12", name=op.f("ck_water_source_of_a_village")),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_water_source")),
        sa.UniqueConstraint("county", "region_code", "name", name=op.f("uq_water_source_county_region_code_name")),
    )
    op.create_table(
        "water_test",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("tested_on", sa.Date(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("failing", sa.Text(), nullable=True),
        sa.Column("lab", sa.Text(), nullable=True),
        sa.Column("report_no", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("passed or failing is not null", name=op.f("ck_water_test_failing_named")),
        sa.ForeignKeyConstraint(
            ["county", "source_id"],
            ["water_source.county", "water_source.id"],
            name=op.f("fk_water_test_county_source_id"),
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_water_test")),
        sa.UniqueConstraint("county", "source_id", "tested_on", name=op.f("uq_water_test_county_source_id_tested_on")),
    )
    op.create_index(op.f("ix_water_test_county_source_id"), "water_test", ["county", "source_id"], unique=False)
    op.create_table(
        "housing_case",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("renovation", "relocation", name="casekind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("standard", sa.Text(), nullable=True),
        sa.Column("subsidy", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("handed_over_on", sa.Date(), nullable=True),
        sa.Column("moved_in_on", sa.Date(), nullable=True),
        sa.Column("old_house", sa.Text(), server_default="none", nullable=False),
        sa.Column("old_house_on", sa.Date(), nullable=True),
        sa.Column("contact_name", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "(old_house in ('demolished', 'reclaimed')) <= (old_house_on is not null)",
            name=op.f("ck_housing_case_old_house_dated"),
        ),
        sa.CheckConstraint("handed_over_on >= approved_on", name=op.f("ck_housing_case_handed_over_after_approval")),
        sa.CheckConstraint(
            "moved_in_on is null or handed_over_on is not null", name=op.f("ck_housing_case_moved_in_after_all")
        ),
        sa.CheckConstraint(
            "moved_in_on is null or moved_in_on >= handed_over_on",
            name=op.f("ck_housing_case_moved_in_after_hand_over"),
        ),
        sa.CheckConstraint("subsidy >= 0", name=op.f("ck_housing_case_subsidy_not_negative")),
        sa.ForeignKeyConstraint(
            ["county", "household_id"],
            ["household.county", "household.id"],
            name=op.f("fk_housing_case_county_household_id"),
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_housing_case")),
        sa.UniqueConstraint(
            "county",
            "household_id",
            "kind",
            "approved_on",
            name=op.f("uq_housing_case_county_household_id_kind_approved_on"),
        ),
    )
    op.create_index(
        op.f("ix_housing_case_county_household_id"), "housing_case", ["county", "household_id"], unique=False
    )
    op.create_index(
        op.f("ix_housing_case_county_region_code_approved_on_id"),
        "housing_case",
        ["county", "region_code", "approved_on", "id"],
        unique=False,
    )
    op.create_table(
        "department_entry",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("listed_on", sa.Date(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("id_hash", sa.LargeBinary(), nullable=True),
        sa.Column("id_masked", sa.Text(), nullable=True),
        sa.Column(
            "result",
            sa.Enum(
                "ok", "defect", "not_applicable", name="result", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("figures", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("settled_by_name", sa.Text(), nullable=True),
        sa.Column("settlement", sa.Text(), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "(settled_on is null) = (settlement is null)", name=op.f("ck_department_entry_settled_with_words")
        ),
        sa.ForeignKeyConstraint(
            ["county", "household_id"],
            ["household.county", "household.id"],
            name=op.f("fk_department_entry_county_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "member_id"], ["member.county", "member.id"], name=op.f("fk_department_entry_county_member_id")
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_department_entry")),
    )
    op.create_index(
        op.f("ix_department_entry_county_household_id"), "department_entry", ["county", "household_id"], unique=False
    )
    op.create_index(
        op.f("ix_department_entry_county_item_listed_on_region_code_id"),
        "department_entry",
        ["county", "item", "listed_on", "region_code", "id"],
        unique=False,
    )
    op.create_index(
        "uq_department_entry_known",
        "department_entry",
        ["county", "item", "listed_on", "household_id", "member_id"],
        unique=True,
        postgresql_where=sa.text("household_id is not null"),
        postgresql_nulls_not_distinct=True,
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
        op.execute(f"alter table {table} disable row level security")
    op.drop_index(
        "uq_department_entry_known",
        table_name="department_entry",
        postgresql_where=sa.text("household_id is not null"),
        postgresql_nulls_not_distinct=True,
    )
    op.drop_index(op.f("ix_department_entry_county_item_listed_on_region_code_id"), table_name="department_entry")
    op.drop_index(op.f("ix_department_entry_county_household_id"), table_name="department_entry")
    op.drop_table("department_entry")
    op.drop_index(op.f("ix_housing_case_county_region_code_approved_on_id"), table_name="housing_case")
    op.drop_index(op.f("ix_housing_case_county_household_id"), table_name="housing_case")
    op.drop_table("housing_case")
    op.drop_index(op.f("ix_water_test_county_source_id"), table_name="water_test")
    op.drop_table("water_test")
    op.drop_table("water_source")
