"""What foreign headings mean, kept for each source of lists; and what those of a list were assigned to."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0043"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_table(
        "import_mapping",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("columns", postgresql.JSONB(), nullable=False),
        sa.Column("changed_by_name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("jsonb_typeof(columns) = 'object'", name=op.f("ck_import_mapping_columns_by_heading")),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_import_mapping")),
        sa.UniqueConstraint(
            "county", "region_code", "profile", "name", name=op.f("uq_import_mapping_county_region_code_profile_name")
        ),
    )
    op.execute("alter table import_mapping enable row level security")
    op.execute(
        "create policy area on import_mapping to yihu_app using ("
        "region_code >= current_setting('yihu.lo', true) and region_code < current_setting('yihu.hi', true))"
    )
    op.add_column(
        "import_batch", sa.Column("columns", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False)
    )
    op.add_column("import_batch", sa.Column("mapping", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("import_batch", "mapping")
    op.drop_column("import_batch", "columns")
    op.drop_table("import_mapping")
