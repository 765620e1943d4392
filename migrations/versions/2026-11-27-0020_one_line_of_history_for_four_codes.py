"""One line of history for four codes

A household's class, status, type and main cause had a line each. Now a line says all four, and a list of a county writes a
quarter of the lines. Two codes that changed on different days become lines that end and begin on each of these days.
What an import wrote into a history can no longer be told apart, so taking back one that was applied before gives the file
its old codes and leaves the history to say since when.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

CURRENT = "uq_household_history_one_current"
CODES = ("household_class", "status", "household_type", "main_cause")

# A line that began and ended on one day was overruled at once: it stays, and says nothing of the other codes.
TOGETHER = f"""
    create temp table together on commit drop as
    with day as (
        select county, household_id, valid_from as day from household_history
        union select county, household_id, valid_to from household_history where valid_to is not null
    ), period as (
        select *, lead(day) over (partition by county, household_id order by day) as until from day
    )
    select y.county, coalesce(min(cast(y.id as text)) filter (where y.valid_from = p.day), cast(uuidv7() as text))::uuid as id,
           max(y.region_code) as region_code, y.household_id,
           {", ".join(f"max(y.code) filter (where y.kind = '{code}') as {code}" for code in CODES)},
           p.day as valid_from, p.until as valid_to,
           coalesce(string_agg(distinct y.source, '、') filter (where y.valid_from = p.day), string_agg(distinct y.source, '、')) as source,
           min(y.created_at) as created_at, max(y.updated_at) as updated_at
    from period p join household_history y on y.county = p.county and y.household_id = p.household_id
         and y.valid_from <= p.day and (y.valid_to is null or y.valid_to > p.day)
    group by y.county, y.household_id, p.day, p.until
    union all
    select county, id, region_code, household_id,
           {", ".join(f"case when kind = '{code}' then code end" for code in CODES)},
           valid_from, valid_to, source, created_at, updated_at
    from household_history where valid_to = valid_from
"""
APART = f"""
    create temp table apart on commit drop as
    select y.county, uuidv7() as id, y.region_code, y.household_id, v.kind, v.code, y.valid_from, y.valid_to, y.source,
           y.created_at, y.updated_at
    from household_history y cross join lateral (values {", ".join(f"('{code}', y.{code})" for code in CODES)}) as v (kind, code)
    where v.code is not null
"""
EVERY = "/* every county: the table changes its shape */"
REST = "valid_from, valid_to, source, created_at, updated_at"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(f"{EVERY} delete from import_change where table_name = 'household_history'")
    op.execute(f"{EVERY} {TOGETHER}")
    op.execute(f"{EVERY} delete from household_history")
    op.drop_index(CURRENT, "household_history")
    op.drop_column("household_history", "kind")
    op.drop_column("household_history", "code")
    for code in CODES:
        op.add_column("household_history", sa.Column(code, sa.Text(), nullable=True))
    columns = f"county, id, region_code, household_id, {', '.join(CODES)}, {REST}"
    op.execute(f"{EVERY} insert into household_history ({columns}) select {columns} from together")
    op.create_index(
        CURRENT,
        "household_history",
        ["county", "household_id", sa.text("(case when valid_to is not null then id end)")],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(f"{EVERY} delete from import_change where table_name = 'household_history'")
    op.execute(f"{EVERY} {APART}")
    op.execute(f"{EVERY} delete from household_history")
    op.drop_index(CURRENT, "household_history")
    for code in CODES:
        op.drop_column("household_history", code)
    op.add_column("household_history", sa.Column("kind", sa.Text(), nullable=False))
    op.add_column("household_history", sa.Column("code", sa.Text(), nullable=False))
    columns = f"county, id, region_code, household_id, kind, code, {REST}"
    op.execute(f"{EVERY} insert into household_history ({columns}) select {columns} from apart")
    op.create_index(
        CURRENT,
        "household_history",
        ["county", "household_id", "kind", sa.text("(case when valid_to is not null then id end)")],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
