"""结对走访: each pair of a helper and a household, and how often they met in a period. By place, never ranked by person."""

from typing import Any

from sqlalchemy import ColumnElement, Date, bindparam, func, select

from yihu.accounts.access import within_binds
from yihu.households.models import Household
from yihu.households.queries import COUNTY, village_name
from yihu.kernel.paging import Listing, any_of
from yihu.pairings.models import Pairing
from yihu.visits.cadence import met
from yihu.visits.models import Visit

SINCE, UNTIL = bindparam("since", type_=Date), bindparam("until", type_=Date)
"""The first and the last day of the period."""
P, H, V = Pairing, Household, Visit
IN_PERIOD = (P.valid_from <= UNTIL) & (P.valid_to.is_(None) | (P.valid_to > SINCE))
MEETINGS = (V.county == COUNTY, V.household_id == P.household_id, V.helper_id == P.helper_id, *met())
THESE = select(V.id).where(*MEETINGS, V.visited_on.between(SINCE, UNTIL)).exists()


def _counted() -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Meetings of the period, and the day of the last one until its end."""
    count = select(func.count()).where(*MEETINGS, V.visited_on.between(SINCE, UNTIL))
    last = select(func.max(V.visited_on)).where(*MEETINGS, V.visited_on <= UNTIL)
    return count.scalar_subquery().label("visits"), last.scalar_subquery().label("last_visited_on")


PAIR_COUNTS = Listing(
    base=select(
        P.id.label("pairing_id"), P.kind, P.helper_id, P.helper_name, P.helper_unit, P.household_id, H.household_no,
        H.head_name, P.region_code, village_name(P).label("region_name"), P.valid_from, P.valid_to, *_counted(),
    )
    .join(H, (H.county == COUNTY) & (H.id == P.household_id))
    .where(IN_PERIOD),
    area=within_binds(P),
    filters={
        "kind": any_of(P.kind, "kind"),
        "helper_id": P.helper_id == bindparam("helper_id"),
        "silent": bindparam("silent") != THESE,
    },
    sorts={"region": (P.region_code, H.head_sort, P.id), "name": (H.head_sort, P.id)},
    default_sort="region",
)  # fmt: skip
