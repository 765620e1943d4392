"""Watch facts together

A fact keeps the tables that its transaction wrote, and whether those who watch all facts have seen it: what was published
in one go is then judged in one go.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.add_column("fact", sa.Column("tables", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False))
    op.add_column("fact", sa.Column("watched", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    op.create_index("ix_fact_unwatched", "fact", ["county"], postgresql_where=sa.text("not watched"))
    op.execute("grant update (watched, updated_at) on fact to yihu_app")  # what has been said stays said
    # Deliveries that wait no longer bring the tables along; what these facts changed is judged by the next round.
    op.execute("update procrastinate_jobs set args = args - 'tables' where task_name = 'deliver_fact'")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("revoke update (watched, updated_at) on fact from yihu_app")
    op.drop_index("ix_fact_unwatched", "fact")
    op.drop_column("fact", "watched")
    op.drop_column("fact", "tables")
