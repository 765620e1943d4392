from datetime import date

from sqlalchemy import Date, func, literal, null, select

from yihu.assurances.models import AssuranceCheck
from yihu.assurances.parameters import DISASTER_CHECK_DAYS
from yihu.monitoring.rule import Finding, Severity, Told, facts, rule
from yihu.plans.suggestion_models import RiskSignal
from yihu.policy.parameters import by_township


@rule(
    title="受灾户没有核查",
    severity=Severity.CRITICAL,
    subject_kind="risk_signal",
    told=(Told.VILLAGE,),
    clause="规划：对因地震灾害、洪涝伤害、地质灾害等受灾致贫返贫的贫困群众及时救助",
    closes="受灾以后已核查“三保障”及饮水",
    parameters=(DISASTER_CHECK_DAYS,),
    answer="上门核查",
)
def disaster_unchecked(county: str, day: date) -> Finding:
    """A household hit by a disaster (A036) that nobody has looked at since, some days after it."""
    r, c, terms = RiskSignal, AssuranceCheck, by_township((DISASTER_CHECK_DAYS,), county, day)
    due_on = r.happened_on + terms.c.disaster_check_days
    since = select(c.id).where(
        c.county == county, c.household_id == r.household_id, c.voided_on.is_(None), c.checked_on >= r.happened_on
    )
    return (
        select(
            r.region_code,
            r.id.label("subject_id"),
            r.household_id,
            facts(受灾日期=r.happened_on, 情况=r.note).label("facts"),
            due_on.label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .join(terms, terms.c.region_code == func.left(r.region_code, 9))
        .where(
            r.county == county, r.kind == "disaster", r.dismissed_on.is_(None), due_on < literal(day, Date),
            ~since.correlate(r).exists(),
        )
    )  # fmt: skip
