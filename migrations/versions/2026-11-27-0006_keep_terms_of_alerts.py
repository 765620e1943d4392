"""Alerts keep the parameter values that raised them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    terms = sa.Column("terms", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False)
    op.add_column("alert", terms)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_column("alert", "terms")
