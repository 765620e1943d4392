"""Whether a pair fits its village (结对规则按村类型).

Households of a poor village are helped by people of a unit that supports it (帮扶单位的党员干部), those of other villages
by people of the township or the village (乡、村的党员干部). Where nobody has said what the village is, nothing is judged;
nor are delegates, teachers and others whose choice follows rules of their own.
Source: 整改工作方案四（三）3“落实结对帮扶”.
"""

from typing import Any

from sqlalchemy import ColumnElement, Date, bindparam, case, func, or_, select, tuple_

from yihu.helpers.models import Unit, UnitAssignment, VillageStanding
from yihu.households.queries import COUNTY
from yihu.kernel.models import valid_on

TODAY = bindparam("today", type_=Date)
JUDGED = "assistance_person"
NOT_THE_UNIT = "贫困村应由帮扶该村单位的人员结对"
NOT_LOCAL = "非贫困村应由乡、村干部结对"


def misfit(p: Any) -> ColumnElement[str | None]:
    """Words, or null when the pair fits or nothing is to be judged. `p`: Pairing or an alias; binds county, today.

    The helper's unit is known by the name that the pairing keeps: who sees the household need not see the helper's row.
    """
    s, a, u = VillageStanding, UnitAssignment, Unit
    village, township = func.left(p.region_code, 12), func.left(p.region_code, 9)
    # Questions that do not depend on the pair, so that PostgreSQL asks each once and keeps the answer as a hash.
    known = select(s.region_code).where(s.county == COUNTY, valid_on(s, TODAY))
    backers = (
        select(u.name, a.region_code)
        .join(a, a.unit_id == u.id)
        .where(u.county == COUNTY, a.county == COUNTY, a.target_unit_id.is_(None), valid_on(a, TODAY))
    )
    unit = func.coalesce(p.helper_unit, "")
    backing = or_(tuple_(unit, village).in_(backers), tuple_(unit, township).in_(backers))
    local = or_(p.helper_level == "township", p.helper_level == "village")
    judged = (p.kind == JUDGED) & p.household_id.is_not(None) & valid_on(p, TODAY)
    wrong: ColumnElement[str | None] = case(
        (~judged, None),
        (village.in_(known.where(s.poor)) & ~backing, NOT_THE_UNIT),
        (village.in_(known.where(~s.poor)) & ~local, NOT_LOCAL),
    )
    return wrong
