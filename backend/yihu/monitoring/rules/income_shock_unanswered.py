from datetime import date

from sqlalchemy import Date, func, literal, null, select

from yihu.monitoring.rule import Finding, Severity, Told, facts, rule, worded
from yihu.plans import queries
from yihu.plans.parameters import ADJUST_WITHIN_DAYS
from yihu.plans.risks import answered_on
from yihu.plans.suggestion_models import RiskSignal
from yihu.policy.parameters import by_township


@rule(
    title="收入受冲击后没有调整计划",
    severity=Severity.CRITICAL,
    subject_kind="risk_signal",
    told=(Told.HELPER, Told.VILLAGE),
    clause="夏季攻势方案二(五)3：对收入受到影响的困难群体及时制定并落实针对性帮扶措施",
    closes="新版计划已生效，或经核实不需要调整",
    parameters=(ADJUST_WITHIN_DAYS,),
    answer="调整一户一策计划",
)
def income_shock_unanswered(county: str, day: date) -> Finding:
    """A signal of an income shock (A035) that no newer plan edition has answered within the days allowed."""
    r, terms = RiskSignal, by_township((ADJUST_WITHIN_DAYS,), county, day)
    until = r.happened_on + terms.c.adjust_within_days
    return (
        select(
            r.region_code,
            r.id.label("subject_id"),
            r.household_id,
            facts(风险=worded("risk_kind", r.kind), 发生日期=r.happened_on, 情况=r.note).label("facts"),
            until.label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .join(terms, terms.c.region_code == func.left(r.region_code, 9))
        .where(
            r.county == county,
            r.dismissed_on.is_(None),
            answered_on(county).is_(None),
            literal(day) > until,
            queries.on_register(r, county),
        )
    )
