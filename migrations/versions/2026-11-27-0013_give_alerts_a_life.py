"""Alerts have states, steps and terms in working days; the calendar of working days."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

STATES = "'open', 'claimed', 'verified', 'helping', 'resolved', 'closed'"
LEVELS = "'village', 'township', 'county'"
ADDED = ("state", "level", "step_due_on", "step_amber_on", "assignee_id", "assignee_name", "verified_on", "found_true", "resolved_on", "resolved_by", "cured_on", "closed_by", "case_id")  # fmt: skip
CHECKS = {
    "alertstate": f"state in ({STATES})",
    "alertlevel": f"level in ({LEVELS})",
    "closed_with_date": "(state = 'closed') = (closed_on is not null)",
    "claimed_by_somebody": "state <> 'claimed' or assignee_id is not null",
    "helped_when_true": "state not in ('verified', 'helping') or found_true",
    "resolved_by_somebody": "state <> 'resolved' or resolved_by is not null",
    "four_eyes": "closed_by is null or closed_by <> resolved_by",
}
PEOPLE = ("assignee_id", "resolved_by", "closed_by")


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    state = sa.Enum(*STATES.replace("'", "").split(", "), native_enum=False, create_constraint=False, length=40)
    level = sa.Enum(*LEVELS.replace("'", "").split(", "), native_enum=False, create_constraint=False, length=40)
    op.add_column("alert", sa.Column("state", state, server_default=sa.text("'open'"), nullable=False))
    op.add_column("alert", sa.Column("level", level, server_default=sa.text("'village'"), nullable=False))
    for name in ("step_due_on", "step_amber_on", "verified_on", "resolved_on", "cured_on"):
        op.add_column("alert", sa.Column(name, sa.Date(), nullable=True))
    for name in PEOPLE:
        op.add_column("alert", sa.Column(name, sa.Uuid(), nullable=True))
        op.create_foreign_key(op.f(f"fk_alert_{name}"), "alert", "app_user", [name], ["id"])
    op.add_column("alert", sa.Column("case_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_alert_county_case_id"), "alert", "risk_case", ["county", "case_id"], ["county", "id"]
    )
    op.create_index(op.f("ix_alert_county_case_id"), "alert", ["county", "case_id"])
    op.add_column("alert", sa.Column("assignee_name", sa.Text(), nullable=True))
    op.add_column("alert", sa.Column("found_true", sa.Boolean(), nullable=True))
    op.execute("/* every county: the column is new */ update alert set state = 'closed' where closed_on is not null")
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_alert_{name}"), "alert", condition)
    op.create_index(
        "ix_alert_settled", "alert", ["county", "rule", "subject_id"],
        postgresql_where=sa.text("closed_by is not null and cured_on is null"),
    )  # fmt: skip
    op.create_index(
        op.f("ix_alert_county_assignee_id"), "alert", ["county", "assignee_id"],
        postgresql_where=sa.text("closed_on is null"),
    )  # fmt: skip
    _steps()
    _calendar()


def _steps() -> None:
    op.create_table(
        "alert_step",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("attachment_ids", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["app_user.id"], name=op.f("fk_alert_step_actor_id")),
        sa.ForeignKeyConstraint(
            ["county", "alert_id"], ["alert.county", "alert.id"], name=op.f("fk_alert_step_county_alert_id")
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_alert_step")),
    )
    op.create_index(op.f("ix_alert_step_county_alert_id"), "alert_step", ["county", "alert_id"])
    op.execute("alter table alert_step enable row level security")
    op.execute(
        "create policy area on alert_step to yihu_app using ("
        "region_code >= current_setting('yihu.lo', true) and region_code < current_setting('yihu.hi', true))"
    )
    # What has been said stays said; only the place follows the household.
    op.execute("revoke update, delete on alert_step from yihu_app")
    op.execute("grant update (region_code, updated_at) on alert_step to yihu_app")


def _calendar() -> None:
    op.create_table(
        "calendar_day",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=True),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_calendar_day_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_day")),
        sa.UniqueConstraint(
            "day", "region_code", postgresql_nulls_not_distinct=True, name=op.f("uq_calendar_day_day_region_code")
        ),
    )


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_table("calendar_day")
    op.drop_table("alert_step")
    op.drop_index(op.f("ix_alert_county_case_id"), table_name="alert")
    op.drop_index(op.f("ix_alert_county_assignee_id"), table_name="alert")
    op.drop_index("ix_alert_settled", table_name="alert")
    for name in CHECKS:
        op.drop_constraint(op.f(f"ck_alert_{name}"), "alert", type_="check")
    for name in ADDED:
        op.drop_column("alert", name)
