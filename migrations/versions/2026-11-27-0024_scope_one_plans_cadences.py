"""Scope the cadences of one township's plan to the province it is from

How often key households are visited and screened, and how many days a post is worked, were one plan's, shipped for
everywhere. They end today. So that no county stops visiting overnight, each that is
served goes on with them as its own values, to be confirmed or changed; their province keeps them under its code.
"""

from alembic import op

revision = "0024"
down_revision = "0021"
branch_labels = None
depends_on = None

SHIPPED = """
    region_code is null and source like '夏季攻势方案%' and (
      key = 'department.duty_days_least'
      or key ~ '^(visit\\.(county|township|village)_cadence|assurance\\.screening)_(registered_poor|unstable_exited|verge|sudden_hardship)$')
"""
KEPT = f"""
    /* every county: each keeps what it had */
    insert into policy_parameter (key, region_code, value, valid_from, source, note)
    select p.key, r.code, p.value, current_date, '升级前沿用的夏季攻势方案，待县里确认', p.note
    from policy_parameter p cross join region r
    where {SHIPPED.replace("region_code", "p.region_code")} and p.valid_to is null and r.level = 'county'
      and exists (select from household h where h.county = r.code)
      and not exists (select from policy_parameter x where x.key = p.key and x.region_code = r.code
                      and (x.valid_to is null or x.valid_to > current_date))
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(KEPT)
    op.execute(f"update policy_parameter set valid_to = current_date where {SHIPPED} and valid_to is null")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(f"update policy_parameter set valid_to = null where {SHIPPED} and valid_to = current_date")
    op.execute("delete from policy_parameter where source = '升级前沿用的夏季攻势方案，待县里确认'")
