"""The trail and the facts of a list of 100,000 households were written into indexes that no question uses."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0042"
branch_labels = None
depends_on = None

DROPPED = (
    ("audit_entry", "ix_audit_entry_county_actor_id_created_at", ["county", "actor_id", "created_at"]),
    ("audit_entry", "ix_audit_entry_county_created_at", ["county", "created_at"]),
    ("fact", "ix_fact_county_subject_id", ["county", "subject_id"]),
)


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_index(
        "ix_audit_entry_unmasked", "audit_entry", ["county", "actor_id", "created_at"],
        postgresql_where=sa.text("action = 'personal_data.unmasked'"),
    )  # fmt: skip
    op.create_index("ix_fact_left", "fact", ["county", "subject_id"], postgresql_where=sa.text("name = 'PlaceLeft'"))
    for table, name, _ in DROPPED:
        op.drop_index(name, table)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for table, name, columns in DROPPED:
        op.create_index(name, table, columns)
    op.drop_index("ix_fact_left", "fact")
    op.drop_index("ix_audit_entry_unmasked", "audit_entry")
