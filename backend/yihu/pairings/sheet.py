"""分组表: the sheet that a township sends round; taken away as a workbook it can be imported again as it is."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, select
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within_binds
from yihu.helpers.models import Helper
from yihu.households.models import Household, Member
from yihu.households.queries import COUNTY, village_name
from yihu.kernel import clock, documents
from yihu.kernel.models import valid_on
from yihu.kernel.paging import Listing, any_of
from yihu.pairings.models import Pairing
from yihu.pairings.problems import TooManyForPaper
from yihu.pairings.queries import TODAY
from yihu.policy.models import Code
from yihu.regions import zones
from yihu.regions.models import Region

TITLE = "结对分组表"
MOST_ON_PAPER = 3_000
ON_PAPER = {
    "乡镇": "township_name", "村": "region_name", "户主": "head_name", "结对成员": "member_name", "帮扶人": "helper_name",
    "单位": "helper_unit", "职务": "position", "电话": "helper_phone", "类别": "kind_label", "起始日期": "valid_from",
}  # fmt: skip
"""Titles and fields; a column that no row fills stays away."""
P, H, M, WHO = Pairing, Household, Member, Helper

SHEET = Listing(
    base=select(
        P.id, P.region_code,
        select(Region.short_name).where(Region.code == func.left(P.region_code, 9)).scalar_subquery()
        .label("township_name"),
        village_name(P).label("region_name"), H.head_name, H.household_no, M.name.label("member_name"), P.helper_name,
        P.helper_unit, WHO.position, P.helper_phone, WHO.roster_no, P.kind, P.valid_from,
    )
    .select_from(P)
    .outerjoin(H, (H.county == COUNTY) & (H.id == P.household_id))
    .outerjoin(M, (M.county == COUNTY) & (M.id == P.member_id))
    .outerjoin(WHO, (WHO.county == COUNTY) & (WHO.id == P.helper_id)),
    area=within_binds(P) & valid_on(P, TODAY),
    filters={
        "kind": any_of(P.kind, "kind"),
        "campaign_id": P.campaign_id == bindparam("campaign_id", type_=Uuid),
    },
    sorts={"region": (P.region_code, func.coalesce(H.head_sort, ""), P.helper_name, P.id)},
    default_sort="region",
)  # fmt: skip
"""Current pairings, one row each. Binds: today."""


def paper(
    session: Session, user: Caller, region_code: str | None, kind: list[str] | None, campaign_id: UUID | None
) -> bytes:
    """The same as a PDF to hang out."""
    rows = _found(session, user, region_code, {"kind": kind, "campaign_id": campaign_id})
    if len(rows) > MOST_ON_PAPER:
        raise TooManyForPaper
    columns = {title: name for title, name in ON_PAPER.items() if any(row[name] for row in rows)} or ON_PAPER
    homes, people = ({row[name] for row in rows if row[name]} for name in ("household_id", "helper_id"))
    named = zones.title(session, region_code, user.region_code)
    place = session.scalar(select(Region.short_name).where(Region.code == named)) or named
    note = f"{documents.long_date(clock.business_date())}　{len(homes)}户，{len(people)}名帮扶人，{len(rows)}对"
    lines = [["" if row[name] is None else str(row[name]) for name in columns.values()] for row in rows]
    return documents.table_pdf(f"{place}{TITLE}", list(columns), lines, note)


def _found(session: Session, user: Caller, region_code: str | None, given: Mapping[str, Any]) -> Any:
    """In the sheet's order, one more than a paper holds."""
    asked = {name: value for name, value in given.items() if value is not None}
    kind = select(Code.label).where(Code.list == "pairing_kind", Code.code == P.kind).scalar_subquery()
    shown = SHEET.base.add_columns(kind.label("kind_label"), P.household_id, P.helper_id)
    query = shown.where(SHEET.area, *(SHEET.filters[name] for name in asked))
    binds = {**user.binds(region_code), "today": clock.business_date(), **asked}
    return session.execute(query.order_by(*SHEET.sorts["region"]).limit(MOST_ON_PAPER + 1), binds).mappings().all()
