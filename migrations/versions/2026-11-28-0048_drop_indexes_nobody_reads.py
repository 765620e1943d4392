"""Indexes that no question uses go, which every household of a list was written into; jobs may look at what they fill."""

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
LOOKED_AT = "alert, plan, assurance_check, department_record"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_index(
        "ix_audit_entry_unmasked", "audit_entry", ["county", "actor_id", "created_at"],
        postgresql_where=sa.text("action = 'personal_data.unmasked'"),
    )  # fmt: skip
    op.create_index("ix_fact_left", "fact", ["county", "subject_id"], postgresql_where=sa.text("name = 'PlaceLeft'"))
    for table, name, _ in DROPPED:
        op.drop_index(name, table)
    op.execute(f"grant maintain on {LOOKED_AT} to yihu_app")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(f"revoke maintain on {LOOKED_AT} from yihu_app")
    for table, name, columns in DROPPED:
        op.create_index(name, table, columns)
    op.drop_index("ix_fact_left", "fact")
    op.drop_index("ix_audit_entry_unmasked", "audit_entry")
