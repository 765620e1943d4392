from datetime import date

from sqlalchemy import func

from yihu.departments.parameters import STAY_YUAN_KEY, STAY_YUAN_OTHER
from yihu.households.models import Household
from yihu.kernel.money import as_text
from yihu.monitoring.medical import by_class
from yihu.monitoring.reported import R, listed, person, told_of, within_year
from yihu.monitoring.rule import Finding, Handling, Severity, Told, facts, rule


@rule(
    title="单次住院自付较高",
    severity=Severity.WARNING,
    subject_kind="department_record",
    told=(Told.HELPER, Told.VILLAGE),
    handling=Handling.VERIFY,
    clause="防返贫监测部门预警：单次住院自付费用较高的农户，由村核实",
    closes="部门记录已更正，或已过一年",
    parameters=(STAY_YUAN_KEY, STAY_YUAN_OTHER),
    answer="入户核实支出和救助情况",
)
def costly_stay(county: str, day: date) -> Finding:
    """One stay in hospital of which the patient's own part reaches the county's limit for the household's class."""
    h, (terms, limit) = Household, by_class(STAY_YUAN_KEY, STAY_YUAN_OTHER, county, day)
    told = facts(病人=person(county), 自付=as_text(R.amount), 日期=R.happened_on, 预警线=limit)
    return (
        listed(R, told)
        .join(h, (h.county == county) & (h.id == R.household_id))
        .join(terms, terms.c.region_code == func.left(R.region_code, 9))
        .where(told_of(county, "inpatient"), within_year(day), R.amount >= limit)
    )
