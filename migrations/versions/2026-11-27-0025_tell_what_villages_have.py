"""What each village has (村村有), and its population year by year"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_table(
        "village_facility",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("has", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("has or since is null", name=op.f("ck_village_facility_since_it_has_it")),
        sa.CheckConstraint("length(region_code) = 12", name=op.f("ck_village_facility_of_a_village")),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_village_facility")),
        sa.UniqueConstraint("county", "region_code", "kind", name=op.f("uq_village_facility_county_region_code_kind")),
    )
    op.create_table(
        "village_year",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("length(region_code) = 12", name=op.f("ck_village_year_of_a_village")),
        sa.CheckConstraint("population > 0", name=op.f("ck_village_year_population_positive")),
        sa.CheckConstraint("year between 2013 and 2100", name=op.f("ck_village_year_year_plausible")),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_village_year")),
        sa.UniqueConstraint("county", "region_code", "year", name=op.f("uq_village_year_county_region_code_year")),
    )
    for table in ("village_facility", "village_year"):
        op.execute(f"alter table {table} enable row level security")
        op.execute(
            f"create policy area on {table} to yihu_app using ("
            "region_code >= current_setting('yihu.lo', true) and region_code < current_setting('yihu.hi', true))"
        )


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_table("village_year")
    op.drop_table("village_facility")
