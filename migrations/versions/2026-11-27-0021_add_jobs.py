"""Long work in one place: what imports, carry-overs and proposals each told of their own progress becomes a job."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

NOBODY = "00000000-0000-0000-0000-000000000000"
TASKS = (
    "('validate_import', 'apply_import', 'reverse_import', 'carry_plans_over', 'undo_carry_over', 'compute_proposal')"
)
# What was under way when the house was brought up to date has to be asked for again: its tasks are no more.
INTERRUPTED = (
    f"delete from procrastinate_jobs where task_name in {TASKS}",
    "update import_batch set state = 'failed', problem = '系统升级时中断，没有写入任何数据，请重新上传' where state in ('validating', 'running')",
    "update import_batch set state = 'succeeded' where state = 'reversing'",
    "update carry_over set state = 'failed' where state in ('waiting', 'running', 'undoing')",
    "update pairing_proposal set state = 'failed', failure = '系统升级时中断，请重新计算' where state = 'computing'",
)
HISTORY = (
    """
    insert into job (county, id, region_code, kind, about, subject_kind, subject_id, state, attempt, done, total, result, problem,
                     asked_by, asked_by_name, created_at, started_at, finished_at)
    select county, uuidv7(), region_code, case when started_at is null then 'import.check' else 'import.apply' end, file_name,
           'import', id, case when state = 'failed' then 'failed' when state = 'cancelled' then 'cancelled'
                              when state = 'succeeded_with_errors' then state else 'succeeded' end,
           1, done, total, counts, problem, created_by, created_by_name, created_at, started_at, coalesce(finished_at, updated_at)
    from import_batch where state <> 'open'
    """,
    f"""
    insert into job (county, id, region_code, kind, about, subject_kind, subject_id, state, attempt, done, total, asked_by,
                     asked_by_name, created_at, started_at, finished_at)
    select county, uuidv7(), region_code, 'plan.carry_over', year || ' 年', 'carry_over', id,
           case when state = 'failed' then 'failed' else 'succeeded' end, 1, done, total, '{NOBODY}', asked_by_name,
           created_at, created_at, updated_at
    from carry_over
    """,
    f"""
    insert into job (county, id, region_code, kind, subject_kind, subject_id, state, attempt, done, total, problem, asked_by,
                     asked_by_name, created_at, started_at, finished_at)
    select county, uuidv7(), region_code, 'pairing.propose', 'pairing_proposal', id,
           case when state = 'failed' then 'failed' else 'succeeded' end, 1, done, total, failure, '{NOBODY}', made_by_name,
           created_at, created_at, updated_at
    from pairing_proposal
    """,
)
TOLD = {
    "import_batch": ("phase", "done", "total", "problem", "started_at", "finished_at"),
    "carry_over": ("done", "total"),
    "pairing_proposal": ("failure", "done", "total"),
}
KINDS = {"done": sa.Integer(), "total": sa.Integer(), "started_at": sa.TIMESTAMP(timezone=True), "finished_at": sa.TIMESTAMP(timezone=True)}  # fmt: skip


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    state = sa.Enum(
        "waiting", "running", "succeeded", "succeeded_with_errors", "failed", "cancelled",
        name="jobstate", native_enum=False, create_constraint=True, length=40,
    )  # fmt: skip
    number = {"server_default": sa.text("0"), "nullable": False}
    op.create_table(
        "job",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("subject_kind", sa.Text(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("args", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("state", state, server_default="waiting", nullable=False),
        sa.Column("attempt", sa.Integer(), **number),
        sa.Column("phase", sa.Text(), nullable=True),
        sa.Column("done", sa.Integer(), **number),
        sa.Column("total", sa.Integer(), **number),
        sa.Column("failed", sa.Integer(), **number),
        sa.Column("result", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("files", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("files_until", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_by_name", sa.Text(), nullable=False),
        sa.Column("started_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("finished_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("cancel_asked_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("done >= 0 and total >= 0 and failed >= 0", name=op.f("ck_job_counts_not_negative")),
        sa.CheckConstraint(
            "(state in ('waiting', 'running')) = (finished_at is null)", name=op.f("ck_job_ended_has_its_time")
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_job")),
    )
    op.create_index("ix_job_newest", "job", ["county", sa.text("created_at desc"), sa.text("id desc")])
    op.create_index(op.f("ix_job_county_subject_id"), "job", ["county", "subject_id"])
    op.create_index("ix_job_files_until", "job", ["files_until"], postgresql_where=sa.text("files_until is not null"))
    op.execute("alter table job enable row level security")
    op.execute(
        "create policy area on job to yihu_app using ("
        "region_code >= current_setting('yihu.lo', true) and region_code < current_setting('yihu.hi', true))"
    )
    for statement in (*INTERRUPTED, *HISTORY):
        op.execute(f"/* every county: a change of the schema */ {statement}")
    for table, columns in TOLD.items():
        op.add_column(table, sa.Column("job_id", sa.Uuid(), nullable=True))
        op.execute(
            f"/* every county: a change of the schema */ update {table} t set job_id = j.id from job j"
            " where j.county = t.county and j.subject_id = t.id"
        )
        for column in columns:
            op.drop_column(table, column)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for table, columns in TOLD.items():
        for column in columns:
            counted = column in {"done", "total"}
            kind = KINDS.get(column, sa.Text())
            op.add_column(
                table,
                sa.Column(column, kind, server_default=sa.text("0") if counted else None, nullable=not counted),
            )
            told = "problem" if column == "failure" else column
            op.execute(
                f"/* every county: a change of the schema */ update {table} t set {column} = j.{told} from job j"
                " where j.county = t.county and j.id = t.job_id"
            )
        op.drop_column(table, "job_id")
    op.drop_table("job")
