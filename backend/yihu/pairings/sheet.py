"""分组表: the sheet that a township prints and sends round; it can be imported again as it is."""

from typing import Any
from uuid import UUID

from sqlalchemy import Text, Uuid, bindparam, cast, func, or_, select
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within_binds
from yihu.helpers.models import Helper
from yihu.households.models import Household, Member
from yihu.households.queries import COUNTY, village_name
from yihu.kernel import clock, workbooks
from yihu.kernel.models import valid_on
from yihu.pairings.models import Pairing
from yihu.pairings.problems import TooManyPairings
from yihu.pairings.queries import TODAY
from yihu.policy.models import Code
from yihu.regions.models import Region

MOST = 50_000
TITLE = "结对分组表"
COLUMNS = ("乡镇", "村", "户主", "户编号", "结对成员", "帮扶人", "单位", "职务", "电话", "编号", "类别", "起始日期")


def _rows() -> Any:
    p, h, m, who = Pairing, Household, Member, Helper
    township = select(Region.short_name).where(Region.code == func.left(p.region_code, 9)).scalar_subquery()
    kind = select(Code.label).where(Code.list == "pairing_kind", Code.code == p.kind).scalar_subquery()
    columns = (
        township, village_name(p), h.head_name, h.household_no, m.name, p.helper_name, p.helper_unit, who.position,
        p.helper_phone, who.roster_no, kind, cast(p.valid_from, Text),
    )  # fmt: skip
    wanted_kind, campaign = bindparam("kind", type_=Text), bindparam("campaign_id", type_=Uuid)
    return (
        select(*(column.label(name) for name, column in zip(COLUMNS, columns, strict=True)))
        .select_from(p)
        .outerjoin(h, (h.county == COUNTY) & (h.id == p.household_id))
        .outerjoin(m, (m.county == COUNTY) & (m.id == p.member_id))
        .outerjoin(who, (who.county == COUNTY) & (who.id == p.helper_id))
        .where(within_binds(p), valid_on(p, TODAY))
        .where(or_(wanted_kind.is_(None), p.kind == wanted_kind))
        .where(or_(campaign.is_(None), p.campaign_id == campaign))
        .order_by(p.region_code, h.head_sort, p.helper_name, p.id)
        .limit(MOST + 1)
    )


def workbook(
    session: Session, user: Caller, region_code: str | None, kind: str | None, campaign_id: UUID | None
) -> bytes:
    """Current pairings of the area, one row each."""
    binds = {**user.binds(region_code), "today": clock.business_date(), "kind": kind, "campaign_id": campaign_id}
    rows = session.execute(_rows(), binds).mappings().all()
    if len(rows) > MOST:
        raise TooManyPairings
    return workbooks.workbook(rows, COLUMNS, TITLE)
