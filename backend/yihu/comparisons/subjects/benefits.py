"""Lists of what social security and civil affairs have granted, beside the grants on our file (R368)."""

from typing import Any

from sqlalchemy import Date, Select, Uuid, cast, func, null, select, true

from yihu.benefits.entitlement import current
from yihu.benefits.models import Benefit, BenefitPolicy
from yihu.comparisons.subject import H, M, people, subject
from yihu.households.queries import COUNTY

B, P = Benefit, BenefitPolicy


def _granted(kind: str) -> Any:
    """Grants of a kind that run, or were made in the year of the day."""
    of_kind = (P.county == COUNTY) & (P.id == B.policy_id) & (P.kind == kind)
    return select(B.id).join(P, of_kind).where(B.county == COUNTY, B.household_id == H.id, current())


@subject("pension", per_member=True)
def pension() -> Select[*tuple[Any, ...]]:
    """Who draws a basic pension."""
    return people().where(_granted("pension").where(B.member_id == M.id).correlate(H, M).exists())


@subject("temporary_relief", per_member=False)
def temporary_relief() -> Select[*tuple[Any, ...]]:
    """Households that had 临时救助; its amount is the household's, whoever of it asked."""
    return select(
        H.id.label("household_id"), cast(null(), Uuid).label("member_id"), H.region_code, H.head_name.label("name"),
        func.jsonb_build_object().label("figures"), cast(null(), Date).label("told_on"), true().label("known"),
        true().label("expected"),
    ).where(H.county == COUNTY, _granted("temporary_relief").correlate(H).exists())  # fmt: skip
