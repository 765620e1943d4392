"""What a new plan starts from: causes, income and assurances of the household as they are on file."""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

CHECKED = """
    (select case when bool_or(c.result = 'defect') then 'failed' when count(*) > 0 then 'met' end
     from assurance_check c
     where c.county = :county and c.household_id = h.id and c.current and c.item = '{item}')
"""
ASSURANCES = f"""
    jsonb_build_object(
        'food', coalesce({CHECKED.format(item="food")}, 'unknown'),
        'clothing', coalesce({CHECKED.format(item="clothing")}, 'unknown'),
        'education', coalesce({CHECKED.format(item="education")}, case
            when exists (select from member m where m.county = :county and m.household_id = h.id and m.left_on is null
                         and m.schooling = 'not_student'
                         and date_part('year', age(cast(:today as date), m.born_on)) between 7 and 14) then 'failed'
            else 'met' end),
        'health', coalesce({CHECKED.format(item="health")}, case
            (select bool_and(m.serious_illness_insured) from member m
             where m.county = :county and m.household_id = h.id and m.left_on is null)
            when true then 'met' when false then 'failed' else 'unknown' end),
        'housing', coalesce({CHECKED.format(item="housing")},
            case h.unsafe_housing when false then 'met' when true then 'failed' else 'unknown' end),
        'water', coalesce({CHECKED.format(item="water")},
            case when h.water_safe is false or h.water_difficult is true then 'failed'
                 when h.water_safe is true then 'met' else 'unknown' end))
"""
"""SQL over household `h`; binds today. The newest checks; where nobody has looked, what the national file says."""

KIND = """
    case when h.status = 'exited' or (h.status is null and h.household_class in ('general_exited', 'unstable_exited'))
         then 'consolidation' else 'assistance' end
"""
"""SQL over household `h`: which kind of plan fits its status (R091)."""

CAUSES = "array_remove(array[h.main_cause] || h.other_causes, null)"

ONE = text(
    f"""
    select h.region_code, {KIND} as kind, {CAUSES} as causes, h.net_income_per_capita as income_base,
           h.income_year as income_base_year, {ASSURANCES} as assurances
    from household h where h.county = :county and h.id = :id
    """
)


def of_household(session: Session, county: str, household_id: UUID, day: object) -> dict[str, Any]:
    """kind, causes, income_base, income_base_year, assurances, region_code."""
    found = session.execute(ONE, {"county": county, "id": household_id, "today": day}).mappings().one()
    return dict(found)
