from datetime import date

from sqlalchemy import func, literal, or_, select

from yihu.assurances.parameters import DISASTER_CHECK_DAYS
from yihu.monitoring.reported import R, detail, listed, told_of, within_year
from yihu.monitoring.rule import Finding, Handling, Severity, Told, facts, rule
from yihu.policy.parameters import by_township
from yihu.visits.cadence import MET
from yihu.visits.models import Visit


@rule(
    title="部门报告的受灾户未及时入户核实",
    severity=Severity.CRITICAL,
    subject_kind="department_record",
    told=(Told.HELPER, Told.VILLAGE, Told.TOWNSHIP),
    handling=Handling.VERIFY,
    clause="全乡实施方案四(一)5：对因地震灾害、洪涝伤害、地质灾害等受灾致贫返贫的贫困群众帮扶",
    closes="受灾后已入户",
    parameters=(DISASTER_CHECK_DAYS,),
    answer="入户核实受灾情况",
)
def disaster_report_unchecked(county: str, day: date) -> Finding:
    """A household hit by a disaster that nobody has met there within so many days (A036)."""
    v, terms = Visit, by_township((DISASTER_CHECK_DAYS,), county, day)
    met = select(v.id).where(
        v.county == county, v.household_id == R.household_id, v.visited_on >= R.happened_on, v.voided_on.is_(None),
        or_(*(v.contact == contact for contact in MET)),
    )  # fmt: skip
    until = R.happened_on + terms.c.disaster_check_days
    told = facts(灾害=detail("item"), 受灾日期=R.happened_on)
    return (
        listed(R, told, due_on=until)
        .join(terms, terms.c.region_code == func.left(R.region_code, 9))
        .where(told_of(county, "disaster"), within_year(day), literal(day) > until, ~met.correlate(R).exists())
    )
