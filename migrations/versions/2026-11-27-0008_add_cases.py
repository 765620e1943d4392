"""Cases and their steps, public notices, villagers' declarations, flags of comparisons, villages' figures of a year."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

COUNTY_TABLES = ("risk_case", "case_step", "public_notice", "notice_line", "objection", "declaration", "asset_flag", "village_year")  # fmt: skip


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_table(
        "public_attempt",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("address_hash", sa.LargeBinary(), nullable=False),
        sa.Column("village_code", sa.Text(collation="C"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_attempt")),
    )
    op.create_index(
        op.f("ix_public_attempt_address_hash_created_at"),
        "public_attempt",
        ["address_hash", "created_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_public_attempt_village_code_created_at"),
        "public_attempt",
        ["village_code", "created_at"],
        unique=False,
    )
    op.create_table(
        "village_year",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("incidence", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("exited", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("incidence between 0 and 100", name=op.f("ck_village_year_percent")),
        sa.CheckConstraint("length(region_code) = 12", name=op.f("ck_village_year_of_a_village")),
        sa.CheckConstraint("year between 2013 and 2100", name=op.f("ck_village_year_year_plausible")),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_village_year")),
        sa.UniqueConstraint("county", "region_code", "year", name=op.f("uq_village_year_county_region_code_year")),
    )
    op.create_table(
        "public_notice",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("contact_office", sa.Text(), nullable=False),
        sa.Column("contact_phone", sa.Text(), nullable=False),
        sa.Column("posted_by", sa.Uuid(), nullable=True),
        sa.Column("posted_by_name", sa.Text(), nullable=False),
        sa.Column("attachment_ids", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_why", sa.Text(), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "(withdrawn_on is null) = (withdrawn_why is null)", name=op.f("ck_public_notice_withdrawn_with_reason")
        ),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_public_notice_period_in_order")),
        sa.CheckConstraint("length(region_code) = 12", name=op.f("ck_public_notice_of_a_village")),
        sa.ForeignKeyConstraint(["posted_by"], ["app_user.id"], name=op.f("fk_public_notice_posted_by")),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_public_notice")),
    )
    op.create_index(
        op.f("ix_public_notice_county_region_code_ends_on_id"),
        "public_notice",
        ["county", "region_code", "ends_on", "id"],
        unique=False,
    )
    op.create_table(
        "risk_case",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column(
            "procedure",
            sa.Enum(
                "risk", "five_step", "review", name="procedure", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("defect", sa.Text(), nullable=True),
        sa.Column("monitor_class", sa.Text(), nullable=True),
        sa.Column("risks", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("clue", sa.Text(), nullable=False),
        sa.Column("sources", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=True),
        sa.Column("opened_by_name", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("step", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("kin", sa.Boolean(), nullable=True),
        sa.Column("second_by", sa.Uuid(), nullable=True),
        sa.Column("proposal", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("class_before", sa.Text(), nullable=True),
        sa.Column("removed_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("open", "closed", name="casestate", native_enum=False, create_constraint=True, length=40),
            server_default="open",
            nullable=False,
        ),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_why", sa.Text(), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("(state = 'closed') = (closed_on is not null)", name=op.f("ck_risk_case_closed_with_date")),
        sa.CheckConstraint("(state = 'closed') = (step is null)", name=op.f("ck_risk_case_open_with_step")),
        sa.CheckConstraint("(decided_on is null) = (decision is null)", name=op.f("ck_risk_case_decided_with_date")),
        sa.CheckConstraint(
            "decided_on is null or kin is not true or second_by is not null",
            name=op.f("ck_risk_case_kin_reviewed_twice"),
        ),
        sa.CheckConstraint("place >= 0", name=op.f("ck_risk_case_place_not_negative")),
        sa.ForeignKeyConstraint(
            ["county", "household_id"],
            ["household.county", "household.id"],
            name=op.f("fk_risk_case_county_household_id"),
        ),
        sa.ForeignKeyConstraint(["opened_by"], ["app_user.id"], name=op.f("fk_risk_case_opened_by")),
        sa.ForeignKeyConstraint(["second_by"], ["app_user.id"], name=op.f("fk_risk_case_second_by")),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_risk_case")),
    )
    op.create_index(op.f("ix_risk_case_county_household_id"), "risk_case", ["county", "household_id"], unique=False)
    op.create_index(
        op.f("ix_risk_case_county_region_code_state_due_on_id"),
        "risk_case",
        ["county", "region_code", "state", "due_on", "id"],
        unique=False,
    )
    op.create_index(
        "uq_risk_case_open",
        "risk_case",
        ["county", "household_id", "procedure"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "asset_flag",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("cleared_on", sa.Date(), nullable=True),
        sa.Column("cleared_why", sa.Text(), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(
            ["county", "case_id"], ["risk_case.county", "risk_case.id"], name=op.f("fk_asset_flag_county_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["county", "household_id"],
            ["household.county", "household.id"],
            name=op.f("fk_asset_flag_county_household_id"),
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_asset_flag")),
        sa.UniqueConstraint(
            "county",
            "household_id",
            "kind",
            "source",
            "found_on",
            name=op.f("uq_asset_flag_county_household_id_kind_source_found_on"),
        ),
    )
    op.create_index(op.f("ix_asset_flag_county_case_id"), "asset_flag", ["county", "case_id"], unique=False)
    op.create_index(op.f("ix_asset_flag_county_household_id"), "asset_flag", ["county", "household_id"], unique=False)
    op.create_table(
        "case_step",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "procedure",
            sa.Enum(
                "risk", "five_step", "review", name="procedure", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("previous_id", sa.Uuid(), nullable=True),
        sa.Column("previous_place", sa.Integer(), nullable=True),
        sa.Column("needed", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("barred", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("attachment_ids", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("entitled", sa.Integer(), nullable=True),
        sa.Column("present", sa.Integer(), nullable=True),
        sa.Column("agree", sa.Integer(), nullable=True),
        sa.Column("against", sa.Integer(), nullable=True),
        sa.Column("abstain", sa.Integer(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("superseded_why", sa.Text(), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(procedure, place, step) in (('risk', 1, 'verify'), ('risk', 2, 'deliberate'), ('risk', 3, 'notice'), ('risk', 4, 'township'), ('risk', 5, 'second'), ('risk', 6, 'county'), ('risk', 7, 'help'), ('risk', 8, 'removal_verify'), ('risk', 9, 'removal_deliberate'), ('risk', 10, 'removal_notice'), ('risk', 11, 'removal_township'), ('risk', 12, 'removal_county'), ('risk', 13, 'look_back'), ('five_step', 1, 'check'), ('five_step', 2, 'look'), ('five_step', 3, 'compare'), ('five_step', 4, 'deliberate'), ('five_step', 5, 'notice'), ('five_step', 6, 'township'), ('five_step', 7, 'second'), ('five_step', 8, 'county'), ('review', 1, 'verify'), ('review', 2, 'deliberate'), ('review', 3, 'notice'), ('review', 4, 'township'), ('review', 5, 'second'), ('review', 6, 'county'))",
            name=op.f("ck_case_step_known_step"),
        ),
        sa.CheckConstraint("(place = 1) = (previous_id is null)", name=op.f("ck_case_step_first_without_previous")),
        sa.CheckConstraint(
            "(previous_id is null) = (previous_place is null)", name=op.f("ck_case_step_previous_whole")
        ),
        sa.CheckConstraint("actor_id is null or not actor_id = any(barred)", name=op.f("ck_case_step_second_person")),
        sa.CheckConstraint(
            "agree + against + abstain = present and present <= entitled and least(agree, against, abstain) >= 0",
            name=op.f("ck_case_step_votes_add_up"),
        ),
        sa.CheckConstraint(
            "not needed or note is not null or cardinality(attachment_ids) > 0",
            name=op.f("ck_case_step_note_or_document"),
        ),
        sa.CheckConstraint("not needed or num_nulls(actor_id) = 0", name=op.f("ck_case_step_taken_by_somebody")),
        sa.CheckConstraint("previous_place = place - 1", name=op.f("ck_case_step_no_step_skipped")),
        sa.CheckConstraint(
            'step <> \'removal_verify\' or details @> \'{"assurances_kept": true, "risk_gone": true, "bars": []}\'',
            name=op.f("ck_case_step_removal_conditions"),
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["app_user.id"], name=op.f("fk_case_step_actor_id")),
        sa.ForeignKeyConstraint(
            ["county", "case_id", "previous_id", "previous_place"],
            ["case_step.county", "case_step.case_id", "case_step.id", "case_step.place"],
            name="fk_case_step_previous",
        ),
        sa.ForeignKeyConstraint(
            ["county", "case_id"], ["risk_case.county", "risk_case.id"], name=op.f("fk_case_step_county_case_id")
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_case_step")),
        sa.UniqueConstraint("county", "case_id", "id", "place", name=op.f("uq_case_step_county_case_id_id_place")),
    )
    op.create_index(op.f("ix_case_step_county_case_id"), "case_step", ["county", "case_id"], unique=False)
    op.create_index(
        "uq_case_step_current",
        "case_step",
        ["county", "case_id", "place"],
        unique=True,
        postgresql_where=sa.text("superseded_why is null"),
    )
    op.create_table(
        "declaration",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("phone_hash", sa.LargeBinary(), nullable=False),
        sa.Column("phone_masked", sa.Text(), nullable=False),
        sa.Column("group_name", sa.Text(), nullable=False),
        sa.Column("difficulty", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("receipt_hash", sa.LargeBinary(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("joined_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "accepted",
                "answered",
                name="declarationstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="received",
            nullable=False,
        ),
        sa.Column("household_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answered_by_name", sa.Text(), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "(state = 'accepted') = (case_id is not null)", name=op.f("ck_declaration_accepted_with_case")
        ),
        sa.CheckConstraint(
            "(state = 'answered') <= (answer is not null)", name=op.f("ck_declaration_answered_with_words")
        ),
        sa.CheckConstraint("joined_id <> id", name=op.f("ck_declaration_joined_to_another")),
        sa.ForeignKeyConstraint(
            ["county", "case_id"], ["risk_case.county", "risk_case.id"], name=op.f("fk_declaration_county_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["county", "household_id"],
            ["household.county", "household.id"],
            name=op.f("fk_declaration_county_household_id"),
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_declaration")),
    )
    op.create_index(op.f("ix_declaration_county_case_id"), "declaration", ["county", "case_id"], unique=False)
    op.create_index(op.f("ix_declaration_county_household_id"), "declaration", ["county", "household_id"], unique=False)
    op.create_index(op.f("ix_declaration_county_phone_hash"), "declaration", ["county", "phone_hash"], unique=False)
    op.create_index(
        op.f("ix_declaration_county_region_code_state_due_on_id"),
        "declaration",
        ["county", "region_code", "state", "due_on", "id"],
        unique=False,
    )
    op.create_index("uq_declaration_receipt", "declaration", ["county", "receipt_hash"], unique=True)
    op.create_table(
        "notice_line",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("group_name", sa.Text(), nullable=True),
        sa.Column("head_name", sa.Text(), nullable=False),
        sa.Column("class_label", sa.Text(), nullable=False),
        sa.Column("reason_label", sa.Text(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["county", "case_id"], ["risk_case.county", "risk_case.id"], name=op.f("fk_notice_line_county_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["county", "notice_id"],
            ["public_notice.county", "public_notice.id"],
            name=op.f("fk_notice_line_county_notice_id"),
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_notice_line")),
        sa.UniqueConstraint("county", "notice_id", "case_id", name=op.f("uq_notice_line_county_notice_id_case_id")),
    )
    op.create_index(op.f("ix_notice_line_county_case_id"), "notice_line", ["county", "case_id"], unique=False)
    op.create_index(op.f("ix_notice_line_county_notice_id"), "notice_line", ["county", "notice_id"], unique=False)
    op.create_table(
        "objection",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("raised_by", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("taken_by_name", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_by_name", sa.Text(), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("(answer is null) = (answered_on is null)", name=op.f("ck_objection_answered_with_date")),
        sa.CheckConstraint("(answer is null) = (upheld is null)", name=op.f("ck_objection_answered_with_verdict")),
        sa.ForeignKeyConstraint(["answered_by"], ["app_user.id"], name=op.f("fk_objection_answered_by")),
        sa.ForeignKeyConstraint(
            ["county", "case_id"], ["risk_case.county", "risk_case.id"], name=op.f("fk_objection_county_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["county", "notice_id"],
            ["public_notice.county", "public_notice.id"],
            name=op.f("fk_objection_county_notice_id"),
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_objection")),
    )
    op.create_index(op.f("ix_objection_county_case_id"), "objection", ["county", "case_id"], unique=False)
    op.create_index(op.f("ix_objection_county_notice_id"), "objection", ["county", "notice_id"], unique=False)
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
    op.drop_index(op.f("ix_objection_county_notice_id"), table_name="objection")
    op.drop_index(op.f("ix_objection_county_case_id"), table_name="objection")
    op.drop_table("objection")
    op.drop_index(op.f("ix_notice_line_county_notice_id"), table_name="notice_line")
    op.drop_index(op.f("ix_notice_line_county_case_id"), table_name="notice_line")
    op.drop_table("notice_line")
    op.drop_index("uq_declaration_receipt", table_name="declaration")
    op.drop_index(op.f("ix_declaration_county_region_code_state_due_on_id"), table_name="declaration")
    op.drop_index(op.f("ix_declaration_county_phone_hash"), table_name="declaration")
    op.drop_index(op.f("ix_declaration_county_household_id"), table_name="declaration")
    op.drop_index(op.f("ix_declaration_county_case_id"), table_name="declaration")
    op.drop_table("declaration")
    op.drop_index("uq_case_step_current", table_name="case_step", postgresql_where=sa.text("superseded_why is null"))
    op.drop_index(op.f("ix_case_step_county_case_id"), table_name="case_step")
    op.drop_table("case_step")
    op.drop_index(op.f("ix_asset_flag_county_household_id"), table_name="asset_flag")
    op.drop_index(op.f("ix_asset_flag_county_case_id"), table_name="asset_flag")
    op.drop_table("asset_flag")
    op.drop_index("uq_risk_case_open", table_name="risk_case", postgresql_where=sa.text("state = 'open'"))
    op.drop_index(op.f("ix_risk_case_county_region_code_state_due_on_id"), table_name="risk_case")
    op.drop_index(op.f("ix_risk_case_county_household_id"), table_name="risk_case")
    op.drop_table("risk_case")
    op.drop_index(op.f("ix_public_notice_county_region_code_ends_on_id"), table_name="public_notice")
    op.drop_table("public_notice")
    op.drop_table("village_year")
    op.drop_index(op.f("ix_public_attempt_village_code_created_at"), table_name="public_attempt")
    op.drop_index(op.f("ix_public_attempt_address_hash_created_at"), table_name="public_attempt")
    op.drop_table("public_attempt")
