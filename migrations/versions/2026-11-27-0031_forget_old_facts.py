"""Let the worker forget facts that no token can ask for any more."""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_index(op.f("ix_fact_created_at"), "fact", ["created_at"])
    op.execute("grant delete on fact to yihu_app")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("revoke delete on fact from yihu_app")
    op.drop_index("ix_fact_created_at", "fact")
