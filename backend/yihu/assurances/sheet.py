"""问题台账 as a workbook, one row per defect."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, Text, bindparam, case, cast, func, or_, select
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within_binds
from yihu.assurances.models import AssuranceDefect, DefectState
from yihu.assurances.problems import TooManyDefects
from yihu.assurances.queries import LAST_NOTE
from yihu.households.models import Household, Member
from yihu.households.queries import COUNTY, village_name
from yihu.kernel.workbooks import workbook
from yihu.policy.models import Code
from yihu.regions.models import Region

MOST = 50_000
TITLE = "三保障及饮水安全问题台账"
STATES = {DefectState.OPEN: "未解决", DefectState.MENDED: "已解决待销号", DefectState.CLOSED: "已销号"}


def _label(name: str, code: Any) -> Any:
    return select(Code.label).where(Code.list == name, Code.code == code).scalar_subquery()


def _columns() -> dict[str, Any]:
    d, h = AssuranceDefect, Household
    township = select(Region.short_name).where(Region.code == func.left(d.region_code, 9)).scalar_subquery()
    name = select(Member.name).where(Member.county == COUNTY, Member.id == d.member_id).scalar_subquery()
    reasons = select(func.string_agg(Code.label, "、")).where(
        Code.list == "assurance_reason", Code.code == func.any(d.reasons)
    )
    return {
        "乡镇": township, "村": village_name(d), "户编号": h.household_no, "户主": h.head_name,
        "户类别": _label("household_class", h.household_class), "成员": name,
        "项目": _label("assurance_item", d.item), "问题": reasons.scalar_subquery(), "情况": LAST_NOTE,
        "状态": case(STATES, value=d.state), "发现日期": cast(d.opened_on, Text), "下一步措施": d.next_step,
        "责任人": d.owner_name, "完成时限": cast(d.next_step_on, Text), "解决日期": cast(d.mended_on, Text),
        "销号日期": cast(d.closed_on, Text), "销号人": d.closed_by_name, "销号说明": d.close_note,
    }  # fmt: skip


def made(
    session: Session, user: Caller, region_code: str | None, items: Sequence[str] | None, states: Sequence[str] | None
) -> bytes:
    d, h = AssuranceDefect, Household
    item, state = bindparam("item", type_=ARRAY(Text)), bindparam("state", type_=ARRAY(Text))
    query = (
        select(*(column.label(title) for title, column in _columns().items()))
        .join(h, (h.county == COUNTY) & (h.id == d.household_id))
        .where(within_binds(d), or_(item.is_(None), d.item == func.any(item)))
        .where(or_(state.is_(None), d.state == func.any(state)))
        .order_by(d.region_code, h.head_sort, d.item, d.id)
        .limit(MOST + 1)
    )
    binds = {**user.binds(region_code), "item": items and list(items), "state": states and list(states)}
    rows = [dict(row) for row in session.execute(query, binds).mappings()]
    if len(rows) > MOST:
        raise TooManyDefects
    return workbook(rows, _columns(), TITLE)
