from typing import Any

from sqlalchemy import Select, Uuid, cast, func, null, select, true

from yihu.assurances.models import AssuranceCheck, Result
from yihu.comparisons.subject import H, subject
from yihu.households.queries import COUNTY

C = AssuranceCheck


@subject("housing", per_member=False)
def ours() -> Select[*tuple[Any, ...]]:
    """The newest check of each house; the list should name the unsafe ones (R097, R098)."""
    return (
        select(
            H.id.label("household_id"), cast(null(), Uuid).label("member_id"), H.region_code, H.head_name.label("name"),
            func.jsonb_build_object("grade", C.figures["grade"]).label("figures"), C.checked_on.label("told_on"),
            true().label("known"), (C.result == Result.DEFECT).label("expected"),
        )
        .join(H, (H.county == COUNTY) & (H.id == C.household_id))
        .where(C.county == COUNTY, C.item == "housing", C.current, C.member_id.is_(None))
    )  # fmt: skip
