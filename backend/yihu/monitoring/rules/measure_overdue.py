from datetime import date

from sqlalchemy import Date, func, literal, null, select

from yihu.monitoring.rule import Finding, Severity, Told, facts, rule
from yihu.plans import queries
from yihu.plans.models import Measure, Plan, PlanState
from yihu.plans.parameters import DUE_SOON_DAYS
from yihu.policy.parameters import by_township


@rule(
    title="帮扶措施到期未完成",
    severity=Severity.WARNING,
    subject_kind="measure",
    told=(Told.HELPER, Told.VILLAGE),
    clause="整改方案问题11：人人有措施、脱贫有保障",
    closes="措施已完成或已取消",
    parameters=(DUE_SOON_DAYS,),
    answer="落实并登记进度",
)
def measure_overdue(county: str, day: date) -> Finding:
    """A measure of a plan in force that is due soon or past due and not done (A053)."""
    x, p, terms = Measure, Plan, by_township((DUE_SOON_DAYS,), county, day)
    told = facts(措施=x.text, 责任人=x.owner_name, 完成时限=x.due_on, 进度=x.progress)
    return (
        select(
            x.region_code,
            x.id.label("subject_id"),
            x.household_id,
            told.label("facts"),
            x.due_on.label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .join(p, (p.county == county) & (p.id == x.plan_id) & (p.state == PlanState.ACTIVE))
        .join(terms, terms.c.region_code == func.left(x.region_code, 9))
        .where(
            x.county == county,
            queries.on_register(x, county),
            queries.RUNNING,
            x.due_on <= literal(day) + terms.c.measure_due_soon_days,
        )
    )
