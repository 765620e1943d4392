"""Who was trained in what, by which departments' lists."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0051"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_table(
        "training",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("departments", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=True),
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
        sa.CheckConstraint(
            "cardinality(departments) > 0",
            name=op.f("ck_training_reported_by_somebody"),
        ),
        sa.CheckConstraint("days > 0", name=op.f("ck_training_days_positive")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_training_period_in_order")),
        sa.ForeignKeyConstraint(
            ["county", "household_id"],
            ["household.county", "household.id"],
            name=op.f("fk_training_county_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county", "member_id"],
            ["member.county", "member.id"],
            name=op.f("fk_training_county_member_id"),
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_training")),
        sa.UniqueConstraint(
            "county",
            "member_id",
            "name",
            "starts_on",
            name=op.f("uq_training_county_member_id_name_starts_on"),
        ),
    )
    op.create_index(
        op.f("ix_training_county_household_id"),
        "training",
        ["county", "household_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_training_county_region_code_starts_on_id"),
        "training",
        ["county", "region_code", "starts_on", "id"],
        unique=False,
    )
    op.execute("alter table training enable row level security")
    op.execute(
        "create policy area on training to yihu_app using ("
        "region_code >= current_setting('yihu.lo', true) and region_code < current_setting('yihu.hi', true))"
    )


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_index(op.f("ix_training_county_region_code_starts_on_id"), table_name="training")
    op.drop_index(op.f("ix_training_county_household_id"), table_name="training")
    op.drop_table("training")
