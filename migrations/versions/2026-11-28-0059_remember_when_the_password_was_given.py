"""A sign-in remembers when the password was last given; sign-ins that are open count from now."""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "sign_in",
        sa.Column("confirmed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("sign_in", "confirmed_at")
