"""What a household's row says about its members, income and issues, computed by PostgreSQL for a set of households."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from yihu.households import quality
from yihu.households.counting import COUNTED
from yihu.kernel import clock

# One order for all that is told in order: they share one sort.
HEAD_FIRST = "order by (relation = '02') desc, (relation = '01') desc, person_no, id"


def told_by(members: str) -> str:
    """Query of what these member rows say of their households: n, head_name, head_sort, names, special_groups.

    `members` is a query of household_id, id, person_no, name, name_initials, name_sort, relation, special_groups.
    """
    return f"""
        with x as materialized ({members})
        select household_id, n, head_name, head_sort, names, coalesce(special_groups, '{{}}') as special_groups
        from (
            select household_id, count(*) as n,
                   (array_agg(name {HEAD_FIRST}))[1] as head_name, (array_agg(name_sort {HEAD_FIRST}))[1] as head_sort,
                   string_agg(name || ' ' || name_initials, E'\\n' {HEAD_FIRST}) as names
            from x group by household_id
        ) m left join (
            select household_id, array_agg(distinct special order by special) as special_groups
            from x, unnest(x.special_groups) as special where x.special_groups <> '{{}}' group by household_id
        ) g using (household_id)
    """


SEARCH_TEXT = "m.names || E'\\n' || h.household_no || coalesce(E'\\n' || h.natural_village, '')"
"""Of household `h` with what its members `m` say."""

MEMBERS = """
    select household_id, id, person_no, name, name_initials, name_sort, relation, special_groups from member
    where county = :county and left_on is null and (cast(:ids as uuid[]) is null or household_id = any(:ids))
"""
FROM_MEMBERS = text(
    f"""
    update household h
    set member_count = m.n, head_name = m.head_name, head_sort = m.head_sort, special_groups = m.special_groups,
        search_text = {SEARCH_TEXT}
    from ({told_by(MEMBERS)}) m
    where h.county = :county and h.id = m.household_id
      and (h.member_count, h.head_name, h.head_sort, h.special_groups, h.search_text) is distinct from
          (m.n, m.head_name, m.head_sort, m.special_groups, {SEARCH_TEXT})
    """
)

# 人均纯收入 = (工资性 + 生产经营性 + 财产性 + 转移性 - 生产经营性支出) / 家庭人口数, of the latest year on file: of the year that still
# runs only if it has a line for the whole of it.
FROM_INCOMES = text(
    f"""
    with latest as (
        select distinct on (household_id) household_id, year, sum(signed) filter (where counts) as net
        from ({COUNTED} and (cast(:ids as uuid[]) is null or i.household_id = any(:ids))) l
        group by household_id, year
        having year < extract(year from cast(:today as date)) or bool_or(month is null)
        order by household_id, year desc
    )
    update household h
    set net_income_per_capita = round(coalesce(latest.net, 0) / nullif(h.member_count, 0), 2), income_year = latest.year
    from latest
    where h.county = :county and h.id = latest.household_id
      and (h.net_income_per_capita, h.income_year) is distinct from
          (round(coalesce(latest.net, 0) / nullif(h.member_count, 0), 2), latest.year)
    """
)


def refresh(session: Session, county: str, ids: Sequence[UUID] | None = None) -> None:
    """Bring the derived columns of these households, or of the whole county, up to date. Versions stay as they are."""
    session.flush()
    if ids is not None and not ids:
        return
    given = {"county": county, "ids": list(ids) if ids is not None else None}
    session.execute(FROM_MEMBERS, given)
    session.execute(FROM_INCOMES, given | {"today": clock.business_date()})
    quality.refresh_issues(session, county, ids)
