"""What a system sends row by row is told from lists that somebody uploaded: both can be found by themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0059"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.add_column(
        "import_batch",
        sa.Column("direct", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    # Until now the name alone told it; a list of that name has a file.
    op.execute(
        """
        update import_batch set direct = true /* every county: what they sent before */
        where file_name = '接口推送' and file_sha256 is null and state <> 'open'
        """
    )
    columns = ["county", "direct", sa.text("created_at desc"), sa.text("id desc")]
    op.create_index("ix_import_batch_by_way", "import_batch", columns)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_index("ix_import_batch_by_way", "import_batch")
    op.drop_column("import_batch", "direct")
