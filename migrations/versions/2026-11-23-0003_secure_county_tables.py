"""Row-level security: a transaction sees the region codes of its area, and none when it has stated no area.

A range of text fails closed when the setting is unset or empty; a LIKE or an ltree test would then show every row.
"""

from alembic import op
from sqlalchemy import text

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

APPEND_ONLY = ("audit_entry", "fact")

TABLES = text(
    """
    select c.table_name from information_schema.columns c
    where c.table_schema = 'public' and c.column_name = 'county'
      and exists (select from information_schema.columns r
                  where r.table_schema = 'public' and r.table_name = c.table_name and r.column_name = 'region_code')
    order by 1
    """
)


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for table in op.get_bind().scalars(TABLES).all():
        op.execute(f"alter table {table} enable row level security")
        op.execute(
            f"create policy area on {table} to yihu_app using ("
            "region_code >= current_setting('yihu.lo', true) and region_code < current_setting('yihu.hi', true))"
        )
    # Who answers for a township is no secret to its villages: their letters and household pages name him.
    op.execute(
        "create policy above on responsibility_assignment for select to yihu_app using ("
        "starts_with(current_setting('yihu.lo', true), region_code))"
    )
    op.execute("grant maintain on household, member to yihu_app")  # a large import tells the planner what it has added
    for table in APPEND_ONLY:
        op.execute(f"revoke update, delete on {table} from yihu_app")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("revoke maintain on household, member from yihu_app")
    op.execute("drop policy above on responsibility_assignment")
    for table in op.get_bind().scalars(TABLES).all():
        op.execute(f"drop policy area on {table}")
        op.execute(f"alter table {table} disable row level security")
