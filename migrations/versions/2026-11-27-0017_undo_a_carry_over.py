"""A carry-over can be undone: each row knows the draft it made."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

STATES = ("waiting", "running", "done", "failed")
OUTCOMES = ("carried", "has_plan", "not_in_force", "no_plan", "struck_off")
MADE = """
    /* every county: a change of the schema */
    update carry_over_row r set plan_id = p.id
    from carry_over c, plan p
    where c.county = r.county and c.id = r.run_id and p.county = r.county and p.household_id = r.household_id
      and p.year = c.year and p.edition = 1 and p.why = 'carried_over' and p.created_at >= c.created_at and r.outcome = 'carried'
      and not exists (select from carry_over_row later join carry_over x on x.county = later.county and x.id = later.run_id
                      where later.county = r.county and later.household_id = r.household_id and later.outcome = 'carried'
                        and x.year = c.year and x.created_at > c.created_at)
"""


def _allow(table: str, column: str, kind: str, values: tuple[str, ...]) -> None:
    op.drop_constraint(op.f(f"ck_{table}_{kind}"), table, type_="check")
    op.create_check_constraint(op.f(f"ck_{table}_{kind}"), table, sa.column(column).in_(values))


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.add_column("carry_over_row", sa.Column("plan_id", sa.Uuid(), nullable=True))
    op.execute(MADE)
    _allow("carry_over", "state", "carryoverstate", (*STATES, "undoing", "undone"))
    _allow("carry_over_row", "outcome", "carryoveroutcome", (*OUTCOMES, "taken_back", "kept"))


def downgrade() -> None:
    op.execute("update carry_over set state = 'done' where state in ('undoing', 'undone')")
    op.execute("update carry_over_row set outcome = 'carried' where outcome in ('taken_back', 'kept')")
    _allow("carry_over_row", "outcome", "carryoveroutcome", OUTCOMES)
    _allow("carry_over", "state", "carryoverstate", STATES)
    op.drop_column("carry_over_row", "plan_id")
