"""One act at many records, with the outcome of each."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_table(
        "operation_run",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("chosen", postgresql.JSONB(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(), nullable=False),
        sa.Column(
            "state",
            _one_of(
                "operationstate",
                "previewing",
                "ready",
                "running",
                "done",
                "cancelled",
                "failed",
                "reversing",
                "reversed",
            ),
            server_default="previewing",
            nullable=False,
        ),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("counts", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_by_name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_operation_run")),
    )
    op.create_index(
        op.f("ix_operation_run_county_asked_by_created_at"), "operation_run", ["county", "asked_by", "created_at"]
    )
    op.create_table(
        "operation_row",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column(
            "state",
            _one_of("rowstate", "chosen", "foreseen", "refused", "succeeded", "failed", "reversed", "kept"),
            server_default="chosen",
            nullable=False,
        ),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("before", postgresql.JSONB(), nullable=True),
        sa.ForeignKeyConstraint(
            ["county", "run_id"],
            ["operation_run.county", "operation_run.id"],
            name=op.f("fk_operation_row_county_run_id"),
        ),
        sa.PrimaryKeyConstraint("county", "run_id", "row_no", name=op.f("pk_operation_row")),
        sa.UniqueConstraint("county", "run_id", "target_id", name=op.f("uq_operation_row_county_run_id_target_id")),
    )
    op.create_index(
        op.f("ix_operation_row_county_run_id_state_row_no"), "operation_row", ["county", "run_id", "state", "row_no"]
    )
    for table in ("operation_run", "operation_row"):
        op.execute(f"alter table {table} enable row level security")
        op.execute(
            f"create policy area on {table} to yihu_app using ("
            "region_code >= current_setting('yihu.lo', true) and region_code < current_setting('yihu.hi', true))"
        )


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_table("operation_row")
    op.drop_table("operation_run")
