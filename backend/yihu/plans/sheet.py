"""一户一策措施表: the plans of an area, one row per measure; taken away as a workbook it can be imported again as it is."""

from sqlalchemy import ARRAY, Integer, Text, bindparam, cast, or_, select
from sqlalchemy.orm import aliased

from yihu.accounts.access import within_binds
from yihu.households.models import Household, Member
from yihu.households.queries import COUNTY, village_name
from yihu.kernel.money import as_text
from yihu.kernel.paging import Listing
from yihu.plans.models import Measure, MeasureState, Plan

TITLE = "一户一策措施表"
P, M, H, LATER = Plan, Measure, Household, aliased(Plan, name="later")
STATES = bindparam("state", type_=ARRAY(Text))
ASKED = or_(STATES.is_(None), P.state == STATES.any_())
NEWER = select(LATER.id).where(
    LATER.county == COUNTY, LATER.household_id == P.household_id, LATER.year == P.year, LATER.edition > P.edition,
    or_(STATES.is_(None), LATER.state == STATES.any_()),
)  # fmt: skip
MEMBER_NAME = select(Member.name).where(Member.county == COUNTY, Member.id == M.member_id).scalar_subquery()

SHEET = Listing(
    base=select(
        M.id, P.region_code, village_name(P).label("region_name"), H.household_no, H.head_name, P.year, P.kind,
        P.state.label("plan_state"), as_text(P.income_target).label("income_target"), P.wish,
        cast(M.root_id, Text).label("root_id"), MEMBER_NAME.label("member_name"), M.category, M.text, M.cause, M.assurance,
        as_text(M.quantity).label("quantity"), M.unit, M.starts_on, M.due_on, M.owner_name, M.executor, M.fund_source,
        as_text(M.amount).label("amount"), M.batch,
    )
    .select_from(P)
    .join(M, (M.county == COUNTY) & (M.plan_id == P.id))
    .join(H, (H.county == COUNTY) & (H.id == P.household_id)),
    area=within_binds(P)
    & (P.year == bindparam("year", type_=Integer))
    & (M.state != MeasureState.CANCELLED)
    & ASKED
    & ~NEWER.exists(),
    filters={},
    sorts={"region": (P.region_code, H.head_sort, H.household_no, M.sort, M.id)},
    default_sort="region",
)  # fmt: skip
"""The newest edition of each household and year, or the newest of the asked states. Binds: year, state."""
