from datetime import date

from sqlalchemy import Date, case, func, null, select
from sqlalchemy.orm import aliased

from yihu.households.models import Household
from yihu.monitoring.rule import Cadence, Finding, Severity, Told, facts, rule
from yihu.plans import queries
from yihu.plans.likeness_models import PlanLikeness
from yihu.plans.models import Plan
from yihu.plans.parameters import LIKENESS_PERCENT
from yihu.plans.side_by_side import LABELS


@rule(
    title="计划与别户雷同",
    severity=Severity.WARNING,
    subject_kind="plan",
    cadence=Cadence.NIGHTLY,
    told=(Told.VILLAGE, Told.TOWNSHIP),
    clause="整改方案问题11：不同情况的贫困户帮扶计划基本相同",
    closes="计划已改写，夜间比对不再雷同",
    parameters=(LIKENESS_PERCENT,),
)
def plan_boilerplate(county: str, day: date) -> Finding:
    """A plan that says what another household's says although the households differ (A047), found by the nightly pass."""
    found, mine, other = PlanLikeness, Plan, aliased(Plan, name="other")
    head = select(Household.head_name).where(Household.county == county, Household.id == other.household_id)
    each = func.unnest(found.differs).column_valued("each")
    differs = select(func.string_agg(case(LABELS, value=each, else_=each), "、")).scalar_subquery()
    told = facts(相同比例=found.likeness, 雷同户=head.correlate(other).scalar_subquery(), 不同之处=differs)
    return (
        select(
            mine.region_code,
            mine.id.label("subject_id"),
            mine.household_id,
            told.label("facts"),
            null().cast(Date).label("due_on"),
            null().cast(Date).label("escalates_on"),
        )
        .select_from(found)
        .join(mine, (mine.county == county) & (mine.id == found.plan_id))
        .join(other, (other.county == county) & (other.id == found.other_id))
        .where(found.county == county, mine.year == day.year, queries.on_register(mine, county))
    )
