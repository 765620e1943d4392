"""Villages grouped in named zones, which lists and reports are narrowed to."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0049"
down_revision = "0043"
branch_labels = None
depends_on = None

NOW = sa.text("now()")


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_table(
        "zone",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=NOW, nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=NOW, nullable=False),
        sa.CheckConstraint("length(region_code) = 6", name=op.f("ck_zone_of_a_county")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_zone_period")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_zone_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone")),
        sa.UniqueConstraint("id", "kind", name=op.f("uq_zone_id_kind")),
    )
    op.create_index(
        "uq_zone_name", "zone", ["region_code", "kind", "name"], unique=True,
        postgresql_where=sa.text("valid_to is null"),
    )  # fmt: skip
    op.create_table(
        "zone_village",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("zone_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=NOW, nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=NOW, nullable=False),
        sa.CheckConstraint("length(region_code) = 12", name=op.f("ck_zone_village_of_a_village")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_zone_village_period")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_zone_village_region_code")),
        sa.ForeignKeyConstraint(["zone_id", "kind"], ["zone.id", "zone.kind"], name=op.f("fk_zone_village_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone_village")),
        postgresql.ExcludeConstraint(
            (sa.text("region_code"), "="),
            (sa.text("kind"), "="),
            (sa.text("daterange(valid_from, valid_to)"), "&&"),
            name="ex_zone_village_one_at_a_time",
            using="gist",
        ),
    )
    op.create_index(op.f("ix_zone_village_zone_id"), "zone_village", ["zone_id"])


def downgrade() -> None:
    op.drop_table("zone_village")
    op.drop_table("zone")
