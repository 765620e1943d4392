"""Fieldwork: helpers and pairings, visits and findings, what phones send."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ROLES = (
    "village_cadre", "township_officer", "county_officer", "department", "bank", "auditor", "administrator",
)  # fmt: skip
COUNTY_TABLES = (
    "unit", "unit_assignment", "village_standing", "helper", "campaign", "campaign_participant", "campaign_target",
    "pairing", "pairing_proposal", "proposed_pairing", "visit", "finding", "field_command", "field_device",
    "kit_manifest",
)  # fmt: skip
CONTENT = ("media_type", "size", "sha256", "received_sha256")
TOLD_BELOW = ("unit", "unit_assignment", "helper", "campaign")
OWNED_BY_IMPORT = ("import_row", "import_change")


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for table in OWNED_BY_IMPORT:
        op.drop_constraint(op.f(f"fk_{table}_county_import_id"), table, type_="foreignkey")
    op.create_table(
        "unit",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("layer", sa.Text(), nullable=False),
        sa.Column("system", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_unit")),
        sa.UniqueConstraint("county", "name", name=op.f("uq_unit_county_name")),
    )
    op.create_table(
        "village_standing",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("poor", sa.Boolean(), nullable=False),
        sa.Column("weak_branch", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("county"), "="),
            (sa.column("region_code"), "="),
            (sa.text("daterange(valid_from, valid_to)"), "&&"),
            using="gist",
            name="ex_village_standing_one_at_a_time",
        ),
        sa.CheckConstraint("length(region_code) = 12", name=op.f("ck_village_standing_of_a_village")),
        sa.CheckConstraint(
            "valid_to is null or valid_to >= valid_from",
            name=op.f("ck_village_standing_period_in_order"),
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_village_standing")),
    )
    op.create_table(
        "campaign",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "pairing",
                "full_coverage",
                "festival",
                name="campaignkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("pairing_kind", sa.Text(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column(
            "activities",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column(
            "household_classes",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column(
            "statuses",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("declared_helpers", sa.Integer(), nullable=True),
        sa.Column("declared_households", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "declared_helpers >= 0 and declared_households >= 0",
            name=op.f("ck_campaign_declared_not_negative"),
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_campaign_period_in_order")),
        sa.ForeignKeyConstraint(
            ["county", "unit_id"],
            ["unit.county", "unit.id"],
            name=op.f("fk_campaign_county_unit_id"),
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_campaign")),
        sa.UniqueConstraint(
            "county",
            "region_code",
            "name",
            name=op.f("uq_campaign_county_region_code_name"),
        ),
    )
    op.create_index(
        op.f("ix_campaign_county_unit_id"),
        "campaign",
        ["county", "unit_id"],
        unique=False,
    )
    op.create_table(
        "unit_assignment",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("target_unit_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("end_note", sa.Text(), nullable=True),
        sa.Column("effect", sa.Text(), nullable=True),
        sa.Column("award_claimed_on", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("county"), "="),
            (sa.column("unit_id"), "="),
            (sa.column("kind"), "="),
            (sa.column("region_code"), "="),
            (
                sa.text("coalesce(target_unit_id, '00000000-0000-0000-0000-000000000000')"),
                "=",
            ),
            (sa.text("daterange(valid_from, valid_to)"), "&&"),
            using="gist",
            name="ex_unit_assignment_once_at_a_time",
        ),
        sa.CheckConstraint("target_unit_id <> unit_id", name=op.f("ck_unit_assignment_not_itself")),
        sa.CheckConstraint(
            "valid_to is null or valid_to >= valid_from",
            name=op.f("ck_unit_assignment_period_in_order"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "target_unit_id"],
            ["unit.county", "unit.id"],
            name=op.f("fk_unit_assignment_county_target_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "unit_id"],
            ["unit.county", "unit.id"],
            name=op.f("fk_unit_assignment_county_unit_id"),
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_unit_assignment")),
    )
    op.create_index(
        op.f("ix_unit_assignment_county_target_unit_id"),
        "unit_assignment",
        ["county", "target_unit_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_unit_assignment_county_unit_id"),
        "unit_assignment",
        ["county", "unit_id"],
        unique=False,
    )
    op.create_table(
        "field_command",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("household_id", sa.Uuid(), nullable=True),
        sa.Column("base_version", sa.Integer(), nullable=True),
        sa.Column("patch", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column(
            "clock_doubtful",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "applied",
                "merged",
                "conflict",
                "quarantined",
                "resolved",
                "abandoned",
                name="commandstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "answer",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("problem", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("settled_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("settled_by_name", sa.Text(), nullable=True),
        sa.Column("settled_how", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(status in ('quarantined', 'conflict')) <= (problem is not null)",
            name=op.f("ck_field_command_refused_with_reason"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_field_command_user_id")),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_field_command")),
    )
    op.create_index(
        op.f("ix_field_command_county_user_id_status"),
        "field_command",
        ["county", "user_id", "status"],
        unique=False,
    )
    op.create_index(
        "ix_field_command_unsettled",
        "field_command",
        ["county", "region_code", "created_at"],
        unique=False,
        postgresql_where=sa.text("status in ('quarantined', 'conflict')"),
    )
    op.create_table(
        "field_device",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("page_version", sa.Text(), nullable=True),
        sa.Column("pending", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("failed", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("oldest_pending_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("storage_kept", sa.Boolean(), nullable=True),
        sa.Column("last_synced_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column(
            "created_at",
            sa.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_field_device_user_id")),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_field_device")),
    )
    op.create_index(
        op.f("ix_field_device_county_region_code_oldest_pending_at"),
        "field_device",
        ["county", "region_code", "oldest_pending_at"],
        unique=False,
    )
    op.create_table(
        "helper",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_sort", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column(
            "kinds",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("party_member", sa.Boolean(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("roster_no", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "created_at",
            sa.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_helper_capacity_positive")),
        sa.CheckConstraint(
            "valid_to is null or valid_to >= valid_from",
            name=op.f("ck_helper_period_in_order"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "unit_id"],
            ["unit.county", "unit.id"],
            name=op.f("fk_helper_county_unit_id"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_helper_user_id")),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_helper")),
    )
    op.create_index(
        op.f("ix_helper_county_region_code_name_sort_id"),
        "helper",
        ["county", "region_code", "name_sort", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_helper_county_unit_id"), "helper", ["county", "unit_id"], unique=False)
    op.create_index(
        "uq_helper_account",
        "helper",
        ["county", "user_id"],
        unique=True,
        postgresql_where=sa.text("valid_to is null"),
    )
    op.create_index(
        "uq_helper_on_duty",
        "helper",
        ["county", "region_code", "name", "unit_id", "roster_no"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("valid_to is null"),
    )
    op.create_table(
        "kit_manifest",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=False),
        sa.Column("tags", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "created_at",
            sa.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_kit_manifest_user_id")),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_kit_manifest")),
        sa.UniqueConstraint(
            "county",
            "user_id",
            "cursor",
            name=op.f("uq_kit_manifest_county_user_id_cursor"),
        ),
    )
    op.create_table(
        "pairing_proposal",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "computing",
                "ready",
                "committed",
                "discarded",
                "failed",
                name="proposalstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="computing",
            nullable=False,
        ),
        sa.Column("options", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "summary",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("done", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("total", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("made_by_name", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(
            ["county", "campaign_id"],
            ["campaign.county", "campaign.id"],
            name=op.f("fk_pairing_proposal_county_campaign_id"),
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_pairing_proposal")),
    )
    op.create_index(
        op.f("ix_pairing_proposal_county_campaign_id"),
        "pairing_proposal",
        ["county", "campaign_id"],
        unique=False,
    )
    op.create_table(
        "campaign_participant",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("helper_id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["county", "campaign_id"],
            ["campaign.county", "campaign.id"],
            name=op.f("fk_campaign_participant_county_campaign_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "helper_id"],
            ["helper.county", "helper.id"],
            name=op.f("fk_campaign_participant_county_helper_id"),
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_campaign_participant")),
        sa.UniqueConstraint(
            "county",
            "campaign_id",
            "helper_id",
            name=op.f("uq_campaign_participant_county_campaign_id_helper_id"),
        ),
    )
    op.create_index(
        op.f("ix_campaign_participant_county_campaign_id"),
        "campaign_participant",
        ["county", "campaign_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_campaign_participant_county_helper_id"),
        "campaign_participant",
        ["county", "helper_id"],
        unique=False,
    )
    op.create_table(
        "campaign_target",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("helper_id", sa.Uuid(), nullable=True),
        sa.Column(
            "created_at",
            sa.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "household_id is not null or name is not null",
            name=op.f("ck_campaign_target_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "campaign_id"],
            ["campaign.county", "campaign.id"],
            name=op.f("fk_campaign_target_county_campaign_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "helper_id"],
            ["helper.county", "helper.id"],
            name=op.f("fk_campaign_target_county_helper_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "household_id"],
            ["household.county", "household.id"],
            name=op.f("fk_campaign_target_county_household_id"),
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_campaign_target")),
    )
    op.create_index(
        op.f("ix_campaign_target_county_campaign_id"),
        "campaign_target",
        ["county", "campaign_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_campaign_target_county_helper_id"),
        "campaign_target",
        ["county", "helper_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_campaign_target_county_household_id"),
        "campaign_target",
        ["county", "household_id"],
        unique=False,
    )
    op.create_index(
        "uq_campaign_target",
        "campaign_target",
        ["county", "campaign_id", "household_id", "name"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "pairing",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("helper_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("campaign_id", sa.Uuid(), nullable=True),
        sa.Column("helper_name", sa.Text(), nullable=False),
        sa.Column("helper_unit", sa.Text(), nullable=True),
        sa.Column("helper_phone", sa.Text(), nullable=True),
        sa.Column("helper_level", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("end_note", sa.Text(), nullable=True),
        sa.Column("predecessor_id", sa.Uuid(), nullable=True),
        sa.Column(
            "created_at",
            sa.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("county"), "="),
            (sa.column("helper_id"), "="),
            (sa.column("kind"), "="),
            (
                sa.text("coalesce(member_id, household_id, '00000000-0000-0000-0000-000000000000')"),
                "=",
            ),
            (
                sa.text("(case when household_id is null then region_code else '' end)"),
                "=",
            ),
            (sa.text("daterange(valid_from, valid_to)"), "&&"),
            using="gist",
            name="ex_pairing_once_at_a_time",
        ),
        postgresql.ExcludeConstraint(
            (sa.column("county"), "="),
            (sa.column("region_code"), "="),
            (sa.text("daterange(valid_from, valid_to)"), "&&"),
            where=sa.text("kind = 'first_secretary'"),
            using="gist",
            name="ex_pairing_one_first_secretary",
        ),
        sa.CheckConstraint(
            "(valid_to is null) = (end_reason is null)",
            name=op.f("ck_pairing_ended_with_reason"),
        ),
        sa.CheckConstraint(
            "household_id is not null or length(region_code) >= 12",
            name=op.f("ck_pairing_village_named"),
        ),
        sa.CheckConstraint(
            "household_id is not null or member_id is null",
            name=op.f("ck_pairing_member_of_household"),
        ),
        sa.CheckConstraint(
            "valid_to is null or valid_to >= valid_from",
            name=op.f("ck_pairing_period_in_order"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "campaign_id"],
            ["campaign.county", "campaign.id"],
            name=op.f("fk_pairing_county_campaign_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "helper_id"],
            ["helper.county", "helper.id"],
            name=op.f("fk_pairing_county_helper_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "household_id"],
            ["household.county", "household.id"],
            name=op.f("fk_pairing_county_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "member_id"],
            ["member.county", "member.id"],
            name=op.f("fk_pairing_county_member_id"),
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_pairing")),
    )
    op.create_index(
        op.f("ix_pairing_county_campaign_id"),
        "pairing",
        ["county", "campaign_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_pairing_county_helper_id"),
        "pairing",
        ["county", "helper_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_pairing_county_household_id"),
        "pairing",
        ["county", "household_id"],
        unique=False,
    )
    op.create_index(
        "ix_pairing_current_region",
        "pairing",
        ["county", "region_code", "kind"],
        unique=False,
        postgresql_where=sa.text("valid_to is null"),
    )
    op.create_table(
        "proposed_pairing",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("helper_id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["county", "helper_id"],
            ["helper.county", "helper.id"],
            name=op.f("fk_proposed_pairing_county_helper_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "household_id"],
            ["household.county", "household.id"],
            name=op.f("fk_proposed_pairing_county_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "proposal_id"],
            ["pairing_proposal.county", "pairing_proposal.id"],
            name=op.f("fk_proposed_pairing_county_proposal_id"),
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_proposed_pairing")),
        sa.UniqueConstraint(
            "county",
            "proposal_id",
            "household_id",
            "helper_id",
            name=op.f("uq_proposed_pairing_county_proposal_id_household_id_helper_id"),
        ),
    )
    op.create_index(
        op.f("ix_proposed_pairing_county_helper_id"),
        "proposed_pairing",
        ["county", "helper_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_proposed_pairing_county_household_id"),
        "proposed_pairing",
        ["county", "household_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_proposed_pairing_county_proposal_id"),
        "proposed_pairing",
        ["county", "proposal_id"],
        unique=False,
    )
    op.create_table(
        "visit",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=True),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column(
            "contact",
            sa.Enum(
                "home",
                "reception_point",
                "phone",
                "village",
                name="contact",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("purposes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("visitor_id", sa.Uuid(), nullable=True),
        sa.Column("helper_id", sa.Uuid(), nullable=True),
        sa.Column("visitor_name", sa.Text(), nullable=False),
        sa.Column("visitor_level", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column(
            "participants",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("person_met", sa.Text(), nullable=True),
        sa.Column(
            "causes_seen",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column(
            "supports",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column(
            "topics",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("situation", sa.Text(), nullable=True),
        sa.Column("needs", sa.Text(), nullable=True),
        sa.Column("suggestions", sa.Text(), nullable=True),
        sa.Column("materials", sa.Text(), nullable=True),
        sa.Column("copies", sa.Integer(), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("campaign_id", sa.Uuid(), nullable=True),
        sa.Column(
            "attachment_ids",
            postgresql.ARRAY(sa.Uuid()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("made_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column(
            "clock_doubtful",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
        ),
        sa.Column("voided_on", sa.Date(), nullable=True),
        sa.Column("voided_why", sa.Text(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.Column(
            "created_at",
            sa.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("(household_id is null) = (contact = 'village')", name=op.f("ck_visit_whom")),
        sa.CheckConstraint(
            "(voided_on is null) = (voided_why is null)",
            name=op.f("ck_visit_voided_with_reason"),
        ),
        sa.CheckConstraint("copies > 0", name=op.f("ck_visit_copies_positive")),
        sa.CheckConstraint("next_on > visited_on", name=op.f("ck_visit_next_after_this")),
        sa.ForeignKeyConstraint(
            ["county", "campaign_id"],
            ["campaign.county", "campaign.id"],
            name=op.f("fk_visit_county_campaign_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "helper_id"],
            ["helper.county", "helper.id"],
            name=op.f("fk_visit_county_helper_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "household_id"],
            ["household.county", "household.id"],
            name=op.f("fk_visit_county_household_id"),
        ),
        sa.ForeignKeyConstraint(["visitor_id"], ["app_user.id"], name=op.f("fk_visit_visitor_id")),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_visit")),
    )
    op.create_index(
        op.f("ix_visit_county_campaign_id"),
        "visit",
        ["county", "campaign_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_visit_county_helper_id"),
        "visit",
        ["county", "helper_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_visit_county_household_id"),
        "visit",
        ["county", "household_id"],
        unique=False,
    )
    op.create_index(
        "ix_visit_household_latest",
        "visit",
        [
            "county",
            "household_id",
            sa.literal_column("visited_on desc"),
            sa.literal_column("id desc"),
        ],
        unique=False,
    )
    op.create_index(
        "ix_visit_region_latest",
        "visit",
        [
            "county",
            "region_code",
            sa.literal_column("visited_on desc"),
            sa.literal_column("id desc"),
        ],
        unique=False,
    )
    op.create_index(
        "ix_visit_visitor_latest",
        "visit",
        ["county", "visitor_id", sa.literal_column("visited_on desc")],
        unique=False,
    )
    op.create_table(
        "finding",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=True),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("owner_name", sa.Text(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "acted",
                "closed",
                name="findingstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="open",
            nullable=False,
        ),
        sa.Column("action", sa.Text(), nullable=True),
        sa.Column("acted_on", sa.Date(), nullable=True),
        sa.Column("acted_by", sa.Uuid(), nullable=True),
        sa.Column("acted_by_name", sa.Text(), nullable=True),
        sa.Column("passed_on_as", sa.Text(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by_name", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_on is not null)",
            name=op.f("ck_finding_closed_with_date"),
        ),
        sa.CheckConstraint(
            "(state = 'open') = (acted_on is null)",
            name=op.f("ck_finding_acted_with_date"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "household_id"],
            ["household.county", "household.id"],
            name=op.f("fk_finding_county_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "visit_id"],
            ["visit.county", "visit.id"],
            name=op.f("fk_finding_county_visit_id"),
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["app_user.id"], name=op.f("fk_finding_owner_id")),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_finding")),
    )
    op.create_index(
        op.f("ix_finding_county_household_id"),
        "finding",
        ["county", "household_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_finding_county_region_code_state_due_on_id"),
        "finding",
        ["county", "region_code", "state", "due_on", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_finding_county_visit_id"),
        "finding",
        ["county", "visit_id"],
        unique=False,
    )
    op.add_column("attachment", sa.Column("created_by", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_attachment_created_by"),
        "attachment",
        "app_user",
        ["created_by"],
        ["id"],
    )
    for column in CONTENT:  # a photo is named before it arrives
        op.alter_column("attachment", column, nullable=True)
    op.create_check_constraint(
        op.f("ck_attachment_whole_or_awaited"), "attachment", f"num_nulls({', '.join(CONTENT)}) in (0, {len(CONTENT)})"
    )
    op.drop_constraint("role", "app_user", type_="check")
    op.create_check_constraint("role", "app_user", "role in (" + ", ".join(map(repr, (*ROLES, "helper"))) + ")")
    op.drop_constraint("cadre_in_village", "app_user", type_="check")
    op.create_check_constraint(
        "cadre_in_village",
        "app_user",
        "role not in ('village_cadre', 'helper') or length(region_code) >= 12",
    )
    for table in COUNTY_TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(
            f"create policy area on {table} to yihu_app using ("
            "region_code >= current_setting('yihu.lo', true) and region_code < current_setting('yihu.hi', true))"
        )
    op.execute("grant maintain on pairing, proposed_pairing to yihu_app")  # a large proposal tells the planner of it
    # A village knows who is sent to it, and by whom, from the township or the county.
    for table in TOLD_BELOW:
        op.execute(
            f"create policy above on {table} for select to yihu_app using ("
            "starts_with(current_setting('yihu.lo', true), region_code))"
        )


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for table in OWNED_BY_IMPORT:
        op.create_foreign_key(
            op.f(f"fk_{table}_county_import_id"), table, "import_batch", ["county", "import_id"], ["county", "id"]
        )
    for table in TOLD_BELOW:
        op.execute(f"drop policy above on {table}")
    for table in COUNTY_TABLES:
        op.execute(f"drop policy area on {table}")
        op.execute(f"alter table {table} disable row level security")
    op.drop_constraint("cadre_in_village", "app_user", type_="check")
    op.create_check_constraint(
        "cadre_in_village",
        "app_user",
        "role <> 'village_cadre' or length(region_code) >= 12",
    )
    op.drop_constraint("role", "app_user", type_="check")
    op.create_check_constraint("role", "app_user", "role in (" + ", ".join(map(repr, ROLES)) + ")")
    op.drop_constraint(op.f("ck_attachment_whole_or_awaited"), "attachment", type_="check")
    op.execute("delete from attachment where sha256 is null")
    for column in CONTENT:
        op.alter_column("attachment", column, nullable=False)
    op.drop_constraint(op.f("fk_attachment_created_by"), "attachment", type_="foreignkey")
    op.drop_column("attachment", "created_by")
    op.drop_index(op.f("ix_finding_county_visit_id"), table_name="finding")
    op.drop_index(op.f("ix_finding_county_region_code_state_due_on_id"), table_name="finding")
    op.drop_index(op.f("ix_finding_county_household_id"), table_name="finding")
    op.drop_table("finding")
    op.drop_index("ix_visit_visitor_latest", table_name="visit")
    op.drop_index("ix_visit_region_latest", table_name="visit")
    op.drop_index("ix_visit_household_latest", table_name="visit")
    op.drop_index(op.f("ix_visit_county_household_id"), table_name="visit")
    op.drop_index(op.f("ix_visit_county_helper_id"), table_name="visit")
    op.drop_index(op.f("ix_visit_county_campaign_id"), table_name="visit")
    op.drop_table("visit")
    op.drop_index(op.f("ix_proposed_pairing_county_proposal_id"), table_name="proposed_pairing")
    op.drop_index(op.f("ix_proposed_pairing_county_household_id"), table_name="proposed_pairing")
    op.drop_index(op.f("ix_proposed_pairing_county_helper_id"), table_name="proposed_pairing")
    op.drop_table("proposed_pairing")
    op.drop_index(
        "ix_pairing_current_region",
        table_name="pairing",
        postgresql_where=sa.text("valid_to is null"),
    )
    op.drop_index(op.f("ix_pairing_county_household_id"), table_name="pairing")
    op.drop_index(op.f("ix_pairing_county_helper_id"), table_name="pairing")
    op.drop_index(op.f("ix_pairing_county_campaign_id"), table_name="pairing")
    op.drop_table("pairing")
    op.drop_index(
        "uq_campaign_target",
        table_name="campaign_target",
        postgresql_nulls_not_distinct=True,
    )
    op.drop_index(op.f("ix_campaign_target_county_household_id"), table_name="campaign_target")
    op.drop_index(op.f("ix_campaign_target_county_helper_id"), table_name="campaign_target")
    op.drop_index(op.f("ix_campaign_target_county_campaign_id"), table_name="campaign_target")
    op.drop_table("campaign_target")
    op.drop_index(
        op.f("ix_campaign_participant_county_helper_id"),
        table_name="campaign_participant",
    )
    op.drop_index(
        op.f("ix_campaign_participant_county_campaign_id"),
        table_name="campaign_participant",
    )
    op.drop_table("campaign_participant")
    op.drop_index(op.f("ix_pairing_proposal_county_campaign_id"), table_name="pairing_proposal")
    op.drop_table("pairing_proposal")
    op.drop_table("kit_manifest")
    op.drop_index(
        "uq_helper_on_duty",
        table_name="helper",
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("valid_to is null"),
    )
    op.drop_index(
        "uq_helper_account",
        table_name="helper",
        postgresql_where=sa.text("valid_to is null"),
    )
    op.drop_index(op.f("ix_helper_county_unit_id"), table_name="helper")
    op.drop_index(op.f("ix_helper_county_region_code_name_sort_id"), table_name="helper")
    op.drop_table("helper")
    op.drop_index(
        op.f("ix_field_device_county_region_code_oldest_pending_at"),
        table_name="field_device",
    )
    op.drop_table("field_device")
    op.drop_index(
        "ix_field_command_unsettled",
        table_name="field_command",
        postgresql_where=sa.text("status in ('quarantined', 'conflict')"),
    )
    op.drop_index(op.f("ix_field_command_county_user_id_status"), table_name="field_command")
    op.drop_table("field_command")
    op.drop_index(op.f("ix_unit_assignment_county_unit_id"), table_name="unit_assignment")
    op.drop_index(op.f("ix_unit_assignment_county_target_unit_id"), table_name="unit_assignment")
    op.drop_table("unit_assignment")
    op.drop_index(op.f("ix_campaign_county_unit_id"), table_name="campaign")
    op.drop_table("campaign")
    op.drop_table("village_standing")
    op.drop_table("unit")
