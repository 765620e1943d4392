from sqlalchemy import select

from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line
from yihu.field.figure import Figure, subject
from yihu.field.schemas import Tone
from yihu.households.models import Household
from yihu.households.queries import COUNTY
from yihu.plans import queries, rollup
from yihu.plans.models import Measure, Plan, PlanState

IN_FORCE = (
    select(Plan.id).where(Plan.county == COUNTY, Plan.id == Measure.plan_id, Plan.state == PlanState.ACTIVE).exists()
)

subject("一户一策", 30, {
    "plans_submitted": Figure(
        "待审计划", "/office/plan-review?state=submitted", Tone.WARNING, P.PLANS_REVIEW, Plan, Plan.state == PlanState.SUBMITTED,
    ),
    "plans_returned": Figure(
        "被退回的计划", "/office/plans?state=returned", Tone.WARNING, P.PLANS_WRITE, Plan,
        Plan.state == PlanState.RETURNED,
    ),
    "unplanned": Figure(
        "没有生效计划的户", "/office/plan-rollup/unplanned", Tone.WARNING, P.PLANS_READ, Household,
        rollup.UNPLANNED_NOW,
    ),
    "measures_late": Figure(
        "到期未完成的措施", "/office/measures?in_force=true&late=true", Tone.DANGER, P.PLANS_READ, Measure,
        queries.LATE & IN_FORCE,
    ),
})  # fmt: skip
