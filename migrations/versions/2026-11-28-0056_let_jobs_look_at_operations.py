"""Jobs may tell PostgreSQL how many records an operation is about."""

from alembic import op

revision = "0056"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("grant maintain on operation_row to yihu_app")


def downgrade() -> None:
    op.execute("revoke maintain on operation_row from yihu_app")
