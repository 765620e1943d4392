from datetime import date

from sqlalchemy import Date, func, literal

from yihu.assurances.models import AssuranceDefect
from yihu.assurances.parameters import NEXT_STEP_DAYS
from yihu.monitoring.assuring import standing
from yihu.monitoring.rule import Cadence, Finding, Severity, Told, rule
from yihu.policy.parameters import by_township


@rule(
    title="失学辍学没有下一步措施",
    severity=Severity.WARNING,
    subject_kind="assurance_defect",
    cadence=Cadence.NIGHTLY,
    told=(Told.VILLAGE, Told.TOWNSHIP),
    clause="整改方案：测试不通过的继续劝返到校进行随班就读或通过送教上门方式",
    closes="已登记下一步措施，或后来的核查已在校",
    parameters=(NEXT_STEP_DAYS,),
    answer="登记劝返、随班就读或送教上门",
)
def education_no_next_step(county: str, day: date) -> Finding:
    """A child out of school (A057) for some days without anything decided."""
    d, terms = AssuranceDefect, by_township((NEXT_STEP_DAYS,), county, day)
    due_on = d.opened_on + terms.c.next_step_days
    found = standing(county, day, "education", due_on=due_on)
    return found.join(terms, terms.c.region_code == func.left(d.region_code, 9)).where(
        d.next_step.is_(None), due_on < literal(day, Date)
    )
