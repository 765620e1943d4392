"""一户一策措施表: the plans of an area as a workbook, one row per measure; it can be imported again as it is."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, Float, Integer, Text, bindparam, case, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from yihu.accounts.access import Caller, within_binds
from yihu.households.models import Household, Member
from yihu.households.queries import COUNTY, village_name
from yihu.kernel import workbooks
from yihu.plans.models import Measure, MeasureState, Plan, PlanKind, PlanState
from yihu.plans.problems import TooManyMeasures
from yihu.policy.models import Code

MOST = 60_000
"""Measures of one workbook: a large township's; a county goes township by township."""
TITLE = "一户一策措施表"
KINDS = {PlanKind.ASSISTANCE: "帮扶计划", PlanKind.CONSOLIDATION: "巩固提升计划"}
STATES = {
    PlanState.DRAFT: "制定中", PlanState.SUBMITTED: "待审核", PlanState.RETURNED: "已退回", PlanState.ACTIVE: "已生效",
    PlanState.REPLACED: "已被替代", PlanState.CLOSED: "已办结",
}  # fmt: skip


def _label(name: str, code: Any) -> Any:
    return select(Code.label).where(Code.list == name, Code.code == code).scalar_subquery()


def _columns() -> dict[str, Any]:
    """Title -> value; 村 and 计划状态 are for reading, the import passes them over."""
    p, m, h = Plan, Measure, Household
    name = select(Member.name).where(Member.county == COUNTY, Member.id == m.member_id).scalar_subquery()
    return {
        "村": village_name(p), "户编号": h.household_no, "户主": h.head_name, "年度": p.year,
        "计划类型": case(KINDS, value=p.kind), "计划状态": case(STATES, value=p.state),
        "收入目标": cast(p.income_target, Float), "农户意愿": p.wish, "措施编号": cast(m.root_id, Text), "对象": name,
        "类别": _label("measure_category", m.category), "内容": m.text, "针对原因": _label("poverty_cause", m.cause),
        "针对保障": _label("assurance_item", m.assurance), "数量": cast(m.quantity, Float), "单位": m.unit,
        "开始": cast(m.starts_on, Text), "时限": cast(m.due_on, Text), "责任人": m.owner_name,
        "实施主体": _label("measure_executor", m.executor), "资金来源": _label("fund_source", m.fund_source),
        "金额": cast(m.amount, Float), "五个一批": _label("five_batch", m.batch),
    }  # fmt: skip


def _rows() -> Any:
    """The newest edition of each household and year, or the newest of the asked states."""
    p, m, h, later = Plan, Measure, Household, aliased(Plan, name="later")
    year, states = bindparam("year", type_=Integer), bindparam("state", type_=ARRAY(Text))
    asked = or_(states.is_(None), p.state == func.any(states))
    newer = select(later.id).where(
        later.county == COUNTY, later.household_id == p.household_id, later.year == p.year, later.edition > p.edition,
        or_(states.is_(None), later.state == func.any(states)),
    )  # fmt: skip
    return (
        select(*(column.label(title) for title, column in _columns().items()))
        .select_from(p)
        .join(m, (m.county == COUNTY) & (m.plan_id == p.id))
        .join(h, (h.county == COUNTY) & (h.id == p.household_id))
        .where(within_binds(p), p.year == year, m.state != MeasureState.CANCELLED, asked, ~newer.exists())
        .order_by(p.region_code, h.head_sort, h.household_no, m.sort, m.id)
        .limit(MOST + 1)
    )


def workbook(
    session: Session, user: Caller, region_code: str | None, year: int, states: Sequence[PlanState] | None
) -> bytes:
    binds = {**user.binds(region_code), "year": year, "state": [one.value for one in states] if states else None}
    rows = session.execute(_rows(), binds).mappings().all()
    if len(rows) > MOST:
        raise TooManyMeasures
    return workbooks.workbook(rows, _columns(), TITLE)
