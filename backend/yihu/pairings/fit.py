"""Whether a pair fits its village (结对规则按村类型).

Households of a poor village are helped by people of a unit that supports it (帮扶单位的党员干部), those of other villages
by people of the township or the village (乡、村的党员干部). Where nobody has said what the village is, nothing is judged;
nor are delegates, teachers and others whose choice follows rules of their own.
Source: 整改工作方案四（三）3“落实结对帮扶”.
"""

from typing import Any

from sqlalchemy import ColumnElement, Date, bindparam, case, func, or_, select

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
    village = func.left(p.region_code, 12)
    poor = select(s.poor).where(s.county == COUNTY, s.region_code == village, valid_on(s, TODAY)).scalar_subquery()
    backing = (
        select(a.id)
        .join(u, (u.county == COUNTY) & (u.id == a.unit_id))
        .where(a.county == COUNTY, a.target_unit_id.is_(None), valid_on(a, TODAY), u.name == p.helper_unit)
        .where(or_(a.region_code == village, a.region_code == func.left(p.region_code, 9)))
    )
    local = or_(p.helper_level == "township", p.helper_level == "village")
    judged = (p.kind == JUDGED) & p.household_id.is_not(None) & valid_on(p, TODAY)
    wrong: ColumnElement[str | None] = case(
        (~judged, None),
        (poor.is_(True) & ~backing.exists(), NOT_THE_UNIT),
        (poor.is_(False) & ~local, NOT_LOCAL),
    )
    return wrong
