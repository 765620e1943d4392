"""Plans and measures, what they are made from, benefits, the plans of villages."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COUNTY_TABLES = ("carry_over", "benefit_policy", "measure_template", "village_plan", "village_goal", "village_project", "declined_suggestion", "plan", "plan_print", "risk_signal", "benefit", "plan_likeness", "sample_check", "measure", "measure_progress")  # fmt: skip
TOLD_BELOW = ("benefit_policy", "measure_template", "village_project")


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_table(
        "benefit_policy",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("for_persons", sa.Boolean(), nullable=False),
        sa.Column("household_classes", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("causes", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("special_groups", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("schoolings", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("labours", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("least_age", sa.Integer(), nullable=True),
        sa.Column("most_age", sa.Integer(), nullable=True),
        sa.Column("standard", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("county"), "="),
            (sa.column("region_code"), "="),
            (sa.column("name"), "="),
            (sa.text("daterange(valid_from, valid_to)"), "&&"),
            using="gist",
            name="ex_benefit_policy_one_at_a_time",
        ),
        sa.CheckConstraint("least_age <= most_age", name=op.f("ck_benefit_policy_ages_in_order")),
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name=op.f("ck_benefit_policy_period_in_order")),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_benefit_policy")),
    )
    op.create_table(
        "measure_template",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("batch", sa.Text(), nullable=True),
        sa.Column("for_member", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("causes", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("assurances", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("household_classes", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("household_types", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("labours", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("fund_source", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "valid_to is null or valid_to > valid_from", name=op.f("ck_measure_template_period_in_order")
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_measure_template")),
        sa.UniqueConstraint(
            "county",
            "region_code",
            "name",
            "valid_from",
            name=op.f("uq_measure_template_county_region_code_name_valid_from"),
        ),
    )
    op.create_table(
        "village_plan",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("last_year", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("adopted_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("last_year >= first_year", name=op.f("ck_village_plan_years_in_order")),
        sa.CheckConstraint("length(region_code) = 12", name=op.f("ck_village_plan_of_a_village")),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_village_plan")),
        sa.UniqueConstraint(
            "county", "region_code", "first_year", name=op.f("uq_village_plan_county_region_code_first_year")
        ),
    )
    op.create_table(
        "village_goal",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("village_plan_id", sa.Uuid(), nullable=False),
        sa.Column("sort", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("target", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("result", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(
            ["county", "village_plan_id"],
            ["village_plan.county", "village_plan.id"],
            name=op.f("fk_village_goal_county_village_plan_id"),
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_village_goal")),
    )
    op.create_index(
        op.f("ix_village_goal_county_village_plan_id"), "village_goal", ["county", "village_plan_id"], unique=False
    )
    op.create_table(
        "village_project",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("village_plan_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("fund_source", sa.Text(), nullable=True),
        sa.Column("fund_line", sa.Text(), nullable=True),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("owner_name", sa.Text(), nullable=True),
        sa.Column("progress", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_village_project_amount_not_negative")),
        sa.CheckConstraint("progress between 0 and 100", name=op.f("ck_village_project_progress_in_range")),
        sa.ForeignKeyConstraint(
            ["county", "village_plan_id"],
            ["village_plan.county", "village_plan.id"],
            name=op.f("fk_village_project_county_village_plan_id"),
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_village_project")),
        sa.UniqueConstraint("county", "region_code", "name", name=op.f("uq_village_project_county_region_code_name")),
    )
    op.create_index(
        op.f("ix_village_project_county_village_plan_id"),
        "village_project",
        ["county", "village_plan_id"],
        unique=False,
    )
    op.create_table(
        "declined_suggestion",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("declined_by_name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["county", "household_id"],
            ["household.county", "household.id"],
            name=op.f("fk_declined_suggestion_county_household_id"),
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_declined_suggestion")),
        sa.UniqueConstraint(
            "county", "household_id", "year", "key", name=op.f("uq_declined_suggestion_county_household_id_year_key")
        ),
    )
    op.create_index(
        op.f("ix_declined_suggestion_county_household_id"),
        "declined_suggestion",
        ["county", "household_id"],
        unique=False,
    )
    op.create_table(
        "plan",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("previous_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "assistance", "consolidation", name="plankind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "returned",
                "active",
                "replaced",
                "closed",
                name="planstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="draft",
            nullable=False,
        ),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("causes", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("income_base", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("income_base_year", sa.Integer(), nullable=True),
        sa.Column("income_target", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column(
            "assurances", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("wish", sa.Text(), nullable=True),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column("consent_kind", sa.Text(), nullable=True),
        sa.Column("consent_name", sa.Text(), nullable=True),
        sa.Column("consent_witness", sa.Text(), nullable=True),
        sa.Column("consent_attachment_id", sa.Uuid(), nullable=True),
        sa.Column("consent_stale", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("submitted_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("submitted_by", sa.Uuid(), nullable=True),
        sa.Column("reviewed_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("reviewed_by_name", sa.Text(), nullable=True),
        sa.Column("review_note", sa.Text(), nullable=True),
        sa.Column("completeness", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("gaps", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("measure_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("done_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("income_result", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("satisfaction", sa.Integer(), nullable=True),
        sa.Column("satisfaction_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "(state in ('active', 'replaced', 'closed')) <= (consent_on is not null and not consent_stale)",
            name=op.f("ck_plan_in_force_with_consent"),
        ),
        sa.CheckConstraint(
            "consent_kind <> 'witness' or consent_witness is not null", name=op.f("ck_plan_witness_named")
        ),
        sa.CheckConstraint("edition > 0", name=op.f("ck_plan_edition_positive")),
        sa.CheckConstraint("income_target >= 0", name=op.f("ck_plan_target_not_negative")),
        sa.CheckConstraint(
            "reviewed_by is distinct from author_id or reviewed_by is null", name=op.f("ck_plan_not_by_its_author")
        ),
        sa.CheckConstraint(
            "reviewed_by is distinct from submitted_by or reviewed_by is null",
            name=op.f("ck_plan_not_by_who_submitted"),
        ),
        sa.CheckConstraint("satisfaction between 1 and 5", name=op.f("ck_plan_satisfaction_in_scale")),
        sa.CheckConstraint("year between 2013 and 2100", name=op.f("ck_plan_year_plausible")),
        sa.ForeignKeyConstraint(["author_id"], ["app_user.id"], name=op.f("fk_plan_author_id")),
        sa.ForeignKeyConstraint(
            ["county", "household_id"], ["household.county", "household.id"], name=op.f("fk_plan_county_household_id")
        ),
        sa.ForeignKeyConstraint(["reviewed_by"], ["app_user.id"], name=op.f("fk_plan_reviewed_by")),
        sa.ForeignKeyConstraint(["submitted_by"], ["app_user.id"], name=op.f("fk_plan_submitted_by")),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_plan")),
        sa.UniqueConstraint(
            "county", "household_id", "year", "edition", name=op.f("uq_plan_county_household_id_year_edition")
        ),
    )
    op.create_index(op.f("ix_plan_county_household_id"), "plan", ["county", "household_id"], unique=False)
    op.create_index(
        op.f("ix_plan_county_region_code_year_state_id"),
        "plan",
        ["county", "region_code", "year", "state", "id"],
        unique=False,
    )
    op.create_index(
        "uq_plan_in_force",
        "plan",
        ["county", "household_id", "year"],
        unique=True,
        postgresql_where=sa.text("state = 'active'"),
    )
    op.create_index(
        "uq_plan_in_work",
        "plan",
        ["county", "household_id", "year"],
        unique=True,
        postgresql_where=sa.text("state in ('draft', 'submitted', 'returned')"),
    )
    op.create_table(
        "plan_print",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("bands", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["county", "household_id"],
            ["household.county", "household.id"],
            name=op.f("fk_plan_print_county_household_id"),
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_plan_print")),
    )
    op.create_index("ix_plan_print_bands", "plan_print", ["bands"], unique=False, postgresql_using="gin")
    op.create_index(op.f("ix_plan_print_county_household_id"), "plan_print", ["county", "household_id"], unique=False)
    op.create_index(op.f("ix_plan_print_county_year_id"), "plan_print", ["county", "year", "id"], unique=False)
    op.create_table(
        "risk_signal",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=True),
        sa.Column("dismissed_on", sa.Date(), nullable=True),
        sa.Column("dismissed_why", sa.Text(), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(
            ["county", "household_id"],
            ["household.county", "household.id"],
            name=op.f("fk_risk_signal_county_household_id"),
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_risk_signal")),
    )
    op.create_index(op.f("ix_risk_signal_county_household_id"), "risk_signal", ["county", "household_id"], unique=False)
    op.create_index(
        op.f("ix_risk_signal_county_region_code_happened_on_id"),
        "risk_signal",
        ["county", "region_code", "happened_on", "id"],
        unique=False,
    )
    op.create_table(
        "benefit",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("granted_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_benefit_amount_not_negative")),
        sa.CheckConstraint("ends_on is null or ends_on >= granted_on", name=op.f("ck_benefit_period_in_order")),
        sa.ForeignKeyConstraint(
            ["county", "household_id"],
            ["household.county", "household.id"],
            name=op.f("fk_benefit_county_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "member_id"], ["member.county", "member.id"], name=op.f("fk_benefit_county_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["county", "policy_id"],
            ["benefit_policy.county", "benefit_policy.id"],
            name=op.f("fk_benefit_county_policy_id"),
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_benefit")),
    )
    op.create_index(op.f("ix_benefit_county_household_id"), "benefit", ["county", "household_id"], unique=False)
    op.create_index(op.f("ix_benefit_county_policy_id"), "benefit", ["county", "policy_id"], unique=False)
    op.create_index(
        op.f("ix_benefit_county_region_code_granted_on_id"),
        "benefit",
        ["county", "region_code", "granted_on", "id"],
        unique=False,
    )
    op.create_index(
        "uq_benefit_once",
        "benefit",
        ["county", "household_id", "policy_id", "member_id", "granted_on"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "plan_likeness",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("likeness", sa.Integer(), nullable=False),
        sa.Column("differs", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("likeness between 0 and 100", name=op.f("ck_plan_likeness_per_cent")),
        sa.ForeignKeyConstraint(
            ["county", "other_id"], ["plan.county", "plan.id"], name=op.f("fk_plan_likeness_county_other_id")
        ),
        sa.ForeignKeyConstraint(
            ["county", "plan_id"], ["plan.county", "plan.id"], name=op.f("fk_plan_likeness_county_plan_id")
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_plan_likeness")),
        sa.UniqueConstraint("county", "plan_id", "other_id", name=op.f("uq_plan_likeness_county_plan_id_other_id")),
    )
    op.create_index(op.f("ix_plan_likeness_county_other_id"), "plan_likeness", ["county", "other_id"], unique=False)
    op.create_index(op.f("ix_plan_likeness_county_plan_id"), "plan_likeness", ["county", "plan_id"], unique=False)
    op.create_table(
        "sample_check",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("drawn_on", sa.Date(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("checked_by", sa.Uuid(), nullable=True),
        sa.Column("checked_by_name", sa.Text(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(["checked_by"], ["app_user.id"], name=op.f("fk_sample_check_checked_by")),
        sa.ForeignKeyConstraint(
            ["county", "plan_id"], ["plan.county", "plan.id"], name=op.f("fk_sample_check_county_plan_id")
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_sample_check")),
    )
    op.create_index(op.f("ix_sample_check_county_plan_id"), "sample_check", ["county", "plan_id"], unique=False)
    op.create_table(
        "measure",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("root_id", sa.Uuid(), nullable=False),
        sa.Column("sort", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("batch", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("assurance", sa.Text(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("helper_id", sa.Uuid(), nullable=True),
        sa.Column("owner_name", sa.Text(), nullable=True),
        sa.Column("executor", sa.Text(), nullable=True),
        sa.Column("fund_source", sa.Text(), nullable=True),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("policy_id", sa.Uuid(), nullable=True),
        sa.Column("loan_id", sa.Uuid(), nullable=True),
        sa.Column("template_id", sa.Uuid(), nullable=True),
        sa.Column("suggestion", sa.Text(), nullable=True),
        sa.Column("review_note", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "going",
                "done",
                "cancelled",
                name="measurestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="planned",
            nullable=False,
        ),
        sa.Column("progress", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("spent", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("(state = 'done') = (done_on is not null)", name=op.f("ck_measure_done_with_date")),
        sa.CheckConstraint("amount >= 0 and spent >= 0", name=op.f("ck_measure_money_not_negative")),
        sa.CheckConstraint("due_on >= starts_on", name=op.f("ck_measure_period_in_order")),
        sa.CheckConstraint("progress between 0 and 100", name=op.f("ck_measure_progress_in_range")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_measure_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["county", "helper_id"], ["helper.county", "helper.id"], name=op.f("fk_measure_county_helper_id")
        ),
        sa.ForeignKeyConstraint(
            ["county", "household_id"],
            ["household.county", "household.id"],
            name=op.f("fk_measure_county_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "loan_id"], ["loan.county", "loan.id"], name=op.f("fk_measure_county_loan_id")
        ),
        sa.ForeignKeyConstraint(
            ["county", "member_id"], ["member.county", "member.id"], name=op.f("fk_measure_county_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["county", "plan_id"], ["plan.county", "plan.id"], name=op.f("fk_measure_county_plan_id")
        ),
        sa.ForeignKeyConstraint(
            ["county", "policy_id"],
            ["benefit_policy.county", "benefit_policy.id"],
            name=op.f("fk_measure_county_policy_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "project_id"],
            ["village_project.county", "village_project.id"],
            name=op.f("fk_measure_county_project_id"),
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["app_user.id"], name=op.f("fk_measure_owner_id")),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_measure")),
        sa.UniqueConstraint("county", "plan_id", "root_id", name=op.f("uq_measure_county_plan_id_root_id")),
    )
    op.create_index(op.f("ix_measure_county_helper_id"), "measure", ["county", "helper_id"], unique=False)
    op.create_index(op.f("ix_measure_county_household_id"), "measure", ["county", "household_id"], unique=False)
    op.create_index(op.f("ix_measure_county_plan_id"), "measure", ["county", "plan_id"], unique=False)
    op.create_index(op.f("ix_measure_county_project_id"), "measure", ["county", "project_id"], unique=False)
    op.create_index(
        op.f("ix_measure_county_region_code_state_due_on_id"),
        "measure",
        ["county", "region_code", "state", "due_on", "id"],
        unique=False,
    )
    op.create_table(
        "measure_progress",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("measure_id", sa.Uuid(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "going",
                "done",
                "cancelled",
                name="measurestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("spent", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("attachment_ids", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("told_by", sa.Uuid(), nullable=True),
        sa.Column("told_by_name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("progress between 0 and 100", name=op.f("ck_measure_progress_in_range")),
        sa.ForeignKeyConstraint(
            ["county", "measure_id"],
            ["measure.county", "measure.id"],
            name=op.f("fk_measure_progress_county_measure_id"),
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_measure_progress")),
    )
    op.create_index(
        op.f("ix_measure_progress_county_measure_id"), "measure_progress", ["county", "measure_id"], unique=False
    )
    op.create_table(
        "carry_over",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "running",
                "done",
                "failed",
                name="carryoverstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="waiting",
            nullable=False,
        ),
        sa.Column("done", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("total", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("made", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("asked_by_name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("year between 2014 and 2100", name=op.f("ck_carry_over_year_plausible")),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_carry_over")),
    )
    for table in COUNTY_TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(
            f"create policy area on {table} to yihu_app using ("
            "region_code >= current_setting('yihu.lo', true) and region_code < current_setting('yihu.hi', true))"
        )
    # What a county grants and its catalogue of measures hold in every village of it.
    for table in TOLD_BELOW:
        op.execute(
            f"create policy above on {table} for select to yihu_app using ("
            "starts_with(current_setting('yihu.lo', true), region_code))"
        )
    # A print names nobody: plans are compared with the whole county's, whoever asks.
    op.execute(
        "create policy county on plan_print for select to yihu_app using ("
        "county = left(current_setting('yihu.lo', true), 6))"
    )


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop policy county on plan_print")
    for table in TOLD_BELOW:
        op.execute(f"drop policy above on {table}")
    for table in COUNTY_TABLES:
        op.execute(f"drop policy area on {table}")
        op.execute(f"alter table {table} disable row level security")
    op.drop_index(op.f("ix_measure_progress_county_measure_id"), table_name="measure_progress")
    op.drop_table("carry_over")
    op.drop_table("measure_progress")
    op.drop_index(op.f("ix_measure_county_region_code_state_due_on_id"), table_name="measure")
    op.drop_index(op.f("ix_measure_county_project_id"), table_name="measure")
    op.drop_index(op.f("ix_measure_county_plan_id"), table_name="measure")
    op.drop_index(op.f("ix_measure_county_household_id"), table_name="measure")
    op.drop_index(op.f("ix_measure_county_helper_id"), table_name="measure")
    op.drop_table("measure")
    op.drop_index(op.f("ix_sample_check_county_plan_id"), table_name="sample_check")
    op.drop_table("sample_check")
    op.drop_index(op.f("ix_plan_likeness_county_plan_id"), table_name="plan_likeness")
    op.drop_index(op.f("ix_plan_likeness_county_other_id"), table_name="plan_likeness")
    op.drop_table("plan_likeness")
    op.drop_index("uq_benefit_once", table_name="benefit", postgresql_nulls_not_distinct=True)
    op.drop_index(op.f("ix_benefit_county_region_code_granted_on_id"), table_name="benefit")
    op.drop_index(op.f("ix_benefit_county_policy_id"), table_name="benefit")
    op.drop_index(op.f("ix_benefit_county_household_id"), table_name="benefit")
    op.drop_table("benefit")
    op.drop_index(op.f("ix_risk_signal_county_region_code_happened_on_id"), table_name="risk_signal")
    op.drop_index(op.f("ix_risk_signal_county_household_id"), table_name="risk_signal")
    op.drop_table("risk_signal")
    op.drop_index(op.f("ix_plan_print_county_year_id"), table_name="plan_print")
    op.drop_index(op.f("ix_plan_print_county_household_id"), table_name="plan_print")
    op.drop_index("ix_plan_print_bands", table_name="plan_print", postgresql_using="gin")
    op.drop_table("plan_print")
    op.drop_index(
        "uq_plan_in_work", table_name="plan", postgresql_where=sa.text("state in ('draft', 'submitted', 'returned')")
    )
    op.drop_index("uq_plan_in_force", table_name="plan", postgresql_where=sa.text("state = 'active'"))
    op.drop_index(op.f("ix_plan_county_region_code_year_state_id"), table_name="plan")
    op.drop_index(op.f("ix_plan_county_household_id"), table_name="plan")
    op.drop_table("plan")
    op.drop_index(op.f("ix_declined_suggestion_county_household_id"), table_name="declined_suggestion")
    op.drop_table("declined_suggestion")
    op.drop_index(op.f("ix_village_project_county_village_plan_id"), table_name="village_project")
    op.drop_table("village_project")
    op.drop_index(op.f("ix_village_goal_county_village_plan_id"), table_name="village_goal")
    op.drop_table("village_goal")
    op.drop_table("village_plan")
    op.drop_table("measure_template")
    op.drop_table("benefit_policy")
