"""Let one line of an import's report speak for all rows of a new household; give what dry runs find a place."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.add_column("import_row", sa.Column("rows", sa.Integer(), server_default="1", nullable=False))
    op.drop_index(op.f("ix_fact_created_at"), "fact")
    op.create_index(op.f("ix_fact_created_at"), "fact", ["created_at"], postgresql_using="brin")
    op.execute("create schema lists")
    op.execute("grant usage, create on schema lists to yihu_app")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop schema lists cascade")
    op.drop_index(op.f("ix_fact_created_at"), "fact")
    op.create_index(op.f("ix_fact_created_at"), "fact", ["created_at"])
    op.drop_column("import_row", "rows")
