"""分组表: the sheet that a township sends round; taken away as a workbook it can be imported again as it is."""

from sqlalchemy import Uuid, bindparam, func, select

from yihu.accounts.access import within_binds
from yihu.helpers.models import Helper
from yihu.households.models import Household, Member
from yihu.households.queries import COUNTY, village_name
from yihu.kernel.models import valid_on
from yihu.kernel.paging import Listing, any_of
from yihu.pairings.models import Pairing
from yihu.pairings.queries import TODAY
from yihu.regions.models import Region

TITLE = "结对分组表"
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
