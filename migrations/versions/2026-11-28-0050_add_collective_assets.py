"""What villages own together: resources, assets and equity."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_table(
        "collective_asset",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column(
            "stage",
            sa.Enum("resource", "asset", "equity", name="stage", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(14, 2), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("value", sa.Numeric(14, 2), nullable=True),
        sa.Column("valued_on", sa.Date(), nullable=True),
        sa.Column("operator", sa.Text(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("yearly_income", sa.Numeric(14, 2), nullable=True),
        sa.Column("shares", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("came_from_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("length(region_code) = 12", name=op.f("ck_collective_asset_of_a_village")),
        sa.CheckConstraint(
            "came_from_id is null or stage <> 'resource'", name=op.f("ck_collective_asset_resource_is_first")
        ),
        sa.CheckConstraint(
            "quantity > 0 and value >= 0 and yearly_income >= 0", name=op.f("ck_collective_asset_figures_plausible")
        ),
        sa.CheckConstraint("(quantity is null) = (unit is null)", name=op.f("ck_collective_asset_quantity_with_unit")),
        sa.CheckConstraint("(value is null) = (valued_on is null)", name=op.f("ck_collective_asset_value_with_day")),
        sa.CheckConstraint("ended_on >= started_on", name=op.f("ck_collective_asset_period")),
        sa.ForeignKeyConstraint(
            ["county", "came_from_id"],
            ["collective_asset.county", "collective_asset.id"],
            name=op.f("fk_collective_asset_county_came_from_id"),
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_collective_asset")),
        sa.UniqueConstraint(
            "county", "region_code", "stage", "name", name=op.f("uq_collective_asset_county_region_code_stage_name")
        ),
    )
    op.create_index(op.f("ix_collective_asset_county_came_from_id"), "collective_asset", ["county", "came_from_id"])
    op.execute("alter table collective_asset enable row level security")
    op.execute(
        "create policy area on collective_asset to yihu_app using ("
        "region_code >= current_setting('yihu.lo', true) and region_code < current_setting('yihu.hi', true))"
    )


def downgrade() -> None:
    op.drop_table("collective_asset")
