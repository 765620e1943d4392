from datetime import date

from sqlalchemy import Date, null, select

from yihu.kernel.money import as_text
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule
from yihu.plans import queries
from yihu.plans.models import Measure, Plan


@rule(
    title="措施没有落实资金来源",
    severity=Severity.NOTICE,
    subject_kind="measure",
    told=(Told.VILLAGE, Told.TOWNSHIP),
    clause="整改方案问题11：把项目资金与“一户一策”计划措施精准对接",
    closes="已对接项目、政策或贷款，或不需要资金",
)
def measure_unfunded(county: str, day: date) -> Finding:
    """A measure of a plan in force (A052) that needs money and names neither project nor policy nor loan."""
    x, p = Measure, Plan
    return (
        select(
            x.region_code,
            x.id.label("subject_id"),
            x.household_id,
            facts(措施=x.text, 金额=as_text(x.amount), 责任人=x.owner_name).label("facts"),
            x.due_on.label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .join(p, (p.county == county) & (p.id == x.plan_id) & (p.year == day.year) & queries.IN_FORCE)
        .where(x.county == county, queries.UNFUNDED, queries.on_register(x, county))
    )
